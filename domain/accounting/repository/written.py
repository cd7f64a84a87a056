"""Rows of journals that are not posted yet, and of exchange rates."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from domain.accounting.models import (
    ExchangeRate,
    JournalDraft,
    JournalTemplate,
    RecurringJournal,
    RecurringOccurrence,
)
from domain.core.base_repository import BaseRepository
from domain.core.keyset import KeyOrder, Slice
from domain.core.paging import PageRequest

ON_ITS_OWN = {"synchronize_session": False}


class ExchangeRateRepository(BaseRepository[ExchangeRate]):
    """The rates of one organization."""

    model = ExchangeRate
    paths = {"uq_exchange_rates_org_id_currency_date": "date"}  # noqa: RUF012 - read only

    def order(self) -> KeyOrder:
        """Return the order of lists: the newest day first."""
        return KeyOrder((self.column("date"), self.column("id")))


class DraftRepository(BaseRepository[JournalDraft]):
    """The drafts of one organization."""

    model = JournalDraft


class TemplateRepository(BaseRepository[JournalTemplate]):
    """The templates of one organization."""

    model = JournalTemplate
    paths = {"uq_journal_templates_org_id_name": "name"}  # noqa: RUF012 - read only


class RecurringRepository(BaseRepository[RecurringJournal]):
    """The recurring journals of one organization, and the days on which they were handed in."""

    model = RecurringJournal
    paths = {"uq_recurring_journals_org_id_name": "name"}  # noqa: RUF012 - read only

    def due(self, today: dt.date) -> Sequence[RecurringJournal]:
        """Return those that may be due, locked in one order: who comes second waits, and sees what the first did."""
        statement = (
            self.scoped()
            .where(RecurringJournal.active, RecurringJournal.due_from <= today)
            .order_by(RecurringJournal.id)
            .with_for_update()
        )
        return self.session.scalars(statement.execution_options(populate_existing=True)).all()

    def note(self, recurring_id: UUID, occurrences: Mapping[dt.date, UUID], *, due_from: dt.date) -> None:
        """Note that it was handed in on these days, and from which day on it was not looked at."""
        rows = [
            {"org_id": self.org_id, "recurring_id": recurring_id, "date": day, "operation_id": operation_id}
            for day, operation_id in occurrences.items()
        ]
        if rows:
            self.session.execute(insert(RecurringOccurrence).values(rows).on_conflict_do_nothing())
        self.look_from(recurring_id, due_from)

    def look_from(self, recurring_id: UUID, day: dt.date) -> None:
        """Let everything before a day count as done; no change that a client could have raced with."""
        statement = update(RecurringJournal).where(
            RecurringJournal.org_id == self.org_id, RecurringJournal.id == recurring_id
        )
        self.session.execute(statement.values(due_from=day), execution_options=ON_ITS_OWN)

    def has_occurred(self, recurring_id: UUID) -> bool:
        """Say whether it was ever handed in."""
        statement = select(RecurringOccurrence.date).where(*self._of(recurring_id)).limit(1)
        return self.session.execute(statement).first() is not None

    def occurrences(self, recurring_id: UUID, request: PageRequest) -> Slice[Any]:
        """Return one page of its days, the newest first."""
        order = KeyOrder((RecurringOccurrence.__table__.c.date,))
        statement = select(RecurringOccurrence.date, RecurringOccurrence.operation_id).where(*self._of(recurring_id))
        return order.cut(self.session.execute(order.page_of(statement, request)).all(), request)

    def _of(self, recurring_id: UUID) -> Collection[Any]:
        return (RecurringOccurrence.org_id == self.org_id, RecurringOccurrence.recurring_id == recurring_id)
