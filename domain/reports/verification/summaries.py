"""I2: summaries against the rows that they sum up, up to their marks.

Each is derived again by a text of the proof's own. What was derived and what is stored are added up by key, the one
against the other: where anything is left they are apart. So a table that has a row for nearly every line is walked
through once, and neither side is joined with the other. Months are compared with the days as they must be (as stored,
and what these lack), years with the months; what is wrong in days is named there alone.
"""

# ruff: noqa: S608 - every statement is built from constants of this package.

from types import MappingProxyType

from domain.core.ids import NIL
from domain.reports.verification.naming import account, item, location, terminal
from domain.summaries.facts import (
    ALL_LOCATIONS,
    DAY_TOTALS,
    ITEM_DAYS,
    ITEM_MONTHS,
    ITEM_YEARS,
    RECEIVABLE_DAYS,
    SALES_HOURS,
    STOCK_DAYS,
    STOCK_MONTHS,
    STOCK_YEARS,
    TAX_DAYS,
    TENDER_DAYS,
    TIE_OUT_ACCOUNTS,
    TIE_OUTS,
    Fact,
)
from domain.summaries.sources import JOURNALS_UP_TO_MARKS, sources

_NAMED = MappingProxyType({"account_id": account, "item_id": item, "location_id": location, "terminal_id": terminal})
_SOURCES = sources(JOURNALS_UP_TO_MARKS, whole=True)


def _name(fact: Fact) -> str:
    return fact.table.partition(".")[2]


def _listed(names: tuple[str, ...], form: str = "{}") -> str:
    return ", ".join(form.format(name) for name in names)


def _apart(fact: Fact, derived: str, *, name: str = "", stored: str = "") -> str:
    """Return the relation `apart_<name>`: what each key's stored row lacks, where it lacks anything.

    `derived` gives keys and measures, a key as often as it likes; `stored` limits the rows that are looked at.
    """
    totals = _listed(fact.measures, "core.total({})")
    lacking = " OR ".join(f"core.total({measure}) <> 0" for measure in fact.measures)
    return f"""apart_{name or _name(fact)} ({fact.columns}) AS MATERIALIZED (
    SELECT {_listed(fact.keys)}, {totals} FROM (
        {derived}
        UNION ALL
        SELECT {_listed(fact.keys)}, {_listed(fact.measures, "-{}")} FROM {fact.table} WHERE org_id = %(org_id)s{stored}
    ) AS both_sides ({fact.columns})
    GROUP BY {_listed(fact.keys)} HAVING {lacking}
)"""


def _as_it_must_be(fact: Fact, columns: str, *, name: str = "", stored: str = "") -> str:
    """Return the rows of a fact that is compared already, put right: what is stored, and what that lacks."""
    return (
        f"SELECT {columns} FROM {fact.table} WHERE org_id = %(org_id)s{stored}"
        f" UNION ALL SELECT {columns} FROM apart_{name or _name(fact)}"
    )


def _place(key: str) -> str:
    """Return SQL for the name and value of a key: codes where people know one, and null for the nil UUID."""
    if not key.endswith("_id"):
        return f"'{key}', d.{key}::text"
    named = _NAMED[key](f"d.{key}") if key in _NAMED else f"d.{key}::text"
    return f"'{key.removesuffix('_id')}', CASE WHEN d.{key} <> '{NIL}' THEN {named} END"


def _shown(measure: str, value: str) -> str:
    return f"'{measure}', {f'({value})::numeric(18, 4)::text' if measure == 'quantity' else value}"


