"""The Celery application, configured and without tasks."""

from celery import Celery

app = Celery("arcoiris")
app.config_from_object("celeryconfig")

DRAIN = "arcoiris.drain"
"""The one message between the edges: drain this shard. Its argument is the shard's number, nothing else."""
