"""Loading of shifts what must not be looked up before they are locked: what they have taken, and which are open.

Whoever changes them holds a lock that this batch has by then: on the shift, and on its terminal's numbers.
"""

from domain.posting.facts import OrgFacts
from domain.posting.load.statements import Connection, each, keyed, keys_json
from domain.posting.wants import Wants

# Some tens of rows a shift, however many sales it has: whoever posts a sale has added it to them.
TAKEN = keyed(
    """
SELECT t.org_id, t.shift_id, t.measure, t.code, t.number, t.amount
FROM w CROSS JOIN LATERAL (
    SELECT s.org_id, s.shift_id, s.measure, s.code, s.number, s.amount FROM pos.shift_totals s
    WHERE s.org_id = w.k0 AND s.shift_id = w.k1 AND NOT s.supplement
    OFFSET 0
) AS t
""",
    "uuid",
    "uuid",
)
OPEN = each(
    """
SELECT s.org_id, s.terminal_id, s.id FROM pos.shifts s
WHERE s.org_id = w.k0 AND s.terminal_id = w.k1 AND s.status = 'open'
""",
    "uuid",
    "uuid",
)


def load_shifts(connection: Connection, wants: Wants, facts: dict[str, OrgFacts]) -> None:
    """Load what shifts have taken so far, and which shift is open where one is to be opened."""
    with connection.pipeline():
        taken = connection.execute(TAKEN, (keys_json(wants.taken),)) if wants.taken else ()
        opened = connection.execute(OPEN, (keys_json(wants.opening),)) if wants.opening else ()
    for org_id, shift_id, measure, code, number, amount in taken:
        shift = facts[org_id].shifts.get(shift_id)
        if shift is not None:
            shift.taken[measure, code] = (number, amount)
    for org_id, terminal_id, shift_id in opened:
        facts[org_id].open_shifts[terminal_id] = shift_id
