"""Which lots goods are taken from: first expired, first out; pure, quantities in ten-thousandths.

A level is the sum of its lots and of what is of no known lot. What goes out without naming a lot is taken from the lot
that expires first, then from those that never do, then from what is of none. What comes in as a lot first covers what
has gone out of none below zero: it must have been of this lot.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias
from uuid import UUID, uuid5

Taken: TypeAlias = tuple[str, int]
"""A lot's id and how much of it moved."""


def lot_id_of(item_id: str, code: str) -> str:
    """Return the identity of an item's lot: whoever names it first, at whatever location, means the same."""
    return str(uuid5(UUID(item_id), code))


@dataclass(slots=True)
class LotLevel:
    """How much of one lot lies at a location; `known` once the lot is stored, `changed` once it must be."""

    id: str
    code: str
    expires_on: date | None
    quantity: int = 0
    known: bool = True
    changed: bool = False

    def expired(self, day: date) -> bool:
        """Say whether its last good day is over."""
        return self.expires_on is not None and self.expires_on < day


@dataclass(slots=True)
class Lots:
    """The lots of one level, by id, and what of each moved, movement by movement."""

    of: dict[str, LotLevel] = field(default_factory=dict)

    def in_stock(self) -> list[LotLevel]:
        """Return the lots of which there is something, first expired first."""
        found = [lot for lot in self.of.values() if lot.quantity > 0]
        return sorted(found, key=lambda lot: (lot.expires_on or date.max, lot.code))

    def unassigned(self, held: int) -> int:
        """Return how much of a level that holds `held` is of no lot; below zero where too much went out of none."""
        return held - sum(lot.quantity for lot in self.of.values())


def pick(lots: Iterable[LotLevel], quantity: int, *, good_on: date | None = None) -> list[Taken]:
    """Return what to take from which lot, in this order; what is more than all of them is taken from none.

    `good_on` passes over what has expired by then.
    """
    taken: list[Taken] = []
    for lot in lots:
        if quantity <= 0:
            break
        if lot.quantity <= 0 or (good_on is not None and lot.expired(good_on)):
            continue
        part = min(lot.quantity, quantity)
        taken.append((lot.id, part))
        quantity -= part
    return taken


def covered(unassigned: int, quantity: int) -> int:
    """Return how much of what comes in as a lot had gone out already, of none."""
    return min(quantity, max(0, -unassigned))
