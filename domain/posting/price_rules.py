"""The organization's price lists and promotions on the lines of a document that leave their price to the server."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from domain.core.clock import zone
from domain.core.errors import DomainError
from domain.core.money import PRICE_DIGITS, plain, text_of
from domain.pos.price_rules import BasketLine, Occasion, PricedLine, Rules, price_basket
from domain.posting.errors import PriceDiffersError
from domain.posting.facts import Claimed, OrgFacts
from domain.posting.grants import PERMISSION_OF, Grant
from domain.posting.naming import number
from domain.posting.wants import Wants

if TYPE_CHECKING:
    from domain.posting.priced_sale import SoldLine


def want_rules(org: OrgFacts, wants: Wants) -> None:
    """Want the rules of an organization that has any, and the list prices of all its items that are loaded."""
    wants.ruled.add(org.id)
    for items in (org.items, org.items_by_sku, org.items_by_barcode):
        wants.entries.update((org.id, item.id) for item in items.values())


def apply_rules(operation: Claimed, org: OrgFacts, lines: list["SoldLine"], rules: Rules) -> None:
    """Give each line that came without a price what the rules make of it, and let it say why.

    A line that came with its price was priced by a till that was offline, or on purpose: it keeps price and discount,
    and no promotion counts on it. Where prices are checked, it must have the price of the rules. A line that loads a
    gift card is money, not goods; one in a unit that is not the item's own, such as a case, has that unit's price.

    Raises `PriceDiffersError`.
    """
    content = operation.content
    places = [at for at, given in enumerate(content["lines"]) if "return_of" not in given]
    sold = [(at, line) for at, line in zip(places, lines, strict=True) if line.loads is None]
    basket = [_basket_line(line, trusted="unit_price" in content["lines"][at]) for at, line in sold]
    checked = org.price_check and not operation.grants & Grant.PRICE
    found = price_basket(basket, rules, org.entries, _occasion(operation, org), digits=org.digits)
    for (at, line), asked, priced in zip(sold, basket, found, strict=True):
        if not asked.trusted:
            _price(line, priced)
        elif checked and priced.unit_price != line.unit_price:
            raise price_differs(priced.unit_price, org, at)


def price_differs(price: int, org: OrgFacts, at: int) -> DomainError:
    """Return the refusal of another price than `price`, which is in millionths."""
    shown = plain(price, PRICE_DIGITS, least=org.digits)
    message = f"The price is {shown}; another needs an approval of {PERMISSION_OF[Grant.PRICE]}."
    return PriceDiffersError.at(f"lines.{at}.unit_price", message)


def _basket_line(line: "SoldLine", *, trusted: bool) -> BasketLine:
    item = line.item
    if line.unit is None:
        return BasketLine(item.id, line.quantity, number(item.price), item.category, line.discount, trusted)
    quantity, price = line.priced_quantity, number(line.unit.price)
    return BasketLine(item.id, quantity, price, item.category, line.discount, trusted, packed=True)


def _occasion(operation: Claimed, org: OrgFacts) -> Occasion:
    content = operation.content
    customer = org.customers.get(content.get("customer_id", ""))
    return Occasion(
        location_id=org.terminals[content["terminal_id"]].location_id,
        at=datetime.fromisoformat(operation.occurred_at).astimezone(zone(org.time_zone)),
        customer_id=customer.id if customer else None,
        customer_group=customer.price_group if customer else None,
    )


def _price(line: "SoldLine", priced: PricedLine) -> None:
    if not priced.explained:
        return
    line.unit_price = priced.unit_price
    line.unit_price_text = text_of(priced.unit_price, PRICE_DIGITS)
    line.discount += priced.taken
    line.promoted = priced.taken
    explained: list[dict[str, Any]] = [one.as_dict() for one in priced.explained]
    line.more = {**(line.more or {}), "explained": explained}


def take_back(line: "SoldLine") -> None:
    """Turn the explanations of a line that is bought back at today's price: what was taken off is not given out."""
    if line.more is not None and "explained" in line.more:
        turned = [{**one, "amount": -one["amount"]} for one in line.more["explained"]]
        line.more = {**line.more, "explained": turned}
