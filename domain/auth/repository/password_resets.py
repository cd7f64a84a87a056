"""Rows of password resets: single-use tokens, kept as hashes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from domain.auth.models import PasswordReset
from domain.core.db import UnitOfWork


class PasswordResets:
    """People's wishes for another password; they stand above organizations."""

    def __init__(self, uow: UnitOfWork) -> None:
        """Read and write in this transaction."""
        self._session = uow.session

    def add(self, *, user_id: UUID, token_hash: bytes, expires_at: datetime) -> None:
        """Insert one."""
        self._session.execute(
            insert(PasswordReset).values(user_id=user_id, token_hash=token_hash, expires_at=expires_at)
        )

    def by_token(self, token_hash: bytes, *, locked: bool) -> PasswordReset | None:
        """Return the reset of a token."""
        statement = select(PasswordReset).where(PasswordReset.token_hash == token_hash)
        if locked:
            statement = statement.with_for_update().execution_options(populate_existing=True)
        return self._session.scalar(statement)

    def end_all(self, user_id: UUID, *, at: datetime) -> None:
        """End every reset of a person that has not ended yet."""
        self._session.execute(
            update(PasswordReset)
            .where(PasswordReset.user_id == user_id, PasswordReset.used_at.is_(None))
            .values(used_at=at)
        )

    def forget(self, *, before: datetime, limit: int) -> int:
        """Delete up to `limit` resets that expired or were taken before an instant; return how many."""
        ended = or_(PasswordReset.expires_at < before, PasswordReset.used_at < before)
        found = select(PasswordReset.id).where(ended).limit(limit).with_for_update(skip_locked=True)
        gone = delete(PasswordReset).where(PasswordReset.id.in_(found)).returning(PasswordReset.id)
        return len(self._session.scalars(gone, execution_options={"synchronize_session": False}).all())
