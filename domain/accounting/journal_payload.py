"""Manual journals and reversals as an accountant sends them, and as the inbox keeps them."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from domain.operations.payload import Canon, id_text, without_defaults

Amount = Annotated[Decimal, Meta(description="In the currency's digits.", examples=["10.50"])]
FIRST_YEAR, LAST_YEAR = 1970, 2200


class JournalEntryLine(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One side on one account: either `debit` or `credit`, greater than zero."""

    account: str
    debit: Amount | None = None
    credit: Amount | None = None
    location_id: UUID | None = None
    memo: str | None = None


class JournalPost(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A manual journal."""

    id: UUID
    date: dt.date
    memo: str = ""
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
    canon = Canon(digits)
    canon.lines("lines", len(journal.lines))
    _date(canon, journal.date)
    lines = [_line(canon, f"lines.{at}", line) for at, line in enumerate(journal.lines)]
    content = {
        "id": str(journal.id),
        "date": journal.date.isoformat(),
        "memo": canon.text("memo", journal.memo) or None,
        "lines": lines,
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
        _date(canon, reversal.date)
    content = {
        "id": id_text(reversal.id),
        "date": None if reversal.date is None else reversal.date.isoformat(),
        "memo": None if reversal.memo is None else canon.text("memo", reversal.memo),
    }
    canon.finish()
    return without_defaults(content)


def _date(canon: Canon, day: dt.date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        canon.fault("date", "out_of_range", f"Between {FIRST_YEAR} and {LAST_YEAR}.")


def _line(canon: Canon, path: str, line: JournalEntryLine) -> dict[str, Any]:
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
    return content
