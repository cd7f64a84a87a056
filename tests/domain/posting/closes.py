"""Closes and reopenings as an accountant orders them, below HTTP."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from domain.accounting.period_payload import name_of
from tests.domain.posting.till import Counter, Outcome
from tests.draining import drain


def order(counter: Counter, kind: str, **content: Any) -> Outcome:
    """Have a close or a reopening carried out in the organization's own lane; return what became of it."""
    wish = counter.wish(kind, {"id": str(uuid4()), **content}, lane=counter.shop.org_id)
    counter.admit([wish])
    drain(counter.shop)
    return counter.outcome(str(wish.id))


def close(counter: Counter, month: date | str, module: str = "all") -> Outcome:
    return order(counter, "period.close", period=named(month), module=module)


def reopen(counter: Counter, month: date | str, module: str = "all") -> Outcome:
    return order(counter, "period.reopen", period=named(month), module=module)


def named(month: date | str) -> str:
    return month if isinstance(month, str) else name_of(month)


def noon(day: date | str) -> str:
    """Return midday of a day in Chicago, where the shop is."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime(day.year, day.month, day.day, 18, tzinfo=UTC).isoformat()
