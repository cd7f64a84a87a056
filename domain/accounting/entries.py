"""Journals as pure values: what balances, what is hashed, how a book's chain is linked."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

Key = tuple[str, str | None]
"""Account id and location id (None: no location)."""

Line = tuple[Any, ...]
"""Account id, location id or None, debit, credit in minor units, and a memo where there is one."""


class UnbalancedError(AssertionError):
    """A posting rule made a journal that does not sum to zero: a fault of ours, never of the input."""


@dataclass(slots=True)
class Entry:
    """The sides of one journal, summed per account and location: debits positive, credits negative, minor units."""

    sides: dict[Key, int] = field(default_factory=dict)

    def debit(self, account_id: str, location_id: str | None, amount: int) -> None:
        """Add a debit; a negative amount is a credit."""
        key = (account_id, location_id)
        self.sides[key] = self.sides.get(key, 0) + amount

    def credit(self, account_id: str, location_id: str | None, amount: int) -> None:
        """Add a credit; a negative amount is a debit."""
        key = (account_id, location_id)
        self.sides[key] = self.sides.get(key, 0) - amount

    def lines(self) -> list[tuple[str, str | None, int, int]]:
        """Return (account, location, debit, credit) without empty ones. Raises `UnbalancedError`."""
        if sum(self.sides.values()):
            message = f"sides differ by {sum(self.sides.values())}"
            raise UnbalancedError(message)
        return [
            (account, location, amount, 0) if amount > 0 else (account, location, 0, -amount)
            for (account, location), amount in self.sides.items()
            if amount
        ]

    def reversed(self) -> "Entry":
        """Return the mirror of this entry."""
        return Entry({key: -amount for key, amount in self.sides.items()})


def journal_hash(previous: bytes, head: Mapping[str, object], lines: Iterable[Line]) -> bytes:
    """Return the SHA-256 (FIPS 180-4) of a journal's content chained to its predecessor's hash.

    `head` gives what `HASHED` names: dates as ISO 8601 text, `occurred_at` in UTC. A change to any of these, to a line
    or its memo, to the lines' order or to an earlier journal of the book changes the hash; `posted_at` is not content.
    """
    content = [head[name] for name in HASHED], [(*line, None)[:LINE_LENGTH] for line in lines]
    return hashlib.sha256(previous + msgspec.json.encode(content)).digest()


LINE_LENGTH = 5
HASHED = (
    "book",
    "number",
    "business_date",
    "original_date",
    "occurred_at",
    "memo",
    "source_type",
    "source_id",
    "reverses_id",
    "id",
)
