"""Manual journals and reversals as an accountant sends them, and as the inbox keeps them."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from domain.accounting.foreign import MAX_RATE, RATE_DIGITS
from domain.core.money import InexactError, minor_digits, scaled, text_of
from domain.operations.payload import Canon, id_text, without_defaults

Amount = Annotated[Decimal, Meta(description="In the currency's digits.", examples=["10.50"])]
Rate = Annotated[
    Decimal,
    Meta(
        description="Of the organization's currency for one of the journal's; else the last one known on its date.",
        examples=["1.1050"],
    ),
]
FIRST_YEAR, LAST_YEAR = 1970, 2200
MAX_LINE_NO = 2**15 - 1


class Settles(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The open item that a line settles: the journal that made it, and which of its lines where there are several.

    Without `line_no` it is the one open item of that journal on `account`, or on the line's own account.
    """

    journal_id: UUID
    line_no: int | None = None
    account: str | None = None


class JournalEntryLine(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One side on one account: either `debit` or `credit`, greater than zero.

    In a journal in another currency a line may make an open item (`open`), or settle one (`settles`).
    """

    account: str
    debit: Amount | None = None
    credit: Amount | None = None
    location_id: UUID | None = None
    memo: str | None = None
    open: bool = False
    settles: Settles | None = None


class JournalPost(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A manual journal.

    `reverse_on`: it is reversed by itself, dated that day. `currency`: that of its amounts, where it is not the
    organization's own.
    """

    id: UUID
    date: dt.date
    memo: str = ""
    reverse_on: dt.date | None = None
    currency: str | None = None
    rate: Rate | None = None
    lines: list[JournalEntryLine]


class JournalReverse(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A reversal; on the journal's own date unless another is given."""

    id: UUID | None = None
    date: dt.date | None = None
    memo: str | None = None


def canonical_journal(journal: JournalPost, *, digits: int) -> dict[str, Any]:
    """Return the canonical content of a manual journal. Raises `InvalidPayloadError` naming every faulty path.

    That it balances is checked here already: an unbalanced journal is never accepted.
    """
    canon = Canon(_digits_of(journal.currency, digits))
    canon.lines("lines", len(journal.lines))
    _date(canon, "date", journal.date)
    content = {
        "id": str(journal.id),
        "date": journal.date.isoformat(),
        "memo": canon.text("memo", journal.memo) or None,
        "reverse_on": _reverse_on(canon, journal),
        "currency": journal.currency,
        "rate": _rate(canon, journal),
        "lines": [
            _line(canon, f"lines.{at}", line, foreign=journal.currency is not None)
            for at, line in enumerate(journal.lines)
        ],
    }
    canon.finish()
    if sum(line.debit or 0 for line in journal.lines) != sum(line.credit or 0 for line in journal.lines):
        canon.fault("lines", "unbalanced", "Debits and credits differ.")
    canon.finish()
    return without_defaults(content)


def canonical_reversal(reversal: JournalReverse, *, digits: int) -> dict[str, Any]:
    """Return the canonical content of a reversal. Raises `InvalidPayloadError` naming every faulty path."""
    canon = Canon(digits)
    if reversal.date is not None:
        _date(canon, "date", reversal.date)
    content = {
        "id": id_text(reversal.id),
        "date": None if reversal.date is None else reversal.date.isoformat(),
        "memo": None if reversal.memo is None else canon.text("memo", reversal.memo),
    }
    canon.finish()
    return without_defaults(content)


def _digits_of(currency: str | None, digits: int) -> int:
    """Return the digits of a journal's amounts. Raises `InvalidPayloadError` for a currency that does not exist."""
    if currency is None:
        return digits
    try:
        return minor_digits(currency)
    except ValueError:
        canon = Canon(digits)
        canon.fault("currency", "unknown_currency", "A code of ISO 4217, such as EUR.")
        canon.finish()
        raise


def _date(canon: Canon, path: str, day: dt.date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        canon.fault(path, "out_of_range", f"Between {FIRST_YEAR} and {LAST_YEAR}.")


def _reverse_on(canon: Canon, journal: JournalPost) -> str | None:
    if journal.reverse_on is None:
        return None
    _date(canon, "reverse_on", journal.reverse_on)
    if journal.reverse_on <= journal.date:
        canon.fault("reverse_on", "not_later", "A day after the journal's own.")
    return journal.reverse_on.isoformat()


def _rate(canon: Canon, journal: JournalPost) -> str | None:
    if journal.rate is None:
        return None
    if journal.currency is None:
        canon.fault("rate", "without_currency", "A rate is that of a currency.")
    try:
        rate = scaled(journal.rate, RATE_DIGITS, limit=MAX_RATE)
    except (InexactError, TypeError) as error:
        canon.fault("rate", "wrong_digits", f"{error}.")
        return None
    if rate <= 0:
        canon.fault("rate", "too_small", "Must be greater than zero.")
    return text_of(rate, RATE_DIGITS)


def _line(canon: Canon, path: str, line: JournalEntryLine, *, foreign: bool) -> dict[str, Any]:
    content: dict[str, Any] = {"account": canon.text(f"{path}.account", line.account)}
    if (line.debit is None) == (line.credit is None):
        canon.fault(path, "one_side", "Give exactly one of debit and credit.")
    if line.debit is not None:
        content["debit"] = canon.amount(f"{path}.debit", line.debit, least=1)
    if line.credit is not None:
        content["credit"] = canon.amount(f"{path}.credit", line.credit, least=1)
    if line.location_id is not None:
        content["location_id"] = str(line.location_id)
    if line.memo:
        content["memo"] = canon.text(f"{path}.memo", line.memo)
    if line.open:
        content["open"] = True
    if line.settles is not None:
        content["settles"] = _settles(canon, f"{path}.settles", line.settles)
    if (line.open or line.settles is not None) and not foreign:
        canon.fault(path, "without_currency", "Open items are kept of journals that name their currency.")
    if line.open and line.settles is not None:
        canon.fault(path, "one_of_two", "A line makes an open item, or settles one.")
    return content


def _settles(canon: Canon, path: str, settles: Settles) -> dict[str, Any]:
    if settles.line_no is not None and settles.account is not None:
        canon.fault(path, "one_of_two", "Name the line, or its account.")
    if settles.line_no is not None and not 1 <= settles.line_no <= MAX_LINE_NO:
        canon.fault(f"{path}.line_no", "out_of_range", f"Between 1 and {MAX_LINE_NO}.")
    return without_defaults(
        {
            "journal_id": str(settles.journal_id),
            "line_no": settles.line_no,
            "account": None if settles.account is None else canon.text(f"{path}.account", settles.account),
        }
    )
