"""What is to be ordered again, and what expires."""

from datetime import timedelta
from typing import Any

from domain.core.db import UnitOfWork
from domain.core.fields import plain_decimal
from domain.core.paging import PageRequest
from domain.core.settings import settings
from domain.inventory import service as inventory
from domain.jobs.definitions import Outcome, Turn
from domain.org.profile import profile_of

SHOWN = 100
AHEAD_DAYS = 30
LOTS = """
SELECT o.code, i.sku, l.code, x.expires_on, x.quantity, count(*) OVER (), count(*) FILTER (WHERE x.expired) OVER ()
FROM (
    SELECT v.location_id, v.item_id, v.lot_id, v.quantity, l.expires_on, l.expires_on < %(today)s AS expired
    FROM inv.lot_levels v JOIN inv.lots l ON l.org_id = v.org_id AND l.id = v.lot_id
    WHERE v.org_id = %(org_id)s AND v.quantity > 0 AND l.expires_on <= %(until)s
) x
JOIN inv.lots l ON l.org_id = %(org_id)s AND l.id = x.lot_id
JOIN inv.items i ON i.org_id = %(org_id)s AND i.id = x.item_id
JOIN inv.locations o ON o.org_id = %(org_id)s AND o.id = x.location_id
ORDER BY x.expires_on, x.location_id, x.item_id, x.lot_id LIMIT %(shown)s
"""


def find_low_stock(uow: UnitOfWork, turn: Turn) -> Outcome:
    """Count what lies at its reorder point or below, and name the first of it, as the report of low stock does."""
    number, rows = 0, list[dict[str, Any]]()
    cursor: str | None = None
    while True:
        paging = PageRequest(limit=settings().max_page, cursor=cursor)
        page = inventory.low_stock(uow, org_id=turn.org_id, paging=paging, location_id=None)
        number += len(page.rows)
        for low in page.rows[: SHOWN - len(rows)]:
            rows.append(
                {
                    "location_id": str(low[0]),
                    "item_id": str(low[1]),
                    "sku": low[2],
                    "name": low[3],
                    "quantity": plain_decimal(low[4]),
                    "reorder_point": plain_decimal(low[5]),
                }
            )
        cursor = page.next_cursor
        if cursor is None:
            return Outcome({"items": number, "rows": rows})


def find_expiring_lots(uow: UnitOfWork, turn: Turn) -> Outcome:
    """Count the lots of which something is left and whose last day has passed or comes soon; the first to expire first.

    The organization's own business date says what has expired.
    """
    today = profile_of(uow, org_id=turn.org_id).today()
    until = today + timedelta(days=AHEAD_DAYS)
    given = {"org_id": turn.org_id, "today": today, "until": until, "shown": SHOWN}
    found = uow.driver.execute(LOTS, given).fetchall()
    return Outcome(
        {
            "until": until.isoformat(),
            "lots": found[0][5] if found else 0,
            "expired": found[0][6] if found else 0,
            "rows": [
                {
                    "location": location,
                    "sku": sku,
                    "lot": lot,
                    "expires_on": expires_on.isoformat(),
                    "quantity": plain_decimal(quantity),
                }
                for location, sku, lot, expires_on, quantity, *_ in found
            ],
        }
    )
