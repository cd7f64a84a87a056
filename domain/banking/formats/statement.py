"""A statement as any format tells it: plain values, amounts in minor units, money that came in positive."""

import datetime as dt
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal

from domain.banking.errors import StatementUnreadable
from domain.core.money import InexactError, amount_from

MAX_TEXT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLine:
    """One line of a statement. `bank_id`: what the bank itself tells it from all others by, if it does."""

    date: dt.date
    amount: int
    text: str = ""
    value_date: dt.date | None = None
    counterparty: str | None = None
    reference: str | None = None
    bank_id: str | None = None
    balance: int | None = None


@dataclass(slots=True, kw_only=True)
class ReadStatement:
    """One statement; None is what the file does not tell."""

    lines: list[ReadLine] = field(default_factory=list)
    account: str | None = None
    currency: str | None = None
    reference: str | None = None
    opening: int | None = None
    closing: int | None = None


def clean(text: str | None) -> str:
    """Return a text on one line, without control characters, no longer than is kept."""
    if not text:
        return ""
    if not text.isprintable():
        text = "".join(" " if unicodedata.category(one).startswith("C") else one for one in text)
    return " ".join(text.split())[:MAX_TEXT]


def clean_or_none(text: str | None) -> str | None:
    """Return a text as `clean` does; None where nothing is left of it."""
    return clean(text) or None


def minor(value: str | Decimal, *, digits: int, where: str) -> int:
    """Return an amount in minor units, never by way of a float. **Raises** `StatementUnreadable` naming the place."""
    try:
        return amount_from(value.strip() if isinstance(value, str) else value, digits=digits)
    except InexactError as error:
        raise StatementUnreadable(f"{where}: {error}.") from error
