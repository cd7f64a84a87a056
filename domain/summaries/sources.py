"""Where summaries come from: the documents of a window of journals, each table asked once.

A document, its lines, payments and movements have one journal between them, written by the same transaction; and the
journals of a book have numbers without a gap, drawn under the book's lock. So "the journals of this book beyond number
n" says exactly which rows are not in the summaries yet, whatever was committed when.

`tail` are the journals of the window; the other relations are what belongs to them. Each is one look-up by key for each
document (a subquery that refers to its neighbour and ends in OFFSET 0 cannot be joined any other way), because the
statistics of a young table, or of one that grows by the minute, would make a join read it from end to end.
"""

# ruff: noqa: S608 - every statement is built from the constants below.

from domain.core.ids import NIL

SALE_KINDS = "('sale', 'return', 'exchange', 'void')"

# Ids of movements and of journals are made by one process, one after the other, in the moment in which a document is
# decided, with no I/O in between. What could come between them is a stopped process, whose transaction is ended after
# the idle limit (15 s by default), and a clock that is put back; the nightly recalculation would tell of that.
SLACK_MS = 20_000

# Movements have no index on their document: it would be written at every sale. They are found by when their ids were
# made, between the first and the last journal of the window. A journal that bears its document's id was named by a
# client, and has no movements.
_BOUNDS = f"""
tail_bounds AS MATERIALIZED (
    SELECT (lpad(to_hex(greatest(b.first_ms - {SLACK_MS}, 0)), 12, '0') || repeat('0', 20))::uuid AS first_id,
        (lpad(to_hex(b.last_ms + {SLACK_MS}), 12, '0') || repeat('f', 20))::uuid AS last_id,
        b.first_at, b.last_at
    FROM (
        SELECT min(t.posted_at) AS first_at, max(t.posted_at) AS last_at,
            ('x' || translate(left(min(t.id::text), 13), '-', ''))::bit(48)::bigint AS first_ms,
            ('x' || translate(left(max(t.id::text), 13), '-', ''))::bit(48)::bigint AS last_ms
        FROM tail t WHERE t.id <> t.source_id
    ) b
),
"""


_JOURNAL = "x.id, x.book, x.number, x.business_date, x.source_type, x.source_id, x.posted_at"


# Both ends of the numbers are named, so that the planner takes them for few; and each is a plain column, for what is
# computed (coalesce) counts as leaky under row-level security, is no condition of an index, and every journal is read.
# A book that has just been opened has no mark: readers see its journals, and it is rolled up once it has one.
def journals_beyond_marks(dated: str = "") -> str:
    """Return the journals that are not rolled up; with `dated`, a condition on `j.business_date`, of some days."""
    return f"""
    SELECT j.* FROM (
        SELECT k.code, k.last_number, coalesce(m.number, 0) AS after FROM acct.books k
        LEFT JOIN acct.summary_marks m ON m.org_id = %(org_id)s AND m.book = k.code
        WHERE k.org_id = %(org_id)s OFFSET 0
    ) b
    CROSS JOIN LATERAL (
        SELECT {_JOURNAL} FROM acct.journals x
        WHERE x.org_id = %(org_id)s AND x.book = b.code AND x.number > b.after
            AND x.number <= b.last_number
        ORDER BY x.number OFFSET 0
    ) j{dated and f" WHERE {dated}"}
"""


def journals_of_days(first: str, last: str) -> str:
    """Return the journals of some days that are not rolled up, found by their date: for days that have few."""
    return f"""
    SELECT j.* FROM (
        SELECT {_JOURNAL} FROM acct.journals x
        WHERE x.org_id = %(org_id)s AND x.business_date >= '{first}' AND x.business_date <= '{last}'
        ORDER BY x.business_date OFFSET 0
    ) j
    WHERE j.number > coalesce((
        SELECT m.number FROM acct.summary_marks m WHERE m.org_id = %(org_id)s AND m.book = j.book
    ), 0)
"""


