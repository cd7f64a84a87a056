"""The sweep: the answer to a lost message, a flushed broker, a killed worker."""

import structlog

from broker.app import app
from domain.core.settings import settings
from domain.operations.sweep import sweep
from workers.base import process

log = structlog.get_logger(__name__)


@app.task(name="arcoiris.sweep")
def ring_waiting() -> None:
    """Ring every shard that has waited too long with nobody on the way to it; any number of sweeps may run."""
    shards = process().with_connection(lambda connection: sweep(connection, age_s=settings().sweep_age_s))
    if shards:
        log.info("swept", shards=shards)
        process().doorbell.ring(shards)
