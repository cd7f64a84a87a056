"""What every fact must say, asked of all rows in plain SQL that knows neither journals' windows nor marks."""

from typing import Any

from domain.core.db import unit_of_work
from domain.core.ids import NIL
from domain.summaries import summarize
from domain.summaries.facts import FACTS, TAIL, Fact
from tests.shops import Shop

_MONTH = "date_trunc('month', business_date)::date"
_LOADED = "sum(CASE WHEN l.stored_value_id IS NULL THEN 0 ELSE l.net END)"
_ITEMS = f"sum(l.quantity), sum(l.net), sum(l.tax), sum(l.discount), sum(l.cost), {_LOADED}, count(*)"
_YEAR = "date_trunc('year', business_date)::date"
_SOLD = "pos.sale_lines l JOIN pos.sales s ON s.id = l.sale_id"

PLAIN = {
    "acct.day_totals": f"""
        SELECT business_date, account_id, coalesce(location_id, '{NIL}'), sum(debit), sum(credit), count(*)
        FROM acct.journal_lines GROUP BY 1, 2, 3""",
    "pos.sales_hours": f"""
        SELECT s.business_date, extract(hour FROM timezone(z.time_zone, s.occurred_at)), s.location_id, s.terminal_id,
            o.actor_id, s.kind, count(*), sum(s.net), sum(s.tax), sum(s.tip), sum(s.rounding), sum(s.total),
            sum(s.discount), sum(s.cost),
            sum((SELECT sum(l.quantity) FROM pos.sale_lines l WHERE l.sale_id = s.id)),
            sum((SELECT {_LOADED} FROM pos.sale_lines l WHERE l.sale_id = s.id))
        FROM pos.sales s JOIN core.operations o ON o.id = s.id JOIN core.organizations z ON z.id = s.org_id
        GROUP BY 1, 2, 3, 4, 5, 6""",
    "pos.tender_days": """
        SELECT s.business_date, s.location_id, s.terminal_id, p.method, p.kind, count(*), sum(p.amount) - sum(p.change)
        FROM pos.payments p JOIN pos.sales s ON s.id = p.sale_id GROUP BY 1, 2, 3, 4, 5""",
    "pos.tax_days": f"""
        SELECT s.business_date, s.location_id, coalesce(l.tax_rate_id, '{NIL}'), l.tax_percent, sum(l.net), sum(l.tax),
            coalesce(sum(l.net) FILTER (WHERE l.quantity < 0), 0), coalesce(sum(l.tax) FILTER (WHERE l.quantity < 0), 0)
        FROM {_SOLD} WHERE l.stored_value_id IS NULL GROUP BY 1, 2, 3, 4""",
    "pos.receivable_days": """
        SELECT business_date, customer_id, location_id, sum(charged), sum(credited) FROM (
            SELECT s.business_date, s.customer_id, s.location_id, greatest(p.amount, 0) AS charged,
                greatest(-p.amount, 0) AS credited
            FROM pos.payments p JOIN pos.sales s ON s.id = p.sale_id WHERE p.kind = 'on_account'
            UNION ALL
            SELECT business_date, customer_id, location_id, 0, amount FROM pos.money_documents
            WHERE kind = 'customer_payment'
            UNION ALL
            SELECT d.business_date, o.customer_id, d.location_id, 0, -o.amount
            FROM pos.money_documents d JOIN pos.money_documents o ON o.id = d.original_id
            WHERE d.kind = 'money_void' AND o.kind = 'customer_payment'
        ) AS owed GROUP BY 1, 2, 3""",
    "pos.item_days": f"SELECT s.business_date, s.location_id, l.item_id, {_ITEMS} FROM {_SOLD} GROUP BY 1, 2, 3",
    "pos.item_months": f"""
        SELECT {_MONTH}, s.location_id, l.item_id, {_ITEMS} FROM {_SOLD} GROUP BY 1, 2, 3
        UNION ALL SELECT {_MONTH}, '{NIL}', l.item_id, {_ITEMS} FROM {_SOLD} GROUP BY 1, 3""",
    "pos.item_years": f"SELECT {_YEAR}, l.item_id, {_ITEMS} FROM {_SOLD} GROUP BY 1, 2",
    "inv.stock_years": f"SELECT {_YEAR}, item_id, sum(quantity), sum(value) FROM inv.stock_movements GROUP BY 1, 2",
    "inv.stock_days": """
        SELECT business_date, location_id, item_id, sum(quantity), sum(value) FROM inv.stock_movements
        GROUP BY 1, 2, 3""",
    "inv.stock_months": f"""
        SELECT {_MONTH}, location_id, item_id, sum(quantity), sum(value) FROM inv.stock_movements GROUP BY 1, 2, 3
        UNION ALL
        SELECT {_MONTH}, '{NIL}', item_id, sum(quantity), sum(value) FROM inv.stock_movements GROUP BY 1, 3""",
    "pos.tie_outs": """
        SELECT s.business_date, s.location_id, s.terminal_id, sum(s.total),
            coalesce(sum((SELECT sum(p.amount - p.change) FROM pos.payments p WHERE p.sale_id = s.id)), 0),
            coalesce(sum((
                SELECT sum(l.net) FROM pos.sale_lines l WHERE l.sale_id = s.id AND l.stored_value_id IS NOT NULL
            )), 0),
            sum((SELECT sum(l.cost) FROM pos.sale_lines l WHERE l.sale_id = s.id)),
            coalesce(sum((
                SELECT sum(l.cost) FROM pos.sale_lines l WHERE l.sale_id = s.id AND NOT l.restocked
            )), 0),
            -coalesce(sum((
                SELECT sum(m.value) FROM inv.stock_movements m WHERE m.source_id = s.id AND m.kind = 'revaluation'
            )), 0),
            -coalesce(sum((SELECT sum(m.value) FROM inv.stock_movements m WHERE m.source_id = s.id)), 0)
        FROM pos.sales s GROUP BY 1, 2, 3""",
    "pos.tie_out_accounts": """
        SELECT s.business_date, s.location_id, s.terminal_id, l.account_id, sum(l.debit), sum(l.credit)
        FROM pos.sales s JOIN acct.journals j ON j.id = s.journal_id JOIN acct.journal_lines l ON l.journal_id = j.id
        GROUP BY 1, 2, 3, 4""",
}


