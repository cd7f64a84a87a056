"""The way to the broker, which both edges use: the Celery application and the doorbell."""
