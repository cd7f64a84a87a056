"""Writing transfers: those that left in this batch, and what has become of others."""

from collections.abc import Iterable, Iterator

from domain.core.money import PRICE_DIGITS, QUANTITY_DIGITS, text_of
from domain.posting.facts import OrgFacts
from domain.posting.goods import TransferLine
from domain.posting.write.statements import Row, update_by_key

NEW = """
WITH t AS MATERIALIZED (
    SELECT (e ->> 0)::uuid AS org_id, (e ->> 1)::uuid AS id, (e ->> 2)::uuid AS from_id, (e ->> 3)::uuid AS to_id,
        e ->> 4 AS receive, e ->> 5 AS status, e ->> 6 AS note, (e ->> 7)::timestamptz AS occurred_at,
        (e ->> 8)::date AS business_date, e -> 9 AS lines
    FROM jsonb_array_elements(%s::jsonb) AS e
),
transfers AS (
    INSERT INTO inv.transfers (
        org_id, id, from_location_id, to_location_id, receive, status, note, occurred_at, business_date
    )
    SELECT t.org_id, t.id, t.from_id, t.to_id, t.receive, t.status, t.note, t.occurred_at, t.business_date FROM t
)
INSERT INTO inv.transfer_lines (
    org_id, transfer_id, line_no, received, received_value, lost, lost_value, returned, returned_value, item_id,
    shipped, value
)
SELECT t.org_id, t.id, (l ->> 0)::smallint, (l ->> 1)::numeric, (l ->> 2)::bigint, (l ->> 3)::numeric,
    (l ->> 4)::bigint, (l ->> 5)::numeric, (l ->> 6)::bigint, (l ->> 7)::uuid, (l ->> 8)::numeric, (l ->> 9)::bigint
FROM t CROSS JOIN LATERAL jsonb_array_elements(t.lines) AS l
"""
CHANGED = update_by_key("inv.transfers", "status = r.c2", ("org_id", "id"), *("uuid", "uuid", "text"))
CHANGED_LINES = update_by_key(
    "inv.transfer_lines",
    "received = r.c3, received_value = r.c4, lost = r.c5, lost_value = r.c6, returned = r.c7, returned_value = r.c8",
    ("org_id", "transfer_id", "line_no"),
    *("uuid", "uuid", "smallint", "numeric", "bigint", "numeric", "bigint", "numeric", "bigint"),
)
STANDARDS = update_by_key(
    "inv.items",
    "cost = r.c2, version = x.version + 1, updated_at = now()",
    ("org_id", "id"),
    *("uuid", "uuid", "numeric"),
)


def statements(orgs: Iterable[OrgFacts]) -> Iterator[tuple[str, list[Row]]]:
    """Yield what is to be written of transfers: new ones as they are by the end of the batch, others as changed."""
    new: list[Row] = []
    changed: list[Row] = []
    lines: list[Row] = []
    for org in orgs:
        for _, transfer in sorted(org.transfers.items()):
            head = (org.id, transfer.id)
            if not transfer.stored:
                of = [
                    (*_figures(line), line.item_id, _text(line.shipped), line.value) for line in transfer.lines.values()
                ]
                places = (transfer.from_location_id, transfer.to_location_id, transfer.receive, transfer.status)
                new.append((*head, *places, transfer.note, transfer.occurred_at, transfer.business_date, of))
            elif transfer.changed:
                changed.append((*head, transfer.status))
                lines.extend((*head, *_figures(line)) for line in transfer.lines.values() if line.changed)
    yield NEW, new
    yield CHANGED, changed
    yield CHANGED_LINES, lines


def standards(orgs: Iterable[OrgFacts]) -> list[Row]:
    """Return the items that have another standard cost from now on."""
    return [
        (org.id, item_id, text_of(unit_cost, PRICE_DIGITS))
        for org in orgs
        for item_id, unit_cost in sorted(org.new_standards.items())
    ]


def _figures(line: TransferLine) -> Row:
    return (
        line.line_no,
        _text(line.received),
        line.received_value,
        _text(line.lost),
        line.lost_value,
        _text(line.returned),
        line.returned_value,
    )


def _text(quantity: int) -> str:
    return text_of(quantity, QUANTITY_DIGITS)
