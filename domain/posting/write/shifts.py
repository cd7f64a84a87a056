"""Writing shifts that were opened and closed."""

from collections.abc import Iterator

from domain.posting.effects import Effects, Row

# What belongs to the close, in the order in which an effect has it behind organization and shift.
_CLOSE = (
    "close_id",
    "closed_at",
    "z_number",
    "counted",
    "variance",
    "manifest",
    "closing_journal_id",
    "last_receipt",
    "grand_total",
    "closing_note",
)


def _closing(row: str, first: int) -> str:
    """Return the columns of a close taken out of the JSON array `row`, of which `first` is the first one's place."""
    types = ("uuid", "timestamptz", "bigint", "jsonb", "bigint", "jsonb", "uuid", "bigint", "bigint", "text")
    columns = []
    for at, (name, kind) in enumerate(zip(_CLOSE, types, strict=True), first):
        taken = f"nullif({row} -> {at}, 'null')" if kind == "jsonb" else f"({row} ->> {at})::{kind}"
        columns.append(f"{taken} AS {name}")
    return ", ".join(columns)


# One that is closed by the batch that opens it comes with its close (`c`), and is never open.
OPENED = f"""
INSERT INTO pos.shifts (
    org_id, id, terminal_id, location_id, number, opening_float, opened_at, business_date, opening_journal_id,
    first_receipt, note, status, {", ".join(_CLOSE)}
)
SELECT (r ->> 0)::uuid, (r ->> 1)::uuid, (r ->> 2)::uuid, (r ->> 3)::uuid, (r ->> 4)::bigint, (r ->> 5)::bigint,
    (r ->> 6)::timestamptz, (r ->> 7)::date, (r ->> 8)::uuid, (r ->> 9)::bigint, r ->> 10,
    CASE WHEN c.close_id IS NULL THEN 'open' ELSE 'closed' END, {", ".join(f"c.{name}" for name in _CLOSE)}
FROM jsonb_array_elements(%s::jsonb) AS r CROSS JOIN LATERAL (SELECT {_closing("(r -> 11)", 2)}) AS c
"""  # noqa: S608 - built from constants
CLOSED = f"""
WITH r AS MATERIALIZED (
    SELECT (e ->> 0)::uuid AS org_id, (e ->> 1)::uuid AS id, {_closing("e", 2)}
    FROM jsonb_array_elements(%s::jsonb) AS e
)
UPDATE pos.shifts x SET status = 'closed', {", ".join(f"{name} = r.{name}" for name in _CLOSE)}
FROM r CROSS JOIN LATERAL (
    SELECT y.ctid AS place FROM pos.shifts y WHERE y.org_id = r.org_id AND y.id = r.id LIMIT 1
) AS y
WHERE x.ctid = y.place
"""  # noqa: S608 - built from constants


def statements(effects: Effects) -> Iterator[tuple[str, list[Row]]]:
    """Yield what writes shifts, with its rows.

    A till has one open shift at every instant, also between two statements: those that were open before the batch are
    closed first, then the new ones come.
    """
    opened = {(row[0], row[1]) for row in effects.shifts_opened}
    closed = {(row[0], row[1]): row for row in effects.shifts_closed}
    yield CLOSED, [row for key, row in closed.items() if key not in opened]
    yield OPENED, [(*row, closed.get((row[0], row[1]))) for row in effects.shifts_opened]
