"""What posting must know of other currencies: rates, the lines of journals in them, and what is still open."""

from dataclasses import dataclass, field

ItemKey = tuple[str, int]
"""The journal that made an open item, and the number of its line."""


@dataclass(slots=True, frozen=True)
class ForeignLine:
    """One line of a journal in another currency; minor units, debits positive, the rate in ten-thousand-millionths.

    `kind`: `line` as sent; `rounding` and `exchange_difference` are what it brought, and have no amount.
    """

    line_no: int
    kind: str
    account_id: str
    location_id: str | None
    currency: str
    amount: int
    base: int
    rate: int
    settles: ItemKey | None = None


@dataclass(slots=True)
class ForeignItem:
    """What is still to be paid or received; all amounts have the sign of the line that made it."""

    journal_id: str
    line_no: int
    account_id: str
    location_id: str | None
    currency: str
    business_date: str
    amount: int
    base: int
    settled: int = 0
    settled_base: int = 0
    stored: bool = True
    """Whether it has a row already, which this transaction has locked."""
    changed: bool = False


@dataclass(slots=True)
class Foreign:
    """One organization's own currency, and what its batch names in others."""

    currency: str = ""
    rates: dict[tuple[str, str], int] = field(default_factory=dict)
    """By currency and day: the last one given on or before it."""
    lines: dict[str, tuple[ForeignLine, ...]] = field(default_factory=dict)
    """By journal: of those that are settled or reversed."""
    items: dict[ItemKey, ForeignItem] = field(default_factory=dict)

    def rate_of(self, key: ItemKey) -> int:
        """Return the rate at which an open item was made."""
        journal_id, line_no = key
        return next(line.rate for line in self.lines[journal_id] if line.line_no == line_no)
