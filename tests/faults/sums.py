"""What many documents together must have come to, added up from what the clients know: shifts, cards, accounts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeVar

from tests.faults.found import Found
from tests.faults.ledger import Ledger, Sent
from tests.faults.tills import DOCUMENTS

Key = TypeVar("Key")
ShiftSums = dict[tuple[str, bool, str, str], tuple[int, int]]
DERIVED = frozenset({"net", "tax", "discount", "tip", "rounding"})
"""Measures that the proof derives from lines; clients know documents and money."""


def wrong_sums(ledger: Ledger, found: Found) -> list[str]:
    """Return a sentence for each sum that is not what the posted documents come to."""
    posted = [
        sent
        for sent in ledger.sent.values()
        if sent.id in found.operations and found.operations[sent.id].status == "posted"
    ]
    stored: dict[tuple[str, str], int] = defaultdict(int)
    owed: dict[str, int] = defaultdict(int)
    for sent in posted:
        for name, amount in sent.stored.items():
            stored[name] += amount
        if sent.owed is not None:
            owed[sent.owed[0]] += sent.owed[1]
    sums, arrived = _shifts(posted)
    counted = {key: sum_ for key, sum_ in found.totals.items() if key[2] not in DERIVED}
    below = [f"{kind} {code} holds {held}" for (kind, code), held in found.stored.items() if held < 0]
    return [
        *below,
        *_differences("stored value", stored, found.stored, nothing=0),
        *_differences("owed by", owed, found.owed, nothing=0),
        *_differences("shift", sums, counted, nothing=(0, 0)),
        *_differences("manifest of the close", arrived, found.arrived, nothing=(0, 0)),
    ]


def _differences(what: str, known: Mapping[Key, object], there: Mapping[Key, object], *, nothing: object) -> list[str]:
    return [
        f"{what} {key}: {there.get(key, nothing)} instead of {known.get(key, nothing)}"
        for key in {*known, *there}
        if known.get(key, nothing) != there.get(key, nothing)
    ]


def _shifts(posted: Iterable[Sent]) -> tuple[ShiftSums, dict[str, tuple[int, int]]]:
    """Return the sums of each shift, and what had arrived at each close.

    All documents of a shift come from its own till, in the order of sending: what follows the close is its supplement.
    """
    sums: ShiftSums = defaultdict(lambda: (0, 0))
    arrived: dict[str, tuple[int, int]] = {}
    closed: set[str] = set()

    def add(shift_id: str, measure: str, code: str, amount: int) -> None:
        key = (shift_id, shift_id in closed, measure, code)
        sums[key] = (sums[key][0] + 1, sums[key][1] + amount)

    for sent in posted:
        if sent.document == "shift_close" and sent.subject is not None:
            ended = [sums.get((sent.subject, False, document, ""), (0, 0)) for document in DOCUMENTS]
            arrived[sent.id] = (sum(number for number, _ in ended), sum(amount for _, amount in ended))
            closed.add(sent.subject)
        if sent.shift_id is None:
            continue
        measure, amount = sent.counts_as or (sent.document, sent.total or 0)
        add(sent.shift_id, measure, "", amount)
        for method, taken in sent.tenders.items():
            # The first methods of an organization are called as their kinds.
            add(sent.shift_id, f"tender.{method}", method, taken)
    return sums, arrived
