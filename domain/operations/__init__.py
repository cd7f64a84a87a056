"""The inbox: durable admission, claiming, outcomes, retry."""