def _told(fact: Fact, *, name: str = "") -> str:
    """Return the differences of one fact; the stored rows are looked up, for there are few."""
    found = {measure: f"coalesce(s.{measure}, 0)" for measure in fact.measures}
    matching = " AND ".join(f"x.{key} = d.{key}" for key in fact.keys)
    shown_found = ", ".join(_shown(measure, value) for measure, value in found.items())
    shown_expected = ", ".join(_shown(measure, f"{value} + d.{measure}") for measure, value in found.items())
    return f"""
SELECT 'a summary is not the sum of its rows' AS what,
    jsonb_build_object('summary', '{fact.table}', {", ".join(_place(key) for key in fact.keys)}) AS place,
    jsonb_build_object({shown_found}) AS found,
    jsonb_build_object({shown_expected}) AS expected
FROM apart_{name or _name(fact)} d
LEFT JOIN LATERAL (
    SELECT {_listed(fact.measures, "x.{}")} FROM {fact.table} x WHERE x.org_id = %(org_id)s AND {matching} OFFSET 0
) s ON true"""


def _days_months_years(days: Fact, months: Fact, years: Fact, derived: str) -> str:
    """Return the statement for facts by day, month and year: each from the one below, months first place by place."""
    measures = _listed(days.measures)
    here, together = (f" AND location_id {sign} '{ALL_LOCATIONS}'" for sign in ("<>", "="))
    month = "date_trunc('month', business_date::timestamp)::date"
    places, whole = f"{_name(months)}_of_places", f"{_name(months)}_of_all"
    of_places = _as_it_must_be(days, f"{month}, location_id, item_id, {measures}")
    of_all = _as_it_must_be(months, f"month, '{ALL_LOCATIONS}'::uuid, item_id, {measures}", name=places, stored=here)
    of_years = _as_it_must_be(
        months, f"date_trunc('year', month::timestamp)::date, item_id, {measures}", name=whole, stored=together
    )
    return f"""
WITH {_SOURCES},
{_apart(days, derived)},
{_apart(months, of_places, name=places, stored=here)},
{_apart(months, of_all, name=whole, stored=together)},
{_apart(years, of_years)}
{_told(days)} UNION ALL {_told(months, name=places)} UNION ALL {_told(months, name=whole)} UNION ALL {_told(years)}"""


ITEMS = _days_months_years(
    ITEM_DAYS,
    ITEM_MONTHS,
    ITEM_YEARS,
    """SELECT d.business_date, d.location_id, l.item_id, l.quantity, l.net, l.tax, l.discount, l.cost,
            CASE WHEN l.stored_value_id IS NULL THEN 0 ELSE l.net END, 1
        FROM tail_documents d JOIN pos.sale_lines l ON l.org_id = %(org_id)s AND l.sale_id = d.sale_id
        WHERE l.org_id = %(org_id)s""",
)
STOCK = _days_months_years(
    STOCK_DAYS,
    STOCK_MONTHS,
    STOCK_YEARS,
    """SELECT m.business_date, m.location_id, m.item_id, m.quantity, m.value
        FROM tail_documents d
        JOIN inv.stock_movements m
            ON m.org_id = %(org_id)s AND m.source_id = d.source_id AND m.source_type = d.source_type
        WHERE m.org_id = %(org_id)s""",
)

# Of each sale and tax rate: what its lines come to. Then few rows are told apart by hour, till or rate.
_SOLD = """sold AS MATERIALIZED (
    SELECT l.sale_id, l.tax_rate_id, l.tax_percent AS percent, core.total(l.quantity) AS quantity,
        core.total(l.cost) AS cost, core.total(CASE WHEN l.restocked IS FALSE THEN l.cost ELSE 0 END) AS written_off,
        core.total(CASE WHEN l.stored_value_id IS NULL THEN 0 ELSE l.net END) AS loaded,
        core.total(CASE WHEN l.stored_value_id IS NULL THEN l.net ELSE 0 END) AS net,
        core.total(CASE WHEN l.stored_value_id IS NULL THEN l.tax ELSE 0 END) AS tax,
        core.total(CASE WHEN l.stored_value_id IS NULL AND l.quantity < 0 THEN l.net ELSE 0 END) AS returned_net,
        core.total(CASE WHEN l.stored_value_id IS NULL AND l.quantity < 0 THEN l.tax ELSE 0 END) AS returned_tax
    FROM pos.sale_lines l WHERE l.org_id = %(org_id)s GROUP BY l.sale_id, l.tax_rate_id, l.tax_percent
)"""
_HOUR = "d.business_date, d.hour, d.location_id, d.terminal_id, d.actor_id, d.kind"
_TILL = "d.business_date, d.location_id, d.terminal_id"
_HOURS = f"""SELECT {_HOUR}, 1, d.net, d.tax, d.tip, d.rounding, d.total, d.discount, d.cost, 0::numeric, 0
        FROM tail_sales d
        UNION ALL
        SELECT {_HOUR}, 0, 0, 0, 0, 0, 0, 0, 0, s.quantity, s.loaded
        FROM tail_sales d JOIN sold s ON s.sale_id = d.sale_id"""