# The first `limit` of them, more or less: of all books those up to the moment in which the last of these was posted; of
# each book one at least. So a window is short in time, for its movements are found by time.
_BEYOND = """
            SELECT k.code, m.number AS after, least(k.last_number, m.number + %(limit)s) AS last,
                sum(k.last_number - m.number) OVER () AS waiting
            FROM acct.books k JOIN acct.summary_marks m ON m.org_id = %(org_id)s AND m.book = k.code
            WHERE k.org_id = %(org_id)s AND k.last_number > m.number
"""
NEXT_JOURNALS = f"""
    SELECT j.* FROM (
        SELECT y.*, CASE WHEN y.waiting <= %(limit)s THEN 'infinity' ELSE (
            SELECT max(f.posted_at) FROM (
                SELECT p.posted_at FROM ({_BEYOND} OFFSET 0) w
                CROSS JOIN LATERAL (
                    SELECT x.posted_at FROM acct.journals x
                    WHERE x.org_id = %(org_id)s AND x.book = w.code AND x.number > w.after AND x.number <= w.last
                    OFFSET 0
                ) p
                ORDER BY p.posted_at LIMIT %(limit)s
            ) f
        ) END AS until
        FROM ({_BEYOND}) y OFFSET 0
    ) b
    CROSS JOIN LATERAL (
        SELECT {_JOURNAL}, max(x.posted_at) OVER (ORDER BY x.number) AS latest FROM acct.journals x
        WHERE x.org_id = %(org_id)s AND x.book = b.code AND x.number > b.after AND x.number <= b.last
        ORDER BY x.number OFFSET 0
    ) j
    WHERE j.latest <= b.until OR j.number = b.after + 1
"""
JOURNALS_UP_TO_MARKS = f"""
    SELECT {_JOURNAL}
    FROM acct.summary_marks m
    JOIN acct.journals x ON x.org_id = %(org_id)s AND x.book = m.book AND x.number <= m.number
    WHERE m.org_id = %(org_id)s
"""
ALL_JOURNALS = f"""
    SELECT {_JOURNAL}
    FROM acct.summary_marks m
    JOIN acct.journals x ON x.org_id = %(org_id)s AND x.book = m.book
    WHERE m.org_id = %(org_id)s
"""


def sources_of_ledger(journals: str) -> str:
    """Return the relations over a window of journals that the ledger needs: its lines, whoever sold."""
    return f"""
tail AS MATERIALIZED ({journals}),
tail_documents AS (SELECT t.id AS journal_id, NULL::uuid AS location_id, NULL::uuid AS terminal_id FROM tail t),
{_lines(whole=False)}"""


def sources(journals: str, *, whole: bool = False) -> str:
    """Return the relations over a window of journals, as common table expressions; `whole`: of most of all journals.

    Then tables are joined as wholes. A relation that the statement does not use costs nothing but its parsing.
    """
    return f"""
tail AS MATERIALIZED ({journals}),
tail_documents AS MATERIALIZED (
    SELECT t.id AS journal_id, t.source_type, t.source_id, s.*
    FROM tail t
    {_sale_of_journal(whole=whole)}
),
{_lines(whole=whole)},
tail_sales AS MATERIALIZED (
    SELECT d.*, extract(hour FROM d.occurred_at AT TIME ZONE z.time_zone)::smallint AS hour,
        coalesce(o.actor_id, '{NIL}') AS actor_id
    FROM (SELECT y.* FROM tail_documents y WHERE y.sale_id IS NOT NULL) d
    CROSS JOIN (SELECT x.time_zone FROM core.organizations x WHERE x.id = %(org_id)s) z
    {_operation_of_sale(whole=whole)}
),
tail_sale_lines AS MATERIALIZED (
    SELECT d.business_date, d.hour, d.location_id, d.terminal_id, d.actor_id, d.kind, l.*
    FROM tail_sales d
    {_rows_of("pos.sale_lines", "sale_id", "d.sale_id", SALE_LINE_COLUMNS, whole=whole)} l
    {_on("d.sale_id", whole=whole)}
),
tail_tills AS MATERIALIZED (
    SELECT x.business_date, x.hour, x.location_id, x.terminal_id, x.actor_id, x.kind, sum(x.quantity) AS quantity,
        {LOADED} AS loaded, sum(x.cost)::bigint AS line_cost,
        sum(CASE WHEN x.restocked IS FALSE THEN x.cost ELSE 0 END)::bigint AS written_off
    FROM tail_sale_lines x GROUP BY 1, 2, 3, 4, 5, 6
),
tail_items AS MATERIALIZED (
    SELECT x.business_date, x.location_id, x.item_id, coalesce(x.tax_rate_id, '{NIL}') AS tax_rate_id,
        x.tax_percent AS percent, x.stored_value_id IS NOT NULL AS loads, x.quantity < 0 AS returned,
        sum(x.quantity) AS quantity, sum(x.net)::bigint AS net, sum(x.tax)::bigint AS tax,
        sum(x.discount)::bigint AS discount, sum(x.cost)::bigint AS cost, {LOADED} AS loaded, count(*) AS lines
    FROM tail_sale_lines x GROUP BY 1, 2, 3, 4, 5, 6, 7
),
tail_payments AS MATERIALIZED (
    SELECT d.business_date, d.location_id, d.terminal_id, d.customer_id, l.*
    FROM (SELECT y.* FROM tail_documents y WHERE y.sale_id IS NOT NULL) d
    {_rows_of("pos.payments", "sale_id", "d.sale_id", PAYMENT_COLUMNS, whole=whole)} l
    {_on("d.sale_id", whole=whole)}
),
{"" if whole else _BOUNDS}
tail_movements AS MATERIALIZED ({_movements(whole=whole)})"""


