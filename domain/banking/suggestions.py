"""How a line of the bank may be reconciled: pure choices over what the ledger has open, the takings and the rules."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Protocol, TypeVar
from uuid import UUID

BEFORE, AFTER = timedelta(days=31), timedelta(days=5)
"""How much earlier or later than the bank the ledger may have had it: what was sent takes its time."""
SUM_OF, SUM_AMONG = 3, 24
"""Up to how many lines of the ledger make a sum, among how many of the nearest."""
SHOWN = 3
SETTLED_AT_ONCE = 7
"""Up to how many days of takings a processor pays out at once: a long weekend, a week."""
MOST_FEE = (6, 100)
"""The most of the takings that a processor keeps, as a fraction; what is more is no fee."""


class Entry(Protocol):
    """A line of the ledger on the bank's account, as far as it is compared."""

    @property
    def business_date(self) -> date:
        """Return its day."""

    @property
    def amount(self) -> int:
        """Return what it moves, minor units; positive where money came in."""


E = TypeVar("E", bound=Entry)


@dataclass(frozen=True, slots=True)
class Takings:
    """What a processor has not paid out yet of one day, minor units by location."""

    account_id: UUID
    day: date
    by_location: Mapping[UUID | None, int]

    @property
    def amount(self) -> int:
        """Return what all locations come to."""
        return sum(self.by_location.values())


@dataclass(frozen=True, slots=True)
class Settlement:
    """Takings of one or more days that a line pays out, less a fee."""

    account_id: UUID
    first: date
    last: date
    by_location: Mapping[UUID | None, int]
    fee: int


def is_near(entry: Entry, day: date) -> bool:
    """Say whether a line of the ledger may be what the bank tells on a day."""
    return day - BEFORE <= entry.business_date <= day + AFTER


def equal_entries(entries: Iterable[E], *, day: date, amount: int) -> list[E]:
    """Return the entries of this very amount near the day, the nearest first."""
    found = [entry for entry in entries if entry.amount == amount and is_near(entry, day)]
    return sorted(found, key=lambda entry: abs(entry.business_date - day))[:SHOWN]


def summed_entries(entries: Iterable[E], *, day: date, amount: int) -> list[tuple[E, ...]]:
    """Return the few entries near the day that together make the amount; none, where too many could.

    Only those that go the same way: with both ways allowed, nearly any amount is some sum.
    """
    same_way = [entry for entry in entries if is_near(entry, day) and (entry.amount > 0) == (amount > 0)]
    nearest = sorted(same_way, key=lambda entry: abs(entry.business_date - day))[:SUM_AMONG]
    found = [
        some
        for size in range(2, SUM_OF + 1)
        for some in combinations(nearest, size)
        if sum(entry.amount for entry in some) == amount
    ]
    return found if len(found) <= SHOWN else []


def open_takings(taken: Sequence[Takings], *, settled: int) -> list[Takings]:
    """Return what is not paid out yet of one processor's takings, oldest first; `settled`: what was paid out so far.

    Processors pay in the order of the days, so the oldest are settled first. A day on which more went back than came in
    is settled with those after it.
    """
    left = []
    for takings in sorted(taken, key=lambda one: one.day):
        if takings.amount <= settled:
            settled -= takings.amount
        else:
            left.append(_less(takings, settled))
            settled = 0
    return left


def _less(takings: Takings, amount: int) -> Takings:
    """Return takings less an amount, taken from the largest part."""
    parts = dict(takings.by_location)
    largest = max(parts, key=lambda location: parts[location])
    parts[largest] -= amount
    return Takings(takings.account_id, takings.day, parts)


def settlements(taken: Sequence[Takings], *, day: date, amount: int) -> list[Settlement]:
    """Return which days of one processor's open takings a line may pay out; what lacks is the fee.

    Exact sums first, then those that begin with the oldest day. What has been open for longer than a month no processor
    is about to pay: it was paid out otherwise, or before the bank's statements were kept here.
    """
    found = []
    known = [takings for takings in taken if day - BEFORE <= takings.day <= day]
    for first in range(len(known)):
        total, parts = 0, dict[UUID | None, int]()
        for last in range(first, min(first + SETTLED_AT_ONCE, len(known))):
            total += known[last].amount
            for location, part in known[last].by_location.items():
                parts[location] = parts.get(location, 0) + part
            fee = total - amount
            if amount > 0 and fee >= 0 and fee * MOST_FEE[1] <= total * MOST_FEE[0]:
                days = known[first].day, known[last].day
                found.append(Settlement(known[first].account_id, *days, dict(parts), fee))
    return sorted(found, key=lambda one: (one.fee != 0, one.first, one.last))[:SHOWN]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a line must be for a rule to decide it; amounts are minor units, whichever way the money goes."""

    contains: str | None = None
    matches: Callable[[str], object] | None = None
    direction: str | None = None
    min_amount: int | None = None
    max_amount: int | None = None

    def fits(self, *, amount: int, written: str) -> bool:
        """Say whether a line of this amount, and with this written on it, is as the rule says."""
        if self.direction is not None and (self.direction == "in") != (amount > 0):
            return False
        if self.min_amount is not None and abs(amount) < self.min_amount:
            return False
        if self.max_amount is not None and abs(amount) > self.max_amount:
            return False
        if self.contains is not None and self.contains.casefold() not in written.casefold():
            return False
        return self.matches is None or self.matches(written) is not None
