"""`stock.revalue`: what lies there is worth something else from now on."""

from typing import Any

from domain.accounting.modules import STOCK
from domain.core.money import MAX_MINOR, PRICE_DIGITS, plain, text_of
from domain.inventory.costing import value_at
from domain.posting.effects import Effects
from domain.posting.errors import AmountTooLargeError
from domain.posting.facts import Claimed, OrgFacts
from domain.posting.stock.document import StockDocument, items_of, location_of, variance_of
from domain.posting.units import moved_unit_cost


def revalue_stock(operation: Claimed, org: OrgFacts, effects: Effects) -> dict[str, Any]:
    """Post a revaluation: the change of value against the reason's account, else `stock_variance`.

    Under standard cost it is the item's new standard too: what comes in elsewhere is worth it from then on.
    Raises `UnknownLocationError`, `UnknownItemError`, `NotStockedError`, `UnknownUnitError`, `AmountTooLargeError`,
    `PeriodClosedError`.
    """
    content = operation.content
    location, items = location_of(org, content), items_of(org, content)
    dating = org.dating(operation.occurred_at, STOCK)
    for at, line in enumerate(content["lines"]):
        held = abs(org.levels[location.id, items[at].id].quantity)
        if value_at(held, moved_unit_cost(items[at], line, f"lines.{at}"), org.digits) > MAX_MINOR:
            raise AmountTooLargeError.at(f"lines.{at}")
    document = StockDocument(operation, org, effects, location, dating, "revaluation")
    against = variance_of(org, content, location.id)
    revalued = []
    for at, (item, line) in enumerate(zip(items, content["lines"], strict=True)):
        unit_cost = moved_unit_cost(item, line, f"lines.{at}")
        before = org.level(location.id, item).unit_cost
        change = document.revalue(item, unit_cost, against=against)
        if org.standard_cost:
            org.new_standard(item, unit_cost)
        revalued.append(
            {
                "item_id": item.id,
                "sku": item.sku,
                "unit_cost_before": plain(before, PRICE_DIGITS, least=org.digits),
                "unit_cost": plain(unit_cost, PRICE_DIGITS, least=org.digits),
                "value_change": text_of(change, org.digits),
            }
        )
    return document.finish() | {"revalued": revalued}
