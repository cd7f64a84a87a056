"""Goods that come back: on the shelf at what they had cost, or written off."""

from domain.accounting.entries import Entry
from domain.core.ids import new_id_text
from domain.core.money import PRICE_DIGITS, text_of
from domain.inventory.costing import put_value, settle, unit_cost_of, value_at
from domain.posting.effects import Effects
from domain.posting.facts import Item, OrgFacts
from domain.posting.priced_sale import PricedSale, SoldLine
from domain.posting.sold_lots import move_lots
from domain.posting.stock_accounts import stock_accounts

NO_QUANTITY = "0.0000"


def bring_back(  # noqa: PLR0917 - what comes back, of which document, into which books
    line: SoldLine, sale: PricedSale, org: OrgFacts, effects: Effects, entry: Entry, source: tuple[str, str]
) -> tuple[int, int, int, str | None]:
    """Put one line's goods back, or write them off; mark what of its original has come back.

    Returns the line's cost and the part of it that went through stock (both zero or negative, minor units), the unit
    cost (millionths), and the movement's id, if there is one. What was written off leaves the cost of sales for
    `stock_variance` here; what went on the shelf is left to the caller, who posts it with what was sold.
    """
    quantity = -line.quantity
    if line.original is not None:
        line.original.returned += quantity
        line.original.changed = True
        if line.original_sale is not None and sale.kind != "void":
            line.original_sale.settle_status()
    if not line.item.stocked or (line.original is not None and not line.original.moved):
        return 0, 0, 0, None
    at = sale.terminal.location_id
    level = org.level(at, line.item)
    cost = line.cost if line.original is not None else value_at(quantity, level.unit_cost, org.digits)
    unit_cost = unit_cost_of(quantity, cost, org.digits)
    if not line.restock:
        entry.debit(org.account("stock_variance", at), at, cost)
        entry.credit(stock_accounts(org, line.item, at)[1], at, cost)
        return -cost, 0, unit_cost, None
    written_off = put_value(level, quantity, cost, digits=org.digits)
    if written_off:
        write_off(line.item, written_off, sale, org, effects, entry, source)
    movement_id = new_id_text()
    if line.item.tracked:
        move_lots(line, movement_id, sale, org, effects, document=(source[1], 0))
    if org.fifo:
        org.name_layer(at, line.item, movement_id, lot=line.lot)
    return -cost, -cost, unit_cost, movement_id


def settle_standard(  # noqa: PLR0917 - as bring_back
    item: Item, sale: PricedSale, org: OrgFacts, effects: Effects, entry: Entry, source: tuple[str, str]
) -> None:
    """Write off what the rounding of an item just taken left over, under standard cost; mostly nothing."""
    left_over = settle(org.level(sale.terminal.location_id, item), digits=org.digits)
    if left_over:
        write_off(item, left_over, sale, org, effects, entry, source)


def write_off(  # noqa: PLR0917 - as bring_back
    item: Item,
    amount: int,
    sale: PricedSale,
    org: OrgFacts,
    effects: Effects,
    entry: Entry,
    source: tuple[str, str],
) -> None:
    """Revalue a level that was below zero when goods came back: the difference goes to `stock_variance`."""
    at = sale.terminal.location_id
    effects.movement(
        org,
        location_id=at,
        item_id=item.id,
        quantity_text=NO_QUANTITY,
        value=-amount,
        unit_cost_text=text_of(org.level(at, item).unit_cost, PRICE_DIGITS),
        kind="revaluation",
        source=source,
        dating=sale.dating,
    )
    entry.debit(org.account("stock_variance", at), at, amount)
    entry.credit(stock_accounts(org, item, at)[0], at, amount)
