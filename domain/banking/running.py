"""What a statement comes to while its lines come in a few at a time: sums, days, and balances that run through."""

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any, Self

from domain.banking.formats.statement import ReadLine


@dataclass(slots=True)
class Running:
    """The lines of a statement so far, in the order of the file; amounts in minor units, days in ISO 8601.

    `opening` and `closing` are what the file says outright. Else balances of the lines tell it, where they run through,
    oldest or newest first: `rising` and `falling` say whether they still do.
    """

    rows: int = 0
    moved: int = 0
    first: str | None = None
    last: str | None = None
    reference: str | None = None
    opening: int | None = None
    closing: int | None = None
    rising: bool = True
    falling: bool = True
    first_amount: int = 0
    first_balance: int = 0
    last_amount: int = 0
    last_balance: int = 0

    @classmethod
    def of(cls, kept: dict[str, Any] | None) -> Self:
        """Return what was kept by `kept`, or the beginning."""
        return cls(**(kept or {}))

    def kept(self) -> dict[str, Any]:
        """Return what is to be kept."""
        return asdict(self)

    def add(
        self, line: ReadLine, *, reference: str | None = None, opening: int | None = None, closing: int | None = None
    ) -> None:
        """Take the next line, with what its row says of the whole statement."""
        day = line.date.isoformat()
        self.first = min(self.first or day, day)
        self.last = max(self.last or day, day)
        self.reference = self.reference or reference
        self.opening = opening if self.opening is None else self.opening
        self.closing = self.closing if closing is None else closing
        if line.balance is None:
            self.rising = self.falling = False
        elif self.rows:
            self.rising &= line.balance == self.last_balance + line.amount
            self.falling &= self.last_balance == line.balance + self.last_amount
        else:
            self.first_amount, self.first_balance = line.amount, line.balance
        self.last_amount, self.last_balance = line.amount, line.balance or 0
        self.rows += 1
        self.moved += line.amount

    def days(self) -> tuple[dt.date | None, dt.date | None]:
        """Return the first and the last day."""
        first, last = (dt.date.fromisoformat(day) if day else None for day in (self.first, self.last))
        return first, last

    def balances(self, *, whole: bool) -> tuple[int | None, int | None]:
        """Return the balances before and after, None where they are not known or the lines do not make them.

        `whole`: no line of the file is left out; else what the file says outright says nothing of these lines.
        """
        opening, closing = (self.opening, self.closing) if whole else (None, None)
        if opening is None and closing is None and self.rows:
            if self.rising:
                opening, closing = self.first_balance - self.first_amount, self.last_balance
            elif self.falling:
                opening, closing = self.last_balance - self.last_amount, self.first_balance
        if opening is not None and closing is not None and opening + self.moved != closing:
            return None, None
        return opening, closing
