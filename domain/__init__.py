"""The centre of Arcoíris: what a sale is, and how it becomes stock and books. Knows neither HTTP nor the queue."""
