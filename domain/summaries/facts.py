"""The facts that reports answer from: what each is summed by, what it sums, and the one text that derives it.

A report reads `fact.live()`: what is stored, and the same derivation over the journals that are not stored yet. In one
statement, which sees one moment, that is exact, whether they were rolled up a second ago or never:

    WITH {TAIL}
    SELECT d.account_id, sum(d.debit) FROM {DAY_TOTALS.live()} d WHERE d.business_date <= %(day)s GROUP BY d.account_id

The parameter is `org_id`. A key may come more than once, stored and from the tail, so sum. Conditions on keys reach the
stored rows' index. Amounts are integers in minor units, quantities decimals. Facts by month have a row for each
location, and one for all together under the nil UUID: always name the one or the other.
"""

# ruff: noqa: S608 - every statement is built from the constants below.

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from domain.core.ids import NIL
from domain.summaries.sources import journals_beyond_marks, journals_of_days, sources, sources_of_ledger

ALL_LOCATIONS = NIL
"""Where facts by month keep what all locations come to."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One table of sums: `rows` derives it from the relations of `sources`, one row a key."""

    table: str
    keys: tuple[str, ...]
    measures: tuple[str, ...]
    rows: str

    @property
    def columns(self) -> str:
        """Return the names of keys and measures, in order."""
        return ", ".join((*self.keys, *self.measures))

    @property
    def derived(self) -> str:
        """Return the name of the relation with what the window adds."""
        return f"tail_{self.table.partition('.')[2]}"

    def live(self) -> str:
        """Return a relation with the fact's columns, to be read in a statement that begins with `WITH {TAIL}`."""
        return (
            f"(SELECT {self.columns} FROM {self.table} WHERE org_id = %(org_id)s"
            f" UNION ALL SELECT {self.columns} FROM {self.derived})"
        )


def _sums(*measures: str) -> str:
    """Return the sums of minor units, each under its own name; Postgres sums integers to a decimal."""
    return ", ".join(f"sum({measure})::bigint AS {measure}" for measure in measures)


DAY_TOTALS = Fact(
    "acct.day_totals",
    ("business_date", "account_id", "location_id"),
    ("debit", "credit", "lines"),
    f"""SELECT business_date, account_id, location_id, {_sums("debit", "credit", "lines")}
    FROM tail_lines GROUP BY business_date, account_id, location_id""",
)

_OF_SALES = ("net", "tax", "tip", "rounding", "total", "discount", "cost")
_HOUR = "business_date, hour, location_id, terminal_id, actor_id, kind"
SALES_HOURS = Fact(
    "pos.sales_hours",
    ("business_date", "hour", "location_id", "terminal_id", "actor_id", "kind"),
    ("documents", *_OF_SALES, "quantity", "loaded"),
    f"""SELECT {_HOUR}, {_sums("documents", *_OF_SALES)}, sum(quantity) AS quantity, {_sums("loaded")} FROM (
        SELECT {_HOUR}, 1 AS documents, {", ".join(_OF_SALES)}, 0 AS quantity, 0 AS loaded FROM tail_sales
        UNION ALL
        SELECT {_HOUR}, 0, 0, 0, 0, 0, 0, 0, 0, quantity, loaded FROM tail_tills
    ) AS sold GROUP BY {_HOUR}""",
)

TENDER_DAYS = Fact(
    "pos.tender_days",
    ("business_date", "location_id", "terminal_id", "method", "kind"),
    ("number", "amount"),
    f"""SELECT business_date, location_id, terminal_id, method, kind, count(*) AS number, {_sums("amount")}
    FROM tail_payments GROUP BY business_date, location_id, terminal_id, method, kind""",
)