def plainly(shop: Shop, fact: Fact) -> dict[Any, Any]:
    """Return a fact by key, over all rows."""
    with unit_of_work(shop.org_id, read_only=True) as uow:
        rows = uow.driver.execute(PLAIN[fact.table]).fetchall()
    return _by_key(fact, rows)


def live(shop: Shop, fact: Fact) -> dict[Any, Any]:
    """Return a fact by key, as a report reads it."""
    sums = ", ".join(f"sum(d.{measure})" for measure in fact.measures)
    keys = ", ".join(f"d.{key}" for key in fact.keys)
    statement = f"WITH {TAIL} SELECT {keys}, {sums} FROM {fact.live()} d GROUP BY {keys}"
    with unit_of_work(shop.org_id, read_only=True) as uow:
        rows = uow.driver.execute(statement, {"org_id": shop.org_id}).fetchall()
    return _by_key(fact, rows)


def rows(shop: Shop, statement: str, **given: Any) -> list[Any]:
    """Ask as the application, seeing this organization only."""
    with unit_of_work(shop.org_id, read_only=True) as uow:
        return uow.driver.execute(statement, {"org_id": shop.org_id, **given}).fetchall()


def _by_key(fact: Fact, rows: list[Any]) -> dict[Any, Any]:
    """Return measures by key; rows of nothing at all say no more than none."""
    width = len(fact.keys)
    return {tuple(row[:width]): tuple(row[width:]) for row in rows if any(row[width:])}


def agree(shop: Shop) -> None:
    """See that every fact says what its rows say."""
    for fact in FACTS:
        assert live(shop, fact) == plainly(shop, fact), fact.table


def roll_up(shop: Shop, *, limit: int) -> int:
    """Roll up once; return how many journals."""
    with unit_of_work(shop.org_id) as uow:
        done = summarize(uow.driver, org_id=shop.org_id, limit=limit)
        uow.commit()
    return done.journals
