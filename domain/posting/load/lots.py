"""Loading lots, behind the locks of their levels: those in stock, those that lines name, those that come back."""

from collections.abc import Iterable
from typing import Any

from domain.inventory.lots import LotLevel, Lots
from domain.posting.facts import OrgFacts
from domain.posting.load.dates import as_date
from domain.posting.load.statements import Connection, keyed, keys_json
from domain.posting.naming import number
from domain.posting.wants import Wants

# Where each key has several rows, an order of its own keeps its look-up from being joined another way round.
_COLUMNS = "t.id, t.code, t.expires_on::text AS expires_on"
IN_STOCK = keyed(
    f"""
SELECT x.* FROM w CROSS JOIN LATERAL (
    SELECT l.org_id, l.location_id, l.item_id, {_COLUMNS}, l.quantity
    FROM inv.lot_levels l JOIN inv.lots t ON t.org_id = l.org_id AND t.id = l.lot_id
    WHERE l.org_id = w.k0 AND l.location_id = w.k1 AND l.item_id = w.k2 AND l.quantity <> 0
    ORDER BY l.lot_id
) AS x
""",  # noqa: S608 - built from constants
    *("uuid", "uuid", "uuid"),
)
NAMED = keyed(
    f"""
SELECT x.* FROM w CROSS JOIN LATERAL (
    SELECT t.org_id, w.k1 AS location_id, t.item_id, {_COLUMNS}, 0.0000 AS quantity
    FROM inv.lots t WHERE t.org_id = w.k0 AND t.item_id = w.k2 AND t.code = w.k3 LIMIT 1
) AS x
""",  # noqa: S608 - built from constants
    *("uuid", "uuid", "uuid", "text"),
)
MOVED = keyed(
    f"""
SELECT x.* FROM w CROSS JOIN LATERAL (
    SELECT m.org_id, w.k1 AS document_id, s.line_no, m.item_id, {_COLUMNS}, abs(m.quantity) AS quantity
    FROM (
        SELECT y.line_no, y.movement_id FROM pos.sale_lines y WHERE y.org_id = w.k0 AND y.sale_id = w.k1
        UNION ALL
        SELECT y.line_no, y.movement_id FROM pos.sale_line_parts y WHERE y.org_id = w.k0 AND y.sale_id = w.k1
        UNION ALL
        SELECT y.line_no, y.movement_id FROM inv.stock_document_lines y
        WHERE y.org_id = w.k0 AND y.document_id = w.k1
    ) s
    JOIN inv.lot_movements m ON m.org_id = w.k0 AND m.movement_id = s.movement_id
    JOIN inv.lots t ON t.org_id = w.k0 AND t.id = m.lot_id
    ORDER BY s.line_no, t.expires_on, t.code
) AS x
""",  # noqa: S608 - built from constants
    *("uuid", "uuid"),
)


def load_lots(connection: Connection, wants: Wants, facts: dict[str, OrgFacts]) -> None:
    """Give each wanted level whose lots are told apart its lots.

    They are read after the lock of the level, which guards them: what another batch has left of them is then seen.
    """
    if not any(org.tracked for org in facts.values()):
        return
    tracked = [key for key in wants.levels if key[2] in facts[key[0]].tracked]
    for org_id, location_id, item_id in tracked:
        facts[org_id].lots[location_id, item_id] = Lots()
    about = wants.originals | wants.transfers | wants.goods_received
    with connection.pipeline():
        in_stock = connection.execute(IN_STOCK, (keys_json(tracked),))
        named = connection.execute(NAMED, (keys_json(wants.lots),)) if wants.lots else ()
        moved = connection.execute(MOVED, (keys_json(about),)) if about else ()
    _keep(facts, in_stock)
    _keep(facts, named)
    for org_id, document_id, line_no, item_id, lot_id, code, expires_on, quantity in moved:
        org = facts[org_id]
        org.lots_moved.setdefault((document_id, line_no, item_id), []).append((lot_id, number(quantity)))
        for (_, of_item), lots in org.lots.items():
            if of_item == item_id:
                lots.of.setdefault(lot_id, LotLevel(lot_id, code, None if expires_on is None else as_date(expires_on)))


def _keep(facts: dict[str, OrgFacts], rows: Iterable[tuple[Any, ...]]) -> None:
    for org_id, location_id, item_id, lot_id, code, expires_on, quantity in rows:
        held = number(quantity)
        expiry = None if expires_on is None else as_date(expires_on)
        lots = facts[org_id].lots[location_id, item_id]
        lots.of.setdefault(lot_id, LotLevel(lot_id, code, expiry, held, held))