_TENDERS = (
    """SELECT d.business_date, d.location_id, d.terminal_id, d.method, d.kind, 1, d.amount FROM tail_payments d"""
)
_TAXES = f"""SELECT d.business_date, d.location_id, coalesce(s.tax_rate_id, '{NIL}'), s.percent, s.net, s.tax,
            s.returned_net, s.returned_tax
        FROM tail_sales d JOIN sold s ON s.sale_id = d.sale_id"""
_TIED = f"""SELECT {_TILL}, d.total, 0, 0, 0, 0, 0, 0 FROM tail_sales d
        UNION ALL
        SELECT {_TILL}, 0, d.amount, 0, 0, 0, 0, 0 FROM tail_payments d
        UNION ALL
        SELECT {_TILL}, 0, 0, s.loaded, s.cost, s.written_off, 0, 0
        FROM tail_sales d JOIN sold s ON s.sale_id = d.sale_id
        UNION ALL
        SELECT m.business_date, d.location_id, d.terminal_id, 0, 0, 0, 0, 0,
            CASE WHEN m.kind = 'revaluation' THEN -m.value ELSE 0 END, -m.value
        FROM tail_documents d
        JOIN inv.stock_movements m
            ON m.org_id = %(org_id)s AND m.source_id = d.source_id AND m.source_type = d.source_type
        WHERE m.org_id = %(org_id)s AND d.terminal_id IS NOT NULL"""
TILLS = f"""
WITH {_SOURCES},
{_SOLD},
{_apart(SALES_HOURS, _HOURS)},
{_apart(TENDER_DAYS, _TENDERS)},
{_apart(TAX_DAYS, _TAXES)},
{_apart(RECEIVABLE_DAYS, RECEIVABLE_DAYS.rows)},
{_apart(TIE_OUTS, _TIED)}
{" UNION ALL ".join(_told(fact) for fact in (SALES_HOURS, TENDER_DAYS, TAX_DAYS, RECEIVABLE_DAYS, TIE_OUTS))}"""

_TOTALS = "SELECT business_date, account_id, location_id, debit, credit, lines FROM tail_lines"
_ACCOUNTS = """SELECT business_date, sold_at, terminal_id, account_id, debit, credit FROM tail_lines
        WHERE terminal_id IS NOT NULL"""
LEDGER = f"""
WITH {_SOURCES},
{_apart(DAY_TOTALS, _TOTALS)},
{_apart(TIE_OUT_ACCOUNTS, _ACCOUNTS)}
{_told(DAY_TOTALS)} UNION ALL {_told(TIE_OUT_ACCOUNTS)}
UNION ALL
SELECT 'a book is summed up beyond its end', jsonb_build_object('book', m.book),
    jsonb_build_object('number', m.number), jsonb_build_object('number', coalesce(b.last_number, 0))
FROM acct.summary_marks m LEFT JOIN acct.books b ON b.org_id = %(org_id)s AND b.code = m.book
WHERE m.org_id = %(org_id)s AND m.number > coalesce(b.last_number, 0)
"""

SUMMARIES = (LEDGER, TILLS, ITEMS, STOCK)
"""Together every fact, and the marks."""
