"""What the database itself must refuse: the triggers behind I1 and I8, one look for the whole installation."""

from domain.reports.verification.finding import Connection, Counted, Difference

# By invariant: a trigger that must be there and awake, on each of these tables.
GUARDS = (
    ("I1", "journals_balance", "acct.journal_lines"),
    ("I8", "append_only", "acct.journals"),
    ("I8", "append_only", "acct.journal_lines"),
)

AWAKE = """
SELECT g.name, g.on_table, coalesce(t.tgenabled::text, 'missing')
FROM unnest(%s::text[], %s::text[]) AS g (name, on_table)
LEFT JOIN pg_trigger t ON t.tgrelid = g.on_table::regclass AND t.tgname = g.name
"""
WORDS = {"D": "disabled", "R": "awake for replicas only", "missing": "missing"}


def sleeping_guards(connection: Connection) -> dict[str, Counted]:
    """Return by invariant which of its triggers would not fire."""
    rows = connection.execute(AWAKE, ([name for _, name, _ in GUARDS], [table for *_, table in GUARDS])).fetchall()
    found: dict[str, Counted] = {}
    for number, name, table in GUARDS:
        state = next(state for trigger, on_table, state in rows if (trigger, on_table) == (name, table))
        if state in WORDS:
            what = "a trigger that guards the books does not fire"
            difference = Difference(
                None, what, {"trigger": name, "table": table}, {"state": WORDS[state]}, {"state": "enabled"}
            )
            count, differences = found.get(number, (0, []))
            found[number] = (count + 1, [*differences, difference])
    return found
