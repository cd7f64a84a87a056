"""Which lots goods are taken from: first expired, first out; pure, quantities in ten-thousandths.

A level is the sum of its lots and of what is of no known lot. What goes out without naming a lot is taken from the lot
that expires first, then from those that never do, then from what is of none. What comes in as a lot first covers what
has gone out of none below zero: it must have been of this lot.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias
from uuid import UUID, uuid5

Parts: TypeAlias = list[tuple[str, int]]
"""How much of which lots moved, by the lots' ids; positive."""


def lot_id_of(item_id: str, code: str) -> str:
    """Return the identity of an item's lot: whoever names it first, at whatever location, means the same."""
    return str(uuid5(UUID(item_id), code))


@dataclass(slots=True)
class LotLevel:
    """How much of one lot lies at a location, and how much did before the batch; `known` once the lot is stored."""

    id: str
    code: str
    expires_on: date | None
    quantity: int = 0
    before: int = 0
    known: bool = True
    moved: bool = False

    def expired(self, day: date) -> bool:
        """Say whether its last good day is over."""
        return self.expires_on is not None and self.expires_on < day


@dataclass(slots=True)
class Lots:
    """The lots of one level, by id: those of which there is something, and those that the batch names."""

    of: dict[str, LotLevel] = field(default_factory=dict)

    def unassigned(self, held: int) -> int:
        """Return how much of a level that holds `held` is of no lot; below zero where too much went out of none."""
        return held - sum(lot.quantity for lot in self.of.values())

    def pick(self, quantity: int, *, good_on: date | None = None) -> Parts:
        """Return what of `quantity` comes from which lots, first expired first; what is missing comes from none.

        `good_on` passes over what has expired by then.
        """
        parts: Parts = []
        for lot in sorted(self.of.values(), key=lambda lot: (lot.expires_on or date.max, lot.code)):
            part = min(lot.quantity, quantity)
            if part > 0 and not (good_on is not None and lot.expired(good_on)):
                parts.append((lot.id, part))
                quantity -= part
        return parts

    def leave(self, parts: Parts) -> None:
        """Take these parts out."""
        for lot_id, part in parts:
            lot = self.of[lot_id]
            lot.quantity -= part
            lot.moved = True

    def arrive(self, parts: Parts, *, held: int) -> Parts:
        """Put these parts in, into a level that held `held`; return what of them did not cover a shortage."""
        covering = max(0, -self.unassigned(held))
        kept: Parts = []
        for lot_id, part in parts:
            covered = min(covering, part)
            covering -= covered
            lot = self.of[lot_id]
            lot.moved = True
            if part > covered:
                lot.quantity += part - covered
                kept.append((lot_id, part - covered))
        return kept


def part_of(parts: Sequence[Sequence[object]], begin: int, quantity: int) -> Parts:
    """Return the `quantity` after the first `begin` of what moved: those lots that come back next."""
    found: Parts = []
    for lot_id, moved in parts:
        size = int(str(moved))
        skipped = min(begin, size)
        begin -= skipped
        part = min(size - skipped, quantity)
        if part > 0:
            found.append((str(lot_id), part))
            quantity -= part
    return found
