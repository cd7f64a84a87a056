"""Draining shards."""

import structlog

from broker.app import DRAIN, app
from domain.posting.drain import drain_shards
from workers.base import process

TURN_S = 0.05
"""After so long a worker goes on at the end of the queue: whoever rings waits for a full batch, never for four."""
log = structlog.get_logger(__name__)


@app.task(name=DRAIN)
def drain(shards: list[int]) -> None:
    """Post what waits in these shards; where more waits than one turn takes, ring again at the end of the queue."""
    drained = process().with_connection(lambda connection: drain_shards(connection, shards, turn_s=TURN_S))
    if drained is None:
        return
    if drained.batches:
        log.info("drained", shards=shards, batches=drained.batches, failed=drained.attempts_failed, **drained.ended)
    process().doorbell.ring(sorted(drained.more | drained.to_ring))
    if drained.later:
        process().doorbell.ring_later(drained.later)
