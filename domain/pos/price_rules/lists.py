"""Which price an item has: that of the best price list, or its own."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.pos.price_rules.conditions import ALWAYS, Conditions


@dataclass(frozen=True, slots=True)
class PriceList:
    """Prices that hold under conditions; of several the one with the highest priority counts."""

    id: str
    code: str
    name: str
    priority: int = 0
    conditions: Conditions = ALWAYS


@dataclass(frozen=True, slots=True)
class Entry:
    """The price of one item in one list, from a quantity on: ten-thousandths, millionths."""

    price_list_id: str
    min_quantity: int
    price: int


def best_price(
    lists: Iterable[PriceList], entries: Iterable[Entry], *, quantity: int
) -> tuple[PriceList, Entry] | None:
    """Return the list that gives an item its price when `quantity` of it is bought, None where no list does.

    The highest priority counts, then the lowest price, then the first code: never the order in which they came.
    """
    by_id = {one.id: one for one in lists}
    found = [
        (by_id[entry.price_list_id], entry)
        for entry in entries
        if entry.price_list_id in by_id and entry.min_quantity <= quantity
    ]
    return min(found, key=_rank, default=None)


def _rank(found: tuple[PriceList, Entry]) -> tuple[int, int, str, int]:
    price_list, entry = found
    return (-price_list.priority, entry.price, price_list.code, entry.min_quantity)
