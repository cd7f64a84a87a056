"""What drafts, templates and recurring journals share: how what is written is kept, shown, and sent to be posted."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec
from pydantic import BaseModel

from domain.accounting.foreign import SHOWN_RATE_DIGITS
from domain.accounting.journal_payload import JournalPost, canonical_journal
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.fields import plain_decimal
from domain.core.money import minor_digits
from domain.operations.payload import decode
from domain.org.profile import profile_of

SAID = ("memo", "currency", "rate", "lines")


def kept(given: Mapping[str, Any], *, digits: int) -> dict[str, Any]:
    """Return an input's fields as they are stored: lines as plain JSON, without what says nothing.

    Amounts have at least `digits` digits after the point, so that the same amount is the same text.
    """
    values = dict(given)
    if "lines" in values:
        values["lines"] = [_plain(line, digits) for line in values["lines"]]
    return values


def digits_of(uow: UnitOfWork, ctx: OrgContext, given: Mapping[str, Any], row: Any) -> int:
    """Return the digits of what is written: those of its own currency, else of the organization's."""
    currency: str | None = given["currency"] if "currency" in given else getattr(row, "currency", None)
    return profile_of(uow, org_id=ctx.org_id).digits if currency is None else minor_digits(currency)


def said(row: Any) -> dict[str, Any]:
    """Return what a row says, as views show it."""
    return {
        "memo": row.memo,
        "currency": row.currency,
        "rate": None if row.rate is None else plain_decimal(row.rate, least=SHOWN_RATE_DIGITS),
        "lines": row.lines,
    }


def as_journal(row: Any, **more: Any) -> bytes:
    """Return the body of `journal.post` that a row comes to, as a client would send it."""
    body = {
        name: value if isinstance(value, str | list) else str(value)
        for name, value in (said(row) | more).items()
        if value is not None
    }
    return msgspec.json.encode(body)


def canonical(body: bytes, *, digits: int) -> dict[str, Any]:
    """Return the canonical content of such a body. **Raises** `InvalidPayloadError` naming every faulty path."""
    return canonical_journal(decode(body, JournalPost), digits=digits)


def _plain(line: Mapping[str, Any] | BaseModel, digits: int) -> dict[str, Any]:
    """Return a line as plain JSON; in a change it is still the model that was read."""
    said_of_it = line.model_dump() if isinstance(line, BaseModel) else line
    return {
        name: _value(value, digits) for name, value in said_of_it.items() if value is not None and value is not False
    }


def _value(value: Any, digits: int) -> Any:
    if isinstance(value, Mapping):
        return _plain(value, digits)
    if isinstance(value, Decimal):
        return plain_decimal(value, least=digits)
    return value if isinstance(value, bool | int | str) else str(value)
