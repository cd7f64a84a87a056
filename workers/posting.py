"""Draining shards."""

import structlog

from broker.app import DRAIN, app
from domain.posting.drain import drain_shard
from workers.base import process

log = structlog.get_logger(__name__)


@app.task(name=DRAIN)
def drain(shard: int) -> None:
    """Post what waits in a shard; where more waits than one turn takes, ring again at the end of the queue."""
    drained = process().with_connection(lambda connection: drain_shard(connection, shard))
    if drained is None:
        return
    if drained.batches:
        log.info("drained", shard=shard, batches=drained.batches, failed=drained.attempts_failed, **drained.ended)
    shards = drained.to_ring | ({shard} if drained.more else set())
    if shards:
        process().doorbell.ring(sorted(shards))
