"""Posting all that an organization has waiting, in the test's own process."""

from domain.posting.drain import connect_for_posting, drain_shards
from tests.shops import Shop

WAITING = """
SELECT DISTINCT shard FROM core.operations
WHERE org_id = %s AND status = 'pending' AND (not_before IS NULL OR not_before <= clock_timestamp())
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
            drain_shards(connection, shards)