TAX_DAYS = Fact(
    "pos.tax_days",
    ("business_date", "location_id", "tax_rate_id", "percent"),
    ("net", "tax", "returned_net", "returned_tax"),
    f"""SELECT business_date, location_id, tax_rate_id, percent, {_sums("net", "tax")},
        sum(CASE WHEN returned THEN net ELSE 0 END)::bigint AS returned_net,
        sum(CASE WHEN returned THEN tax ELSE 0 END)::bigint AS returned_tax
    FROM tail_items WHERE NOT loads GROUP BY business_date, location_id, tax_rate_id, percent""",
)

RECEIVABLE_DAYS = Fact(
    "pos.receivable_days",
    ("business_date", "customer_id", "location_id"),
    ("charged", "credited"),
    f"""SELECT business_date, customer_id, location_id, {_sums("charged", "credited")} FROM (
        SELECT business_date, coalesce(customer_id, '{NIL}') AS customer_id, location_id,
            greatest(amount, 0) AS charged, greatest(-amount, 0) AS credited
        FROM tail_payments WHERE kind = 'on_account'
        UNION ALL
        SELECT d.business_date, d.customer_id, d.location_id, 0,
            CASE d.kind WHEN 'customer_payment' THEN d.amount ELSE -d.amount END
        FROM (SELECT y.source_id FROM tail y WHERE y.source_type IN ('customer_payment', 'money_void')) t
        CROSS JOIN LATERAL (
            SELECT x.id, x.kind, x.business_date, coalesce(x.customer_id, '{NIL}') AS customer_id, x.location_id,
                x.amount,
                (
                    SELECT o.kind FROM pos.money_documents o WHERE o.org_id = %(org_id)s AND o.id = x.original_id
                ) AS undone
            FROM pos.money_documents x WHERE x.org_id = %(org_id)s AND x.id >= t.source_id ORDER BY x.id LIMIT 1
        ) d
        WHERE d.id = t.source_id AND (d.kind = 'customer_payment' OR d.undone = 'customer_payment')
    ) AS owed GROUP BY business_date, customer_id, location_id""",
)

_OF_ITEMS = ("net", "tax", "discount", "cost")
ITEM_DAYS = Fact(
    "pos.item_days",
    ("business_date", "location_id", "item_id"),
    ("quantity", *_OF_ITEMS, "loaded", "lines"),
    f"""SELECT business_date, location_id, item_id, sum(quantity) AS quantity, {_sums(*_OF_ITEMS, "loaded", "lines")}
    FROM tail_items GROUP BY business_date, location_id, item_id""",
)

STOCK_DAYS = Fact(
    "inv.stock_days",
    ("business_date", "location_id", "item_id"),
    ("quantity", "value"),
    f"""SELECT business_date, location_id, item_id, sum(quantity) AS quantity, {_sums("value")}
    FROM tail_movements GROUP BY business_date, location_id, item_id""",
)


def _by_month(days: Fact, table: str) -> Fact:
    """Return the fact of whole months, for each location and for all, which is the sum of `days`."""
    sums = ", ".join(
        f"sum({measure}) AS {measure}" if measure == "quantity" else f"sum({measure})::bigint AS {measure}"
        for measure in days.measures
    )
    month = "business_date - extract(day FROM business_date)::integer + 1"
    return Fact(
        table,
        ("month", *days.keys[1:]),
        days.measures,
        f"""SELECT {month} AS month, coalesce(location_id, '{ALL_LOCATIONS}') AS location_id, item_id, {sums}
    FROM {days.derived} GROUP BY item_id, {month}, GROUPING SETS ((location_id), ())""",
    )


def _by_year(months: Fact, table: str) -> Fact:
    """Return the fact of whole years, of all locations together, which is the sum of `months`."""
    sums = ", ".join(
        f"sum({measure}) AS {measure}" if measure == "quantity" else f"sum({measure})::bigint AS {measure}"
        for measure in months.measures
    )
    return Fact(
        table,
        ("year", "item_id"),
        months.measures,
        f"""SELECT date_trunc('year', month)::date AS year, item_id, {sums}
    FROM {months.derived} WHERE location_id = '{ALL_LOCATIONS}' GROUP BY 1, item_id""",
    )


