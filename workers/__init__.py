"""The edge that posts: Celery tasks, thin, each safe to run twice and on many machines."""
