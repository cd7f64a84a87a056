"""Low stock in the stream of what happens: which levels the transactions that ended operations took too low."""

from typing import Any
from uuid import UUID

import psycopg

from domain.core.fields import plain_decimal

Connection = psycopg.AsyncConnection[Any]
SEE = "SELECT set_config('app.org_ids', %s, true)"
BETWEEN = """
SELECT e.xid, e.id, e.location_id, e.item_id, e.quantity, e.reorder_point, e.noted_at
FROM inv.low_stock_events e
WHERE e.org_id = %s AND e.xid > %s AND e.xid <= %s
ORDER BY e.xid, e.location_id, e.item_id
"""


async def low_stock_between(
    connection: Connection, org_id: UUID, *, after_xid: int, until_xid: int
) -> dict[int, list[dict[str, Any]]]:
    """Return the events of transactions after one and up to another, by transaction, in order.

    Each belongs to a transaction that ended an operation too; both are there, or neither is.
    """
    async with connection.transaction():
        await connection.execute(SEE, ("{" + str(org_id) + "}",))
        cursor = await connection.execute(BETWEEN, (org_id, after_xid, until_xid))
        rows = await cursor.fetchall()
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["xid"], []).append(
            {
                "id": row["id"],
                "item_id": row["item_id"],
                "location_id": row["location_id"],
                "quantity": plain_decimal(row["quantity"]),
                "reorder_point": plain_decimal(row["reorder_point"]),
                "noted_at": row["noted_at"],
            }
        )
    return found
