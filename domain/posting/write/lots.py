"""Writing lots: new ones, by how much their levels change, and which of them moved with which movement."""

from collections.abc import Iterable, Iterator

from domain.core.money import QUANTITY_DIGITS, text_of
from domain.inventory.lots import LotLevel
from domain.posting.facts import OrgFacts
from domain.posting.write.statements import Row

# A lot's id follows from its item and its code: two who make it at once mean the same, and one of them has made it.
LOTS = """
INSERT INTO inv.lots (org_id, id, item_id, code, expires_on)
SELECT (r ->> 0)::uuid, (r ->> 1)::uuid, (r ->> 2)::uuid, r ->> 3, (r ->> 4)::date
FROM jsonb_array_elements(%s::jsonb) AS r
ON CONFLICT DO NOTHING
"""
LOT_LEVELS = """
INSERT INTO inv.lot_levels AS x (org_id, location_id, item_id, lot_id, quantity)
SELECT (r ->> 0)::uuid, (r ->> 1)::uuid, (r ->> 2)::uuid, (r ->> 3)::uuid, (r ->> 4)::numeric
FROM jsonb_array_elements(%s::jsonb) AS r
ON CONFLICT (org_id, location_id, item_id, lot_id) DO UPDATE SET quantity = x.quantity + excluded.quantity
"""
LOT_MOVEMENTS = """
INSERT INTO inv.lot_movements (org_id, movement_id, lot_id, location_id, item_id, quantity)
SELECT (r ->> 0)::uuid, (r ->> 1)::uuid, (r ->> 2)::uuid, (r ->> 3)::uuid, (r ->> 4)::uuid, (r ->> 5)::numeric
FROM jsonb_array_elements(%s::jsonb) AS r
"""


def new_lots(orgs: Iterable[OrgFacts]) -> list[Row]:
    """Return the lots that nobody had named before, each once, in the order of their keys."""
    made = {
        (org_id, lot.id): (org_id, lot.id, item_id, lot.code, lot.expires_on)
        for org_id, _, item_id, lot in _moved(orgs)
        if not lot.known
    }
    return [row for _, row in sorted(made.items())]


def lot_changes(orgs: Iterable[OrgFacts]) -> list[Row]:
    """Return by how much each lot's level changes, in the order of their keys."""
    return sorted(
        (org_id, location_id, item_id, lot.id, text_of(lot.quantity - lot.before, QUANTITY_DIGITS))
        for org_id, location_id, item_id, lot in _moved(orgs)
        if lot.quantity != lot.before
    )


def _moved(orgs: Iterable[OrgFacts]) -> Iterator[tuple[str, str, str, LotLevel]]:
    for org in orgs:
        for (location_id, item_id), lots in org.lots.items():
            for lot in lots.of.values():
                if lot.moved:
                    yield org.id, location_id, item_id, lot
