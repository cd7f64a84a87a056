"""The Celery application, configured and without tasks."""

from celery import Celery

app = Celery("arcoiris")
app.config_from_object("celeryconfig")

DRAIN = "arcoiris.drain"
"""The one message between the edges: drain these shards. Its argument is their numbers, nothing else."""
