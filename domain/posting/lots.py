"""Lots while goods move: checked before a document changes anything, then moved with it.

Only items whose lots are told apart come here. A document's lines are tried on a copy of the lots first, so that a
line is judged after those before it, and nothing has changed where one is refused.
"""

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from domain.core.money import QUANTITY_DIGITS, text_of
from domain.inventory.lots import LotLevel, Lots, Parts, lot_id_of
from domain.posting.effects import Effects
from domain.posting.errors import StockShortError
from domain.posting.facts import Item, OrgFacts
from domain.posting.lot_errors import (
    LotExpiredError,
    LotExpiryDiffersError,
    LotExpiryMissingError,
    LotNotTrackedError,
    UnknownLotError,
)


@dataclass(slots=True)
class LotCheck:
    """The lots of one location as a document's lines would leave them, one after the other."""

    org: OrgFacts
    location_id: str
    tried: dict[str, tuple[Lots, list[int]]] = field(default_factory=dict)

    def leaves(
        self, item: Item, quantity: int, lot: str | None, *, path: str, what: str = "quantity", day: date | None = None
    ) -> None:
        """Check that `quantity` can leave, of the named lot or of those that expire first.

        `day` is when it is sold; what is only moved or written off may have expired.
        Raises `LotNotTrackedError`, `UnknownLotError`, `LotExpiredError`, `StockShortError`.
        """
        if not item.tracked:
            if lot is not None:
                raise LotNotTrackedError.at(f"{path}.lot")
            return
        lots, held = self._tried(item)
        good_on = None if self.org.expired_stock else day
        if lot is None:
            parts = lots.pick(quantity, good_on=good_on)
            missing = quantity - sum(part for _, part in parts)
            if good_on is not None and missing > max(0, lots.unassigned(held[0])) and _has_expired(lots, good_on):
                raise LotExpiredError.at(path)
        else:
            known = known_lot(lots, item, lot, path)
            if good_on is not None and known.expired(good_on):
                raise LotExpiredError.at(f"{path}.lot")
            if known.quantity < quantity and not self.org.negative_stock:
                raise StockShortError.of(known.quantity, f"{path}.{what}")
            parts = [(known.id, quantity)]
        lots.leave(parts)
        held[0] -= quantity

    def arrives(self, item: Item, quantity: int, line: dict[str, Any], *, path: str, new: bool = True) -> None:
        """Check that `quantity` can come in as the lot that a line names, if it does; `new`: which may be a new one.

        Raises `LotNotTrackedError`, `UnknownLotError`, `LotExpiryMissingError`, `LotExpiryDiffersError`.
        """
        if not item.tracked:
            if "lot" in line:
                raise LotNotTrackedError.at(f"{path}.lot")
            return
        lots, held = self._tried(item)
        if "lot" in line:
            lot = lot_of(lots, item, line) if new else known_lot(lots, item, line["lot"], path)
            expires_on = _expiry(line)
            if expires_on is not None and lot.expires_on != expires_on:
                raise LotExpiryDiffersError.at(f"{path}.expires_on")
            if item.expires and lot.expires_on is None:
                raise LotExpiryMissingError.at(f"{path}.expires_on")
            lots.arrive([(lot.id, quantity)], held=held[0])
        held[0] += quantity

    def _tried(self, item: Item) -> tuple[Lots, list[int]]:
        if item.id not in self.tried:
            lots = deepcopy(self.org.lots[self.location_id, item.id])
            self.tried[item.id] = lots, [self.org.levels[self.location_id, item.id].quantity]
        return self.tried[item.id]


