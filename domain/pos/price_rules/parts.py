"""A basket taken apart, so that a unit of it can take part in one offer and another unit in another."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from domain.core.money import QUANTITY_ONE
from domain.pos.pricing import spread

FINE = 10**6


@dataclass(frozen=True, slots=True)
class BasketLine:
    """One line as it comes to be priced; `own_price` is the item's, `discount` what the till took off, minor units.

    A `trusted` line came with a price of its own: it counts towards quantities, and no promotion counts on it. A
    `packed` one is in a unit that is not the item's own, such as a case, at that unit's price: no list has it, and what
    is offered by the unit is not meant.
    """

    item_id: str
    quantity: int
    own_price: int
    category: str | None = None
    discount: int = 0
    trusted: bool = False
    packed: bool = False


@dataclass(slots=True)
class Part:
    """Some of a line that has met the same promotions; `amount` is what is still to be paid for it, minor units.

    `offered`: its units took part in an offer of units. `touched`: any promotion counted on it. `closed`: an exclusive
    one did, so that no other may follow.
    """

    line: int
    quantity: int
    amount: int
    packed: bool = False
    offered: bool = False
    touched: bool = False
    closed: bool = False
    taken: dict[int, int] = field(default_factory=dict)

    @property
    def units(self) -> int:
        """How many whole units it has; what is sold by weight has its whole kilograms, a case none."""
        return 0 if self.packed else int(self.quantity // QUANTITY_ONE)

    @property
    def worth(self) -> int:
        """What a unit of it costs now, finely enough to compare."""
        return int(self.amount * QUANTITY_ONE * FINE // self.quantity)

    def split(self, units: int) -> tuple["Part", "Part | None"]:
        """Return the first `units` and what remains, if anything; every amount is spread over the two."""
        rest = self.quantity - units * QUANTITY_ONE
        if rest == 0:
            return self, None
        weights = (units * QUANTITY_ONE, rest)
        amounts = spread(self.amount, weights)
        taken = {at: spread(amount, weights) for at, amount in self.taken.items()}
        first, second = (
            replace(
                self,
                quantity=weights[side],
                amount=amounts[side],
                taken={at: shares[side] for at, shares in taken.items()},
            )
            for side in (0, 1)
        )
        return first, second

    def take(self, at: int, amount: int) -> None:
        """Take an amount off by the promotion with this number."""
        self.amount -= amount
        self.taken[at] = self.taken.get(at, 0) + amount


def take_units(parts: Sequence[Part], units: int) -> tuple[list[Part], list[Part]]:
    """Return the first `units` of these parts, and all that remains of them."""
    chosen: list[Part] = []
    rest: list[Part] = []
    for part in parts:
        count = min(units, part.units)
        if count == 0:
            rest.append(part)
            continue
        units -= count
        first, remaining = part.split(count)
        chosen.append(first)
        if remaining is not None:
            rest.append(remaining)
    return chosen, rest
