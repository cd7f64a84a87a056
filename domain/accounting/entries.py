"""Journals as pure values: what balances, what is hashed, how a book's chain is linked."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Key = tuple[str, str | None]
"""Account id and location id (None: no location)."""


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


def journal_hash(
    previous: bytes,
    head: Mapping[str, object],
    lines: Iterable[tuple[str, str | None, int, int]],
) -> bytes:
    """Return the SHA-256 (FIPS 180-4) of a journal's content chained to its predecessor's hash.

    `head` gives, in this order, book, number, business date, memo, source type, source id and id of the journal. A
    change to any of these, to a line, to the lines' order or to an earlier journal of the book changes the hash.
    """
    parts = [str(head[name]) for name in HASHED]
    parts += [f"{account}|{location or ''}|{debit}|{credit}" for account, location, debit, credit in lines]
    return hashlib.sha256(previous + "\n".join(parts).encode()).digest()


HASHED = ("book", "number", "business_date", "memo", "source_type", "source_id", "id")
