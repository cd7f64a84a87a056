"""Loading the organizations of a batch, and all that it names in them."""

from datetime import time

from domain.pos.price_rules import NO_RULES
from domain.pos.price_rules.queries import RULED
from domain.posting.facts import Method, OrgFacts, TaxRate
from domain.posting.load.dates import as_date
from domain.posting.load.named import ask_named, keep_named
from domain.posting.load.statements import Connection, Rows
from domain.posting.naming import number
from domain.posting.price_rules import want_rules
from domain.posting.wants import Key, Wants

ORGS = f"""
SELECT o.id, o.minor_digits, o.time_zone, s.day_cutoff, s.negative_stock, s.late_sale, s.tax_rounding,
    s.prices_include_tax, s.cash_rounding, s.price_check, s.discount_limit,
    s.costing_method, s.expired_stock, s.fiscal_year_start,
    EXISTS (SELECT FROM inv.reorder_points p WHERE p.org_id = o.id) AS location_points,
    EXISTS (SELECT FROM acct.account_role_overrides r WHERE r.org_id = o.id) AS location_roles, {RULED} AS ruled
FROM core.organizations o JOIN core.settings s ON s.org_id = o.id
WHERE o.id = ANY (%s::uuid[])
"""  # noqa: S608 - of constants
ROLES = "SELECT org_id, role, account_id FROM acct.account_roles WHERE org_id = ANY (%s::uuid[])"
LOCATION_ROLES = """
SELECT org_id, location_id, role, account_id FROM acct.account_role_overrides WHERE org_id = ANY (%s::uuid[])
"""
CLOSED = "SELECT org_id, max(period), module FROM acct.periods WHERE org_id = ANY (%s::uuid[]) GROUP BY org_id, module"
METHODS = "SELECT org_id, code, id, kind, account_id, active FROM pos.payment_methods WHERE org_id = ANY (%s::uuid[])"
TAX_RATES = """
SELECT org_id, id, percent, inclusive, account_id, active FROM pos.tax_rates WHERE org_id = ANY (%s::uuid[])
"""


def load_orgs(connection: Connection, wants: Wants) -> dict[str, OrgFacts]:
    """Return the facts of every organization in the batch, without the rows that must be locked."""
    org_ids = sorted(wants.org_ids)
    with connection.pipeline():
        of_orgs = [connection.execute(query, (org_ids,)) for query in (ORGS, ROLES, CLOSED, METHODS, TAX_RATES)]
        wanted = ask_named(connection, wants)
    orgs, roles, closed, methods, tax_rates = of_orgs
    facts = _orgs(orgs)
    for org_id, role, account_id in roles:
        facts[org_id].roles[role] = account_id
    for org_id, period, module in closed:
        facts[org_id].close(as_date(period), module)
    for org_id, code, *method in methods:
        facts[org_id].methods[code] = Method(*method)
    for org_id, rate_id, percent, inclusive, account_id, active in tax_rates:
        contained = facts[org_id].prices_include_tax if inclusive is None else inclusive
        facts[org_id].tax_rates[rate_id] = TaxRate(rate_id, number(percent), percent, contained, account_id, active)
    _load_location_roles(connection, facts)
    parts = keep_named(facts, wanted)
    for org in facts.values():
        if org.rules is not None:
            want_rules(org, wants)
    if parts:
        _load_parts(connection, facts, parts)
    return facts


def _load_location_roles(connection: Connection, facts: dict[str, OrgFacts]) -> None:
    """Load the accounts that roles have at single locations, by a second look that most batches do not need."""
    having = sorted(org.id for org in facts.values() if org.has_location_roles)
    if having:
        for org_id, location_id, role, account_id in connection.execute(LOCATION_ROLES, (having,)):
            facts[org_id].location_roles[location_id, role] = account_id


def _load_parts(connection: Connection, facts: dict[str, OrgFacts], parts: set[Key]) -> None:
    """Load the items that kits consist of, by a second look that a batch without kits does not need."""
    with connection.pipeline():
        found = ask_named(connection, Wants(items=parts))
    keep_named(facts, found)


def _orgs(rows: Rows) -> dict[str, OrgFacts]:
    return {
        org_id: OrgFacts(
            id=org_id,
            digits=digits,
            time_zone=time_zone,
            day_cutoff=day_cutoff if isinstance(day_cutoff, time) else time.fromisoformat(day_cutoff),
            negative_stock=negative_stock == "allow",
            late_sale_posts=late_sale == "post_to_open",
            tax_per_document=tax_rounding == "document",
            prices_include_tax=prices_include_tax,
            cash_rounding=cash_rounding,
            price_check=price_check == "reject_difference",
            fifo=costing_method == "fifo",
            standard_cost=costing_method == "standard",
            expired_stock=expired_stock == "allow",
            fiscal_year_start=fiscal_year_start,
            discount_limit=None if discount_limit is None else number(discount_limit),
            rules=NO_RULES if ruled else None,
            location_points=location_points,
            has_location_roles=location_roles,
        )
        for (
            org_id,
            digits,
            time_zone,
            day_cutoff,
            negative_stock,
            late_sale,
            tax_rounding,
            prices_include_tax,
            cash_rounding,
            price_check,
            discount_limit,
            costing_method,
            expired_stock,
            fiscal_year_start,
            location_points,
            location_roles,
            ruled,
        ) in rows
    }