ITEM_MONTHS = _by_month(ITEM_DAYS, "pos.item_months")
STOCK_MONTHS = _by_month(STOCK_DAYS, "inv.stock_months")
ITEM_YEARS = _by_year(ITEM_MONTHS, "pos.item_years")
STOCK_YEARS = _by_year(STOCK_MONTHS, "inv.stock_years")

_TIED = ("sales", "payments", "loaded", "line_cost", "written_off", "revalued", "stock_value")
_TILL_DAY = "business_date, location_id, terminal_id"
TIE_OUTS = Fact(
    "pos.tie_outs",
    ("business_date", "location_id", "terminal_id"),
    _TIED,
    f"""SELECT {_TILL_DAY}, {_sums(*_TIED)} FROM (
        SELECT {_TILL_DAY}, total AS sales, 0 AS payments, 0 AS loaded, 0 AS line_cost, 0 AS written_off,
            0 AS revalued, 0 AS stock_value
        FROM tail_sales
        UNION ALL
        SELECT {_TILL_DAY}, 0, 0, loaded, line_cost, written_off, 0, 0 FROM tail_tills
        UNION ALL
        SELECT {_TILL_DAY}, 0, amount, 0, 0, 0, 0, 0 FROM {TENDER_DAYS.derived}
        UNION ALL
        SELECT business_date, sold_at, terminal_id, 0, 0, 0, 0, 0, CASE WHEN revalues THEN -value ELSE 0 END, -value
        FROM tail_movements WHERE terminal_id IS NOT NULL
    ) AS measured GROUP BY {_TILL_DAY}""",
)

TIE_OUT_ACCOUNTS = Fact(
    "pos.tie_out_accounts",
    ("business_date", "location_id", "terminal_id", "account_id"),
    ("debit", "credit"),
    f"""SELECT business_date, sold_at AS location_id, terminal_id, account_id, {_sums("debit", "credit")}
    FROM tail_lines WHERE terminal_id IS NOT NULL GROUP BY business_date, sold_at, terminal_id, account_id""",
)

FACTS = (
    DAY_TOTALS,
    SALES_HOURS,
    TENDER_DAYS,
    TAX_DAYS,
    RECEIVABLE_DAYS,
    ITEM_DAYS,
    ITEM_MONTHS,
    ITEM_YEARS,
    STOCK_DAYS,
    STOCK_MONTHS,
    STOCK_YEARS,
    TIE_OUTS,
    TIE_OUT_ACCOUNTS,
)
MONTHS_OF = MappingProxyType({ITEM_DAYS.table: ITEM_MONTHS, STOCK_DAYS.table: STOCK_MONTHS})
YEARS_OF = MappingProxyType({ITEM_DAYS.table: ITEM_YEARS, STOCK_DAYS.table: STOCK_YEARS})


def window(journals: str, *, whole: bool = False) -> str:
    """Return every relation over a window of journals: its sources, and by the name `derived` what each fact adds."""
    derived = ",\n".join(f"{fact.derived} AS ({fact.rows})" for fact in FACTS)
    return f"{sources(journals, whole=whole)},\n{derived}"


TAIL = window(journals_beyond_marks())
"""The journals that are not rolled up yet, and what they add to each fact; behind a `WITH`."""


def ledger_tail(dated: str = "") -> str:
    """Return `TAIL` for a statement that reads no fact but `DAY_TOTALS`: a quarter of the work.

    `dated`, a condition on `j.business_date`, limits it to journals of some days: a line bears its journal's date.
    """
    return _of_ledger(journals_beyond_marks(dated))


def ledger_tail_of_days(first: date, last: date) -> str:
    """Return the same for some days that have few journals, both included, without a look at those of other days."""
    return _of_ledger(journals_of_days(first.isoformat(), last.isoformat()))


def _of_ledger(journals: str) -> str:
    return f"{sources_of_ledger(journals)},\n{DAY_TOTALS.derived} AS ({DAY_TOTALS.rows})"
