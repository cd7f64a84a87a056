"""Rows that say where the papers behind journals are found."""

import datetime as dt
from uuid import UUID

from sqlalchemy import ColumnElement, update

from domain.accounting.models import JournalAttachment
from domain.core.base_repository import BaseRepository
from domain.core.errors import NotFoundError


class AttachmentRepository(BaseRepository[JournalAttachment]):
    """The attachments of one organization's journals: added, withdrawn, never changed."""

    model = JournalAttachment

    def of(self, journal_id: UUID) -> ColumnElement[bool]:
        """Return the condition that picks those of one journal."""
        return JournalAttachment.journal_id == journal_id

    def lock(self, journal_id: UUID, attachment_id: UUID) -> JournalAttachment:
        """Return one, locked. **Raises** `NotFoundError`."""
        statement = self.scoped().where(self.of(journal_id), JournalAttachment.id == attachment_id).with_for_update()
        found: JournalAttachment | None = self.session.scalars(statement).one_or_none()
        if found is None:
            raise NotFoundError
        return found

    def withdraw(self, attachment_id: UUID, *, at: dt.datetime, because: str | None) -> JournalAttachment:
        """Note that one counts no more."""
        statement = (
            update(JournalAttachment)
            .where(JournalAttachment.org_id == self.org_id, JournalAttachment.id == attachment_id)
            .values(withdrawn_at=at, withdrawn_because=because)
            .returning(JournalAttachment)
        )
        options = {"populate_existing": True, "synchronize_session": False}
        return self.session.scalars(statement, execution_options=options).one()
