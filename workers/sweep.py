"""The sweep: the answer to a lost message, a flushed broker, a killed worker."""

import structlog

from broker.app import app
from domain.core.db import unit_of_work
from domain.core.health import UNREACHABLE
from domain.core.settings import settings
from domain.operations.service import sweep
from workers.base import process

log = structlog.get_logger(__name__)


@app.task(name="arcoiris.sweep")
def ring_waiting() -> None:
    """Ring every shard that has waited too long with nobody on the way to it; any number of sweeps may run."""
    try:
        with unit_of_work() as uow:
            shards = sweep(uow, age_s=settings().sweep_age_s)
            uow.commit()
    except UNREACHABLE as error:
        log.warning("postgres_unavailable", detail=type(error).__name__)
        return
    if shards:
        log.info("swept", shards=shards)
        process().doorbell.ring(shards)
