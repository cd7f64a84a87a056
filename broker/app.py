"""The Celery application, configured and without tasks."""

from celery import Celery

app = Celery("arcoiris")
app.config_from_object("celeryconfig")

DRAIN = "arcoiris.drain"
"""What tills wait for: drain these shards. Its argument is their numbers, nothing else."""

IMPORT = "arcoiris.import"
"""That there is a file: without an argument, and as easily lost as the other."""

POSTING = "posting"
SCHEDULED = "scheduled"
IMPORTS = "imports"
QUEUES = {POSTING: "arcoiris.posting", SCHEDULED: "arcoiris.scheduled", IMPORTS: "arcoiris.imports"}
"""The queues by the names that the command line takes: what tills wait for, what nobody waits for, and whole files."""
