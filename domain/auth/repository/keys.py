"""Rows of the API keys of one organization."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select, update

from domain.auth.models import ApiKey
from domain.core.db import UnitOfWork

USE_NOTED_EVERY = timedelta(minutes=10)


class Keys:
    """The API keys of one organization."""

    def __init__(self, uow: UnitOfWork, *, org_id: UUID) -> None:
        """Read and write this organization's keys in this transaction."""
        self._session = uow.session
        self._org_id = org_id

    def by_secret(self, secret_hash: bytes, *, at: datetime) -> ApiKey | None:
        """Return the key with this secret, unless it was revoked or has expired."""
        return self._session.scalar(
            select(ApiKey).where(
                ApiKey.org_id == self._org_id,
                ApiKey.secret_hash == secret_hash,
                ApiKey.revoked_at.is_(None),
                or_(ApiKey.expires_at.is_(None), ApiKey.expires_at > at),
            )
        )

    def note_use(self, key: ApiKey, *, at: datetime) -> None:
        """Note that a key is in use, now and then: a write for each request would cost more than it tells."""
        if key.last_used_at is None or key.last_used_at < at - USE_NOTED_EVERY:
            self._session.execute(
                update(ApiKey).where(ApiKey.org_id == self._org_id, ApiKey.id == key.id).values(last_used_at=at)
            )

    def revoke_all(self, *, at: datetime) -> int:
        """End every key that has not ended yet; return how many."""
        statement = (
            update(ApiKey)
            .where(ApiKey.org_id == self._org_id, ApiKey.revoked_at.is_(None))
            .values(revoked_at=at)
            .returning(ApiKey.id)
        )
        return len(self._session.scalars(statement).all())

    def add(
        self,
        *,
        name: str,
        prefix: str,
        secret_hash: bytes,
        role: str,
        terminal_id: UUID | None,
        expires_at: datetime | None,
        created_by: UUID | None,
    ) -> ApiKey:
        """Insert a key."""
        key = ApiKey(
            org_id=self._org_id,
            name=name,
            prefix=prefix,
            secret_hash=secret_hash,
            role=role,
            terminal_id=terminal_id,
            expires_at=expires_at,
            created_by=created_by,
        )
        self._session.add(key)
        self._session.flush()
        return key

    def page(self, *, limit: int, after: UUID | None) -> Sequence[ApiKey]:
        """Return up to `limit` keys, newest first, behind the one with this id; revoked ones too."""
        statement = select(ApiKey).where(ApiKey.org_id == self._org_id).order_by(ApiKey.id.desc()).limit(limit)
        if after is not None:
            statement = statement.where(ApiKey.id < after)
        return self._session.scalars(statement).all()

    def get(self, key_id: UUID) -> ApiKey | None:
        """Return one key."""
        return self._session.get(ApiKey, (self._org_id, key_id))

    def lock(self, key_id: UUID) -> ApiKey | None:
        """Return one key, locked until the transaction ends."""
        return self._session.get(ApiKey, (self._org_id, key_id), with_for_update=True, populate_existing=True)

    def name_terminal(self, terminal_id: UUID) -> bool:
        """Say whether any key, revoked or not, is bound to this terminal."""
        statement = select(ApiKey.id).where(ApiKey.org_id == self._org_id, ApiKey.terminal_id == terminal_id)
        return self._session.execute(statement.limit(1)).first() is not None
