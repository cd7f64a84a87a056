"""The arithmetic of a shift's close: what must be there of each tender, and what was counted; minor units.

It asks for nothing but sums that were kept with each sale, so that it costs the same for 10 sales as for 27,000.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.pos.shift_errors import CashNotCountedError, CountBelowZeroError, NoDrawerError

Taken = Mapping[tuple[str, str], tuple[int, int]]
"""Number and amount by measure and code, as `pos.shift_totals` keeps them."""

DOCUMENTS = ("sale", "return", "exchange", "void")
TENDER = "tender."
CASH = "cash"
BOOKED = frozenset({CASH, "card", "other"})
"""Tenders whose variance is posted. The others are owed by or to somebody by name: what they come to is kept one by one
for each card and each customer, and a count changes nothing of that."""


@dataclass(frozen=True, slots=True)
class TenderCount:
    """One tender of a close; `variance` is what there is more than expected."""

    method: str
    kind: str
    expected: int
    counted: int

    @property
    def variance(self) -> int:
        """More (positive) or less than expected."""
        return self.counted - self.expected

    @property
    def booked(self) -> int:
        """What of the variance is posted."""
        return self.variance if self.kind in BOOKED else 0


def drawer_method(methods: Mapping[str, tuple[str, bool]]) -> str:
    """Return the code of the method whose money lies in the drawer: `cash`, else the first active one of that kind.

    Float, paid in, paid out and drops are of this tender; another method of the kind cash is a purse beside it.
    `methods`: kind and whether it is active, by code. **Raises** `NoDrawerError`.
    """
    found = [(not active, code != CASH, code) for code, (kind, active) in methods.items() if kind == CASH]
    if not found:
        raise NoDrawerError
    return min(found)[2]


def in_drawer(taken: Taken, *, opening_float: int, drawer: str) -> int:
    """Return what must be in the drawer: float, cash taken less change and refunds, paid in, less paid out and drops.

    `drawer` is the code of the payment method whose money lies in it.
    """
    return (
        opening_float
        + taken.get((f"{TENDER}{CASH}", drawer), (0, 0))[1]
        + taken.get(("cash_in", ""), (0, 0))[1]
        - taken.get(("cash_out", ""), (0, 0))[1]
        - taken.get(("drop", ""), (0, 0))[1]
    )


def expected_tenders(taken: Taken, *, opening_float: int, drawer: str) -> dict[str, tuple[str, int]]:
    """Return kind and expected amount of each tender of a shift, by the method's code, the drawer's always among them.

    A method that took money under two kinds has both amounts, and the kind of the last.
    """
    expected: dict[str, tuple[str, int]] = {}
    for (measure, code), (_, amount) in sorted(taken.items()):
        if measure.startswith(TENDER):
            _, before = expected.get(code, ("", 0))
            expected[code] = measure.removeprefix(TENDER), before + amount
    in_cash = taken.get((f"{TENDER}{CASH}", drawer), (0, 0))[1]
    _, before = expected.get(drawer, (CASH, 0))
    expected[drawer] = CASH, before - in_cash + in_drawer(taken, opening_float=opening_float, drawer=drawer)
    return expected


def count_tenders(
    expected: Mapping[str, tuple[str, int]], counted: Mapping[str, int], kinds: Mapping[str, str]
) -> list[TenderCount]:
    """Return every tender that is expected or counted, in the order of the codes.

    What is not counted is as expected, but cash of which any is expected must be counted. `kinds` are those of all
    methods that are counted. **Raises** `CashNotCountedError`, `CountBelowZeroError`.
    """
    tenders = []
    for code in sorted({*expected, *counted}):
        kind, amount = expected.get(code, (kinds.get(code, CASH), 0))
        if kind == CASH and amount and code not in counted:
            raise CashNotCountedError.at("counted", f"Count {code}.")
        if kind == CASH and counted.get(code, 0) < 0:
            raise CountBelowZeroError.at("counted", f"{code} cannot be less than nothing.")
        tenders.append(TenderCount(code, kind, amount, counted.get(code, amount)))
    return tenders


def arrived(taken: Taken) -> tuple[int, int]:
    """Return how many documents of the till have arrived, and what they come to."""
    found = [taken.get((document, ""), (0, 0)) for document in DOCUMENTS]
    return sum(number for number, _ in found), sum(amount for _, amount in found)
