"""The Celery application, configured and without tasks."""

from celery import Celery

app = Celery("arcoiris")
app.config_from_object("celeryconfig")

DRAIN = "arcoiris.drain"
"""The one message between the edges: drain these shards. Its argument is their numbers, nothing else."""

POSTING = "posting"
SCHEDULED = "scheduled"
IMPORTS = "imports"
QUEUES = {POSTING: "arcoiris.posting", SCHEDULED: "arcoiris.scheduled", IMPORTS: "arcoiris.imports"}
"""The queues by the names that the command line takes: what tills wait for, what nobody waits for, and whole files."""
