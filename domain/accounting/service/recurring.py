"""Recurring journals: what is posted every so often by itself, each day once, however often it is looked at."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from domain.accounting.journal_schemas import OccurrenceView, RecurringView
from domain.accounting.models import RecurringJournal
from domain.accounting.recurrence import Recurrence
from domain.accounting.repository import RecurringRepository
from domain.accounting.service.written import as_journal, canonical, digits_of, kept, said
from domain.core.clock import month_after
from domain.core.context import Actor, OrgContext
from domain.core.db import UnitOfWork
from domain.core.errors import InvalidError
from domain.core.ids import NIL
from domain.core.paging import PageRequest
from domain.core.schemas import Page
from domain.operations.service import admit_now, operations_of
from domain.operations.wishes import Wish
from domain.org.master_data import MasterData, Values
from domain.org.profile import is_closed, profile_of

JOURNAL_POST = "journal.post"
SYSTEM = Actor("system", NIL)
AT_ONCE = 500
"""Occurrences of one run; a run that has more to do says so."""
LONG_AGO = dt.timedelta(days=366)
SHOWN = ("id", "name", "every", "unit", "first_date", "until", "times", "reverse_after", "active")
ALSO_SHOWN = ("version", "created_at", "updated_at")
SCHEDULED = ("first_date", "every", "unit", "until", "times")


@dataclass(frozen=True, slots=True)
class Handed:
    """What one run handed in: how many operations are new, whether more is due, and the shards in which they wait."""

    new: int
    more: bool
    shards: tuple[int, ...]


def post_due_recurring(uow: UnitOfWork, *, org_id: UUID, today: dt.date) -> Handed:
    """Hand in every occurrence that is due up to `today`, as operations of the system; the caller commits.

    The identity of each is derived from its journal and its day, and it is accepted by the transaction that notes it:
    any number of runs, also at once or after a crash, has one effect. Occurrences of a day that a worker rejects (a
    closed period, an account that is gone) are set aside as every operation is, and are not handed in again. A closed
    organization has nothing due: it is read-only.
    """
    if is_closed(uow, org_id=org_id):
        return Handed(0, more=False, shards=())
    recurring = RecurringRepository(uow, org_id)
    wishes: list[Wish] = []
    more = False
    for row in recurring.due(today):
        days: list[dt.date] = []
        for day in _recurrence(row).days(since=row.due_from, last=today):
            if len(wishes) + len(days) == AT_ONCE:
                more = True
                break
            days.append(day)
        found = {day: _wish(uow, org_id, row, day) for day in days}
        wishes.extend(found.values())
        due_from = days[-1] + dt.timedelta(days=1) if more and days else row.due_from if more else _after(today)
        recurring.note(row.id, {day: wish.id for day, wish in found.items()}, due_from=due_from)
        if more:
            break
    new = admit_now(uow, wishes) if wishes else 0
    return Handed(new, more, tuple(sorted({wish.shard for wish in wishes})))


def list_occurrences(
    uow: UnitOfWork, ctx: OrgContext, *, recurring_id: UUID, paging: PageRequest
) -> Page[OccurrenceView]:
    """Return one page of the days on which it was handed in, the newest first. **Raises** `NotFoundError`."""
    recurring = RecurringRepository(uow, ctx.org_id)
    recurring.get(recurring_id)
    found = recurring.occurrences(recurring_id, paging)
    operations = operations_of(uow, ctx, [row.operation_id for row in found.rows])
    items = [_occurrence(row, operations[row.operation_id]) for row in found.rows]
    return Page(items=items, next_cursor=found.next_cursor)


def _after(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=1)


def _occurrence(row: Any, operation: Mapping[str, Any]) -> OccurrenceView:
    journal_id = (operation["result"] or {}).get("journal_id")
    return OccurrenceView(
        date=row.date, operation_id=row.operation_id, status=operation["status"], journal_id=journal_id
    )


def _recurrence(row: Any) -> Recurrence:
    return Recurrence(row.first_date, row.every, str(row.unit), row.until, row.times)


def _wish(uow: UnitOfWork, org_id: UUID, row: RecurringJournal, day: dt.date) -> Wish:
    identity = uuid5(row.id, day.isoformat())
    return Wish(
        org_id=org_id,
        id=identity,
        kind=JOURNAL_POST,
        lane=org_id,
        subject_type="journal",
        subject_id=identity,
        actor=SYSTEM,
        content=_content(uow, org_id, row, identity, day),
    )


def _content(uow: UnitOfWork, org_id: UUID, row: Any, identity: UUID, day: dt.date) -> dict[str, Any]:
    reverse_on = month_after(day) if row.reverse_after else None
    body = as_journal(row, id=identity, date=day, reverse_on=reverse_on)
    return canonical(body, digits=profile_of(uow, org_id=org_id).digits)


class _Meant:
    """A recurring journal as it will be: what is there, with the changes."""

    def __init__(self, row: RecurringJournal | None, values: Values) -> None:
        self.row, self.values = row, values

    def __getattr__(self, name: str) -> Any:
        return self.values[name] if name in self.values else getattr(self.row, name)


def _values(uow: UnitOfWork, ctx: OrgContext, given: Values, row: RecurringJournal | None) -> Values:
    """Check that what is meant can be posted, and let nothing fall due for the time in which it was not active."""
    values = kept(given, digits=digits_of(uow, ctx, given, row))
    meant = _Meant(row, values)
    today = profile_of(uow, org_id=ctx.org_id).today()
    if row is None and meant.first_date < today - LONG_AGO:
        raise InvalidError.at("first_date", "More than a year ago.")
    if meant.until is not None and meant.until < meant.first_date:
        raise InvalidError.at("until", "Before its first day.")
    _content(uow, ctx.org_id, meant, ctx.org_id, meant.first_date)
    if row is None:
        values["due_from"] = meant.first_date
    elif not row.active and values.get("active"):
        values["due_from"] = max(row.due_from, today)
    return values


def _views(_uow: UnitOfWork, _ctx: OrgContext, rows: Sequence[RecurringJournal]) -> list[RecurringView]:
    return [
        RecurringView(
            **{name: getattr(row, name) for name in (*SHOWN, *ALSO_SHOWN)},
            **said(row),
            next_date=_recurrence(row).next(row.due_from) if row.active else None,
        )
        for row in rows
    ]


def _is_used(uow: UnitOfWork, ctx: OrgContext, row: RecurringJournal) -> bool:
    """Say whether it was ever handed in: then its days are kept, and it is deactivated instead of deleted."""
    return RecurringRepository(uow, ctx.org_id).has_occurred(row.id)


RECURRING_JOURNALS = MasterData(
    name="recurring_journal", rows=RecurringRepository, views=_views, is_used=_is_used, values=_values
)
