"""Writing reconciliations of bank lines: what they matched, what they released, and which lines they left how."""

from collections.abc import Iterable, Iterator

from domain.posting.effects import Effects
from domain.posting.facts import OrgFacts
from domain.posting.write.statements import Row, update_by_key

RECONCILIATIONS = """
INSERT INTO acct.bank_reconciliations (
    org_id, id, kind, bank_account_id, line_id, undoes_id, journal_id, amount, cleared_on
)
SELECT (e ->> 0)::uuid, (e ->> 1)::uuid, e ->> 2, (e ->> 3)::uuid, (e ->> 4)::uuid, (e ->> 5)::uuid, (e ->> 6)::uuid,
    (e ->> 7)::bigint, (e ->> 8)::date
FROM jsonb_array_elements(%s::jsonb) AS e
"""
# Released first, matched again afterwards: what is active is matched once, which the index makes sure of.
RELEASED = """
WITH w AS MATERIALIZED (
    SELECT (e ->> 0)::uuid AS org_id, (e ->> 1)::uuid AS id FROM jsonb_array_elements(%s::jsonb) AS e
)
UPDATE acct.bank_matches m SET active = false
FROM w CROSS JOIN LATERAL (
    SELECT y.ctid AS place FROM acct.bank_matches y WHERE y.org_id = w.org_id AND y.reconciliation_id = w.id OFFSET 0
) AS y
WHERE m.ctid = y.place
"""
MATCHES = """
INSERT INTO acct.bank_matches (org_id, reconciliation_id, journal_id, line_no, bank_account_id, amount, active)
SELECT (e ->> 0)::uuid, (e ->> 1)::uuid, (e ->> 2)::uuid, (e ->> 3)::smallint, (e ->> 4)::uuid, (e ->> 5)::bigint,
    (e ->> 6)::boolean
FROM jsonb_array_elements(%s::jsonb) AS e
"""
LINES = update_by_key("acct.bank_lines", "reconciliation_id = r.c2", ("org_id", "id"), *("uuid", "uuid", "uuid"))


def statements(orgs: Iterable[OrgFacts], effects: Effects) -> Iterator[tuple[str, list[Row]]]:
    """Yield what reconciliations and their undoing leave behind, lines as they are by the end of the batch."""
    yield RECONCILIATIONS, effects.bank_reconciliations
    yield RELEASED, effects.bank_released
    yield MATCHES, [tuple(match) for _, matches in sorted(effects.bank_matches.items()) for match in matches]
    yield (
        LINES,
        [
            (org.id, line_id, None if line.reconciliation is None else line.reconciliation.id)
            for org in orgs
            for line_id, line in sorted(org.bank.lines.items())
            if line.changed
        ],
    )
