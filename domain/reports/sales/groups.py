"""By what sales are told apart: which summary tells it, by which key, and what the key is called.

Whatever has an hour and a till comes from `SALES_HOURS`, whatever has an item from `ITEM_YEARS`, `ITEM_MONTHS` and
`ITEM_DAYS`, tenders from `TENDER_DAYS`. Sums that a summary does not hold are null.
"""

# ruff: noqa: S608 - every relation is built from constants.

from dataclasses import dataclass
from types import MappingProxyType

from domain.reports.asked import Asked
from domain.reports.sales.schemas import GroupBy
from domain.summaries.facts import ITEM_DAYS, SALES_HOURS, TENDER_DAYS
from domain.summaries.ranges import between


@dataclass(frozen=True, slots=True)
class Group:
    """A key over a row `d` of sales' hours, and the relation `n (id, code, name)` that names it, if one does."""

    key: str = ""
    names: str = ""
    id_type: str = "text"


_NAMED = "(SELECT x.id, x.{code} AS code, x.name FROM {table} x WHERE x.org_id = %(org_id)s)"
_ITEMS = _NAMED.format(code="sku", table="inv.items")
_CASHIERS = """(
    SELECT x.id, NULL::text AS code, x.name FROM core.users x
    JOIN core.user_org_roles m ON m.user_id = x.id AND m.org_id = %(org_id)s
    UNION ALL
    SELECT x.id, x.prefix, x.name FROM core.api_keys x WHERE x.org_id = %(org_id)s
)"""
_WEEKDAYS = """(VALUES
    ('1', 'Mon', 'Monday'), ('2', 'Tue', 'Tuesday'), ('3', 'Wed', 'Wednesday'), ('4', 'Thu', 'Thursday'),
    ('5', 'Fri', 'Friday'), ('6', 'Sat', 'Saturday'), ('7', 'Sun', 'Sunday')
)"""
_CATEGORIES = """(
    SELECT x.code AS id, x.code, x.name FROM inv.categories x WHERE x.org_id = %(org_id)s
    UNION ALL
    SELECT '', NULL, 'No category'
)"""

GROUPS = MappingProxyType(
    {
        GroupBy.DAY: Group("d.business_date::text"),
        GroupBy.HOUR: Group("lpad(d.hour::text, 2, '0')"),
        GroupBy.WEEKDAY: Group(
            "extract(isodow FROM d.business_date)::text", f"(SELECT * FROM {_WEEKDAYS} w (id, code, name))"
        ),
        GroupBy.MONTH: Group("to_char(d.business_date, 'YYYY-MM')"),
        GroupBy.ITEM: Group(names=_ITEMS, id_type="uuid"),
        GroupBy.CATEGORY: Group(names=_CATEGORIES),
        GroupBy.LOCATION: Group("d.location_id", _NAMED.format(code="code", table="inv.locations"), "uuid"),
        GroupBy.TERMINAL: Group("d.terminal_id", _NAMED.format(code="code", table="pos.terminals"), "uuid"),
        GroupBy.CASHIER: Group("d.actor_id", _CASHIERS, "uuid"),
        GroupBy.TENDER: Group(
            names="(SELECT x.code AS id, x.code, x.name FROM pos.payment_methods x WHERE x.org_id = %(org_id)s)"
        ),
        GroupBy.KIND: Group("d.kind"),
    }
)


def sums(asked: Asked, group_by: GroupBy) -> str:
    """Return the statement of one row of sums for each key `id`, to be read behind `WITH {TAIL}`."""
    if group_by == GroupBy.TENDER:
        return _by_tender(asked)
    if group_by == GroupBy.ITEM:
        return _by_item(asked)
    if group_by == GroupBy.CATEGORY:
        return _by_category(asked)
    return _by_hour(asked, GROUPS[group_by])


def _by_hour(asked: Asked, group: Group) -> str:
    """Return the sums of hours: first by the column that the key is made of, so that it is made for few rows."""
    column = next(name for name in SALES_HOURS.keys if f"d.{name}" in group.key)
    summed = ", ".join(f"core.total(d.{name}) AS {name}" for name in SALES_HOURS.measures)
    return f"""
    SELECT {group.key} AS id, core.total(d.documents) AS documents, core.total(d.quantity) AS quantity,
        core.total(d.net - d.loaded) AS net, core.total(d.loaded) AS loaded, core.total(d.tax) AS tax,
        core.total(d.tip) AS tip, core.total(d.rounding) AS rounding, core.total(d.total) AS total,
        core.total(d.discount) AS discount, core.total(d.cost) AS cost
    FROM (
        SELECT d.{column}, {summed} FROM {SALES_HOURS.live()} d
        WHERE d.business_date BETWEEN %(since)s AND %(until)s{asked.here}
        GROUP BY 1
    ) d
    GROUP BY 1"""


def _by_item(asked: Asked) -> str:
    """Return the sums of items; one that was not sold in these days has no lines left and is not shown."""
    sold = between(ITEM_DAYS, asked.since, asked.until, one_location=asked.location_id is not None)
    return f"""
    SELECT d.item_id AS id, NULL::bigint AS documents, core.total(d.quantity) AS quantity,
        core.total(d.net - d.loaded) AS net, core.total(d.loaded) AS loaded, core.total(d.tax) AS tax,
        NULL::bigint AS tip, NULL::bigint AS rounding, core.total(d.net + d.tax) AS total,
        core.total(d.discount) AS discount, core.total(d.cost) AS cost
    FROM {sold} d GROUP BY d.item_id HAVING core.total(d.lines) <> 0"""


def _by_category(asked: Asked) -> str:
    """Return the sums of categories; a FULL JOIN is hashed, however few items the planner expects."""
    return f"""
    SELECT coalesce(s.category, '') AS id, NULL::bigint AS documents, core.total(s.quantity) AS quantity,
        core.total(s.net) AS net, core.total(s.loaded) AS loaded, core.total(s.tax) AS tax,
        NULL::bigint AS tip, NULL::bigint AS rounding, core.total(s.total) AS total,
        core.total(s.discount) AS discount, core.total(s.cost) AS cost
    FROM (
        SELECT y.*, x.category FROM ({_by_item(asked)}) y
        FULL JOIN (SELECT z.id, z.category FROM inv.items z WHERE z.org_id = %(org_id)s) x ON x.id = y.id
        OFFSET 0
    ) s
    WHERE s.id IS NOT NULL GROUP BY 1"""


def _by_tender(asked: Asked) -> str:
    nothing = ", ".join(
        f"NULL::{'numeric' if name == 'quantity' else 'bigint'} AS {name}"
        for name in ("quantity", "net", "loaded", "tax", "tip", "rounding")
    )
    return f"""
    SELECT d.method AS id, core.total(d.number) AS documents, {nothing}, core.total(d.amount) AS total,
        NULL::bigint AS discount, NULL::bigint AS cost
    FROM {TENDER_DAYS.live()} d
    WHERE d.business_date BETWEEN %(since)s AND %(until)s{asked.here}
    GROUP BY 1"""
