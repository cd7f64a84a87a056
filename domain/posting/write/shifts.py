"""Writing shifts that were opened and closed."""

from collections.abc import Iterator

from domain.posting.effects import Effects, Row

OPENED = """
INSERT INTO pos.shifts (
    org_id, id, terminal_id, location_id, number, opening_float, opened_at, business_date, opening_journal_id,
    first_receipt, note, status
)
SELECT (r ->> 0)::uuid, (r ->> 1)::uuid, (r ->> 2)::uuid, (r ->> 3)::uuid, (r ->> 4)::bigint, (r ->> 5)::bigint,
    (r ->> 6)::timestamptz, (r ->> 7)::date, (r ->> 8)::uuid, (r ->> 9)::bigint, r ->> 10, r ->> 11
FROM jsonb_array_elements(%s::jsonb) AS r
"""
CLOSED = """
WITH r AS MATERIALIZED (
    SELECT (e ->> 0)::uuid AS org_id, (e ->> 1)::uuid AS id, (e ->> 2)::uuid AS close_id,
        (e ->> 3)::timestamptz AS closed_at, (e ->> 4)::bigint AS z_number, e -> 5 AS counted,
        (e ->> 6)::bigint AS variance, nullif(e -> 7, 'null') AS manifest, (e ->> 8)::uuid AS journal_id,
        (e ->> 9)::bigint AS last_receipt, (e ->> 10)::bigint AS grand_total, e ->> 11 AS note
    FROM jsonb_array_elements(%s::jsonb) AS e
)
UPDATE pos.shifts x SET status = 'closed', close_id = r.close_id, closed_at = r.closed_at, z_number = r.z_number,
    counted = r.counted, variance = r.variance, manifest = r.manifest, closing_journal_id = r.journal_id,
    last_receipt = r.last_receipt, grand_total = r.grand_total, closing_note = r.note
FROM r CROSS JOIN LATERAL (
    SELECT y.ctid AS place FROM pos.shifts y WHERE y.org_id = r.org_id AND y.id = r.id LIMIT 1
) AS y
WHERE x.ctid = y.place
"""


def statements(effects: Effects) -> Iterator[tuple[str, list[Row]]]:
    """Yield what writes shifts, with its rows.

    A till has one open shift at every instant, also between two statements: those that were open before the batch are
    closed first, then the new ones come, and one that the batch opens and closes is never open.
    """
    opened = {(row[0], row[1]) for row in effects.shifts_opened}
    closed = {(row[0], row[1]) for row in effects.shifts_closed}
    yield CLOSED, [row for row in effects.shifts_closed if (row[0], row[1]) not in opened]
    yield (
        OPENED,
        [(*row, "closed" if (row[0], row[1]) in closed else "open") for row in effects.shifts_opened],
    )
    yield CLOSED, [row for row in effects.shifts_closed if (row[0], row[1]) in opened]
