"""Lots of what a till sells and takes back: first expired first, and back to the lots that it had come from."""

from domain.core.money import divide_half_up
from domain.inventory.lots import part_of
from domain.posting.effects import Effects
from domain.posting.facts import Item, OrgFacts
from domain.posting.lots import LotCheck, LotMover
from domain.posting.originals import OriginalPart
from domain.posting.priced_sale import PricedSale, SoldLine


def check_lots(sale: PricedSale, org: OrgFacts) -> None:
    """Check the lots of a sale, or of a return without a receipt, before it changes anything.

    Raises `UnknownLotError`, `LotExpiredError`, `StockShortError`, `LotExpiryMissingError`.
    """
    check = LotCheck(org, sale.terminal.location_id)
    day = sale.dating.business_date
    for at, line in enumerate(sale.lines):
        path = f"lines.{at}"
        if line.quantity < 0:
            if line.original is None and line.item.stocked and line.restock:
                named = {} if line.lot is None else {"lot": line.lot}
                check.arrives(line.item, -line.quantity, named, path=path, new=False)
            continue
        if line.item.stocked:
            check.leaves(line.item, line.quantity, line.lot, path=path, day=day)
        for part in line.parts or ():
            check.leaves(org.items[part.item_id], part.quantity, None, path=path, day=day)


def move_lots(
    line: SoldLine, movement_id: str, sale: PricedSale, org: OrgFacts, effects: Effects, *, document: tuple[str, int]
) -> None:
    """Take one line from its lots, or put it back; `document` is what moves it, and its line there."""
    mover = LotMover(org, effects, sale.terminal.location_id, document)
    quantity = abs(line.quantity)
    if line.quantity > 0:
        mover.leave(line.item, quantity, movement_id, lot=line.lot, day=sale.dating.business_date)
    elif line.original is not None and line.original_sale is not None:
        moved = org.lots_moved.get((line.original_sale.id, line.original.line_no, line.item.id), [])
        mover.arrive(line.item, quantity, movement_id, part_of(moved, line.original.returned - quantity, quantity))
    else:
        mover.receive(line.item, quantity, movement_id, {"lot": line.lot})


def move_part_lots(  # noqa: PLR0917 - as move_lots
    line: SoldLine,
    part: OriginalPart,
    item: Item,
    movement_id: str,
    sale: PricedSale,
    org: OrgFacts,
    effects: Effects,
    *,
    document: tuple[str, int],
) -> None:
    """Take one part of a kit from its lots, or put it back."""
    mover = LotMover(org, effects, sale.terminal.location_id, document)
    if line.quantity > 0:
        mover.leave(item, part.quantity, movement_id, day=sale.dating.business_date)
    elif line.original is not None and line.original_sale is not None:
        moved = org.lots_moved.get((line.original_sale.id, line.original.line_no, item.id), [])
        whole = sum(quantity for _, quantity in moved)
        before = divide_half_up(whole * (line.original.returned + line.quantity), line.original.quantity)
        mover.arrive(item, part.quantity, movement_id, part_of(moved, before, part.quantity))
