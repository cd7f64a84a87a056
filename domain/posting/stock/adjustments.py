"""`stock.adjust`: differences are put right, against the account of their reason."""

from typing import Any

from domain.accounting.modules import STOCK
from domain.posting.effects import Effects
from domain.posting.facts import Claimed, OrgFacts
from domain.posting.lots import LotCheck
from domain.posting.stock.document import StockDocument, check_enough, items_of, location_of, variance_of
from domain.posting.units import moved_quantity, moved_unit_cost


def adjust_stock(operation: Claimed, org: OrgFacts, effects: Effects) -> dict[str, Any]:
    """Post an adjustment: what is added or missing, against the reason's account, else `stock_variance`.

    Raises `UnknownLocationError`, `UnknownItemError`, `NotStockedError`, `UnknownUnitError`, `UnitQuantityError`,
    `StockShortError`, `PeriodClosedError`.
    """
    content = operation.content
    location, items = location_of(org, content), items_of(org, content)
    dating = org.dating(operation.occurred_at, STOCK)
    lines = list(zip(items, content["lines"], strict=True))
    deltas = [
        moved_quantity(item, line, f"lines.{at}", field="quantity_delta") for at, (item, line) in enumerate(lines)
    ]
    check_enough(
        org,
        location,
        [
            (item, delta, f"lines.{at}.quantity_delta")
            for at, (item, delta) in enumerate(zip(items, deltas, strict=True))
        ],
    )
    lots = LotCheck(org, location.id)
    for at, (item, line) in enumerate(lines):
        if deltas[at] < 0:
            lots.leaves(item, -deltas[at], line.get("lot"), path=f"lines.{at}", what="quantity_delta")
        else:
            lots.arrives(item, deltas[at], line, path=f"lines.{at}")
    document = StockDocument(operation, org, effects, location, dating, "adjustment")
    against = variance_of(org, content, location.id)
    for at, (item, line) in enumerate(lines):
        if deltas[at] < 0:
            document.take(item, -deltas[at], against=against, unit=line.get("unit"), lot=line.get("lot"))
            continue
        given = "unit_cost" in line
        cost = moved_unit_cost(item, line, f"lines.{at}") if given else org.level(location.id, item).unit_cost
        said = {name: line.get(name) for name in ("unit", "lot", "expires_on")}
        document.put(item, deltas[at], cost, against=against, **said)
    return document.finish()