def _lines(*, whole: bool) -> str:
    return f"""tail_lines AS MATERIALIZED (
    SELECT l.business_date, l.account_id, l.location_id, d.location_id AS sold_at, d.terminal_id,
        sum(l.debit)::bigint AS debit, sum(l.credit)::bigint AS credit, count(*) AS lines
    FROM tail_documents d
    {_rows_of("acct.journal_lines", "journal_id", "d.journal_id", LINE_COLUMNS, whole=whole)} l
    {_on("d.journal_id", whole=whole)}
    GROUP BY l.business_date, l.account_id, l.location_id, d.location_id, d.terminal_id
)"""


# What a line put on gift cards and the like is owed, not earned.
LOADED = "sum(CASE WHEN x.stored_value_id IS NULL THEN 0 ELSE x.net END)::bigint"
LINE_COLUMNS = f"""x.business_date, x.account_id, coalesce(x.location_id, '{NIL}') AS location_id, x.debit, x.credit"""
SALE_LINE_COLUMNS = """x.item_id, x.quantity, x.net, x.tax, x.discount, x.cost,
        x.tax_rate_id, x.tax_percent, x.restocked, x.stored_value_id"""
PAYMENT_COLUMNS = "x.method, x.kind, x.amount - x.change AS amount"
SALE_COLUMNS = """x.id AS sale_id, x.kind, x.location_id, x.terminal_id, x.customer_id, x.business_date, x.occurred_at,
            x.net, x.tax, x.tip, x.rounding, x.total, x.discount, x.cost"""


def _sale_of_journal(*, whole: bool) -> str:
    """Return the join of a journal's sale, if it is one's: the first that is not before its id leaves one index."""
    if whole:
        return f"""LEFT JOIN (SELECT {SALE_COLUMNS} FROM pos.sales x WHERE x.org_id = %(org_id)s) s
        ON s.sale_id = t.source_id AND t.source_type IN {SALE_KINDS}"""
    return f"""LEFT JOIN LATERAL (
        SELECT {SALE_COLUMNS}
        FROM pos.sales x
        WHERE x.org_id = %(org_id)s AND x.id >= t.source_id AND t.source_type IN {SALE_KINDS}
        ORDER BY x.id LIMIT 1
    ) s ON s.sale_id = t.source_id"""


def _operation_of_sale(*, whole: bool) -> str:
    """Return the join of who posted a sale, by the same kind of look-up."""
    if whole:
        return """LEFT JOIN (SELECT x.id, x.actor_id FROM core.operations x WHERE x.org_id = %(org_id)s) o
        ON o.id = d.sale_id"""
    return """LEFT JOIN LATERAL (
        SELECT x.id, x.actor_id FROM core.operations x
        WHERE x.org_id = %(org_id)s AND x.id >= d.sale_id ORDER BY x.id LIMIT 1
    ) o ON o.id = d.sale_id"""


def _rows_of(table: str, key: str, value: str, columns: str, *, whole: bool) -> str:
    if whole:
        return f"JOIN (SELECT x.{key} AS of_id, {columns} FROM {table} x WHERE x.org_id = %(org_id)s)"
    return f"""CROSS JOIN LATERAL (
        SELECT x.{key} AS of_id, {columns}
        FROM {table} x WHERE x.org_id = %(org_id)s AND x.{key} = {value} OFFSET 0
    )"""


def _on(value: str, *, whole: bool) -> str:
    return f"ON l.of_id = {value}" if whole else ""


def _movements(*, whole: bool) -> str:
    """Return what the movements of the window's documents come to, by item and till.

    A FULL JOIN is hashed or merged, never one against the other, however few rows the planner expects on either side.
    """
    bounds = ("x.id >= first_id", "x.id <= last_id", "x.posted_at >= first_at", "x.posted_at <= last_at")
    within = "".join(
        f"\n                AND {side} {sign} (SELECT b.{bound} FROM tail_bounds b)"
        for side, sign, bound in map(str.split, () if whole else bounds)
    )
    return f"""
    SELECT y.business_date, y.location_id, y.item_id, y.sold_at, y.terminal_id, y.kind = 'revaluation' AS revalues,
        sum(y.quantity) AS quantity, sum(y.value)::bigint AS value
    FROM (
        SELECT d.journal_id, d.location_id AS sold_at, d.terminal_id, m.*
        FROM tail_documents d
        FULL JOIN (
            SELECT x.id, x.source_type AS of_type, x.source_id AS of_id, x.location_id, x.item_id, x.business_date,
                x.kind, x.quantity, x.value
            FROM inv.stock_movements x WHERE x.org_id = %(org_id)s{within}
        ) m ON m.of_id = d.source_id AND m.of_type = d.source_type
        OFFSET 0
    ) y
    WHERE y.journal_id IS NOT NULL AND y.id IS NOT NULL
    GROUP BY 1, 2, 3, 4, 5, 6
"""
