"""Loading the reorder points that locations have of their own; where an organization has none, nothing is asked."""

from domain.posting.facts import OrgFacts
from domain.posting.load.statements import Connection, each, keys_json
from domain.posting.naming import number
from domain.posting.wants import Wants

REORDER_POINTS = each(
    """
SELECT p.org_id, p.location_id, p.item_id, p.quantity FROM inv.reorder_points p
WHERE p.org_id = w.k0 AND p.location_id = w.k1 AND p.item_id = w.k2
""",
    *("uuid", "uuid", "uuid"),
)


def load_reorder_points(connection: Connection, wants: Wants, facts: dict[str, OrgFacts]) -> None:
    """Load the points of the levels in this batch, of organizations that have any."""
    if not any(org.location_points for org in facts.values()):
        return
    levels = [key for key in wants.levels if facts[key[0]].location_points]
    if levels:
        for org_id, location_id, item_id, quantity in connection.execute(REORDER_POINTS, (keys_json(levels),)):
            facts[org_id].reorder_points[location_id, item_id] = number(quantity)