@dataclass(slots=True)
class LotMover:
    """Moves lots with a line of a document that has been decided; nothing can be refused any more.

    `line` is the document and the number of its line: by it is found again which lots moved.
    """

    org: OrgFacts
    effects: Effects
    location_id: str
    line: tuple[str, int]

    def leave(
        self,
        item: Item,
        quantity: int,
        movement_id: str,
        *,
        lot: str | None = None,
        first: Parts | None = None,
        day: date | None = None,
    ) -> None:
        """Take `quantity` from the named lot, else from what is there of `first`, else from those that expire first."""
        lots = self.org.lots[self.location_id, item.id]
        if lot is not None:
            parts = [(lot_id_of(item.id, lot), quantity)]
        else:
            parts = [(lot_id, min(part, lots.of[lot_id].quantity)) for lot_id, part in first or () if lot_id in lots.of]
            parts = [(lot_id, part) for lot_id, part in parts if part > 0]
        lots.leave(parts)
        missing = quantity - sum(part for _, part in parts)
        if missing > 0:
            more = lots.pick(missing, good_on=None if self.org.expired_stock else day)
            lots.leave(more)
            parts = _summed(parts + more)
        self._write(item, movement_id, parts, sign=-1)

    def arrive(self, item: Item, quantity: int, movement_id: str, parts: Parts) -> None:
        """Put these parts of `quantity` in; the level has been put into already."""
        lots = self.org.lots[self.location_id, item.id]
        for lot_id, _ in parts:
            if lot_id not in lots.of:
                lots.of[lot_id] = self._elsewhere(item, lot_id)
        held = self.org.levels[self.location_id, item.id].quantity - quantity
        self._write(item, movement_id, lots.arrive(_summed(parts), held=held), sign=1)

    def receive(self, item: Item, quantity: int, movement_id: str, line: dict[str, Any]) -> None:
        """Put `quantity` in as the lot that a line names, new or not; without one it is of no lot."""
        if line.get("lot") is not None:
            lot = lot_of(self.org.lots[self.location_id, item.id], item, line)
            self.arrive(item, quantity, movement_id, [(lot.id, quantity)])

    def _elsewhere(self, item: Item, lot_id: str) -> LotLevel:
        """Return a lot that lies at another location of this batch as one that does not lie here yet."""
        for (_, of_item), lots in self.org.lots.items():
            if of_item == item.id and lot_id in lots.of:
                there = lots.of[lot_id]
                return LotLevel(there.id, there.code, there.expires_on, known=there.known)
        return LotLevel(lot_id, "", None)

    def _write(self, item: Item, movement_id: str, parts: Parts, *, sign: int) -> None:
        if parts:
            self.org.lots_moved.setdefault((*self.line, item.id), []).extend(parts)
        for lot_id, part in parts:
            quantity = text_of(sign * part, QUANTITY_DIGITS)
            self.effects.lot_movements.append((self.org.id, movement_id, lot_id, self.location_id, item.id, quantity))


def known_lot(lots: Lots, item: Item, code: str, path: str) -> LotLevel:
    """Return the lot that a line names. Raises `UnknownLotError`."""
    found = lots.of.get(lot_id_of(item.id, code))
    if found is None or not (found.known or found.moved):
        raise UnknownLotError.at(f"{path}.lot")
    return found


def lot_of(lots: Lots, item: Item, line: dict[str, Any]) -> LotLevel:
    """Return the lot that a line names, which may be new."""
    lot_id = lot_id_of(item.id, line["lot"])
    found = lots.of.get(lot_id)
    if found is None or not (found.known or found.moved):
        found = lots.of[lot_id] = LotLevel(lot_id, line["lot"], _expiry(line), known=False)
    return found


def _summed(parts: Parts) -> Parts:
    """Return each lot once: a movement is written once for each of its lots."""
    sums: dict[str, int] = {}
    for lot_id, part in parts:
        sums[lot_id] = sums.get(lot_id, 0) + part
    return list(sums.items())


def _has_expired(lots: Lots, day: date) -> bool:
    return any(lot.quantity > 0 and lot.expired(day) for lot in lots.of.values())


def _expiry(line: dict[str, Any]) -> date | None:
    given = line.get("expires_on")
    return None if given is None else date.fromisoformat(given)
