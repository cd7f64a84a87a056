"""Posting all that an organization has waiting, in the test's own process."""

from uuid import UUID

from domain.jobs.background import Waiting, carry_out
from domain.jobs.turns import connect_for_locks
from domain.operations.wishes import BACKGROUND_SHARD
from domain.posting.drain import connect_for_posting, drain_shards
from tests.shops import Shop

# What is carried out in steps may wait a moment between them, for what else is under way in this server.
WAITING = """
SELECT DISTINCT shard FROM core.operations
WHERE org_id = %s AND status = 'pending' AND (
    not_before IS NULL
    OR not_before <= clock_timestamp() + make_interval(secs => CASE attempts WHEN 0 THEN 1.1 ELSE 0 END)
)
"""


def drain(shop: Shop) -> None:
    """Post all that waits and can be posted now, what follows it included."""
    org_id = str(shop.org_id)
    with connect_for_posting() as connection:
        while True:
            with connection.transaction():
                connection.execute("SELECT set_config('app.org_ids', %s, true)", (f"{{{org_id}}}",))
                shards = [row[0] for row in connection.execute(WAITING, (org_id,))]
            if not shards:
                return
            if BACKGROUND_SHARD in shards:
                _carry_out(shop)
                continue
            drain_shards(connection, shards)


def _carry_out(shop: Shop) -> None:
    """Carry out what waits in the background."""
    waiting = shop.get("/api/operations?status=pending&limit=500").json()["items"]
    with connect_for_locks() as locks:
        for one in reversed(waiting):
            carry_out(locks, Waiting(shop.org_id, UUID(one["id"])))
