"""Rows of sessions: refresh tokens, kept as hashes; those of one login are a family."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from domain.auth.models import RefreshToken
from domain.core.context import Origin
from domain.core.db import UnitOfWork


class Sessions:
    """Refresh tokens, kept as hashes; those of one login are a family."""

    def __init__(self, uow: UnitOfWork) -> None:
        """Read and write in this transaction."""
        self._session = uow.session

    def add(
        self,
        *,
        family_id: UUID,
        user_id: UUID,
        token_hash: bytes,
        started_at: datetime,
        expires_at: datetime,
        origin: Origin,
    ) -> None:
        """Insert one token, with when its session began and from where it was last used."""
        self._session.execute(
            insert(RefreshToken).values(
                family_id=family_id,
                user_id=user_id,
                token_hash=token_hash,
                started_at=started_at,
                expires_at=expires_at,
                address=origin.address,
                user_agent=origin.user_agent,
            )
        )

    def page(self, user_id: UUID, *, at: datetime, limit: int, after: UUID | None) -> Sequence[RefreshToken]:
        """Return the live token of up to `limit` sessions of a person, newest first, behind the one with this id."""
        statement = (
            select(RefreshToken)
            .where(*_live(user_id, at=at))
            .order_by(RefreshToken.family_id.desc(), RefreshToken.id.desc())
            .limit(limit)
        )
        if after is not None:
            statement = statement.where(RefreshToken.family_id < after)
        return self._session.scalars(statement).all()

    def families(self, user_id: UUID, *, at: datetime) -> Sequence[UUID]:
        """Return the sessions of a person that have not ended, in one order."""
        statement = select(RefreshToken.family_id).where(*_live(user_id, at=at))
        return self._session.scalars(statement.distinct().order_by(RefreshToken.family_id)).all()

    def family_of(self, token_hash: bytes) -> UUID | None:
        """Return the family of a token."""
        return self._session.scalar(select(RefreshToken.family_id).where(RefreshToken.token_hash == token_hash))

    def lock_family(self, family_id: UUID) -> None:
        """Wait until nobody else rotates or revokes this family; its first token is always among the locked."""
        self._session.execute(
            select(RefreshToken.id)
            .where(RefreshToken.family_id == family_id)
            .order_by(RefreshToken.id)
            .with_for_update()
        )

    def by_hash(self, token_hash: bytes) -> RefreshToken | None:
        """Return one token as it stands after `lock_family`."""
        return self._session.scalar(
            select(RefreshToken).where(RefreshToken.token_hash == token_hash).execution_options(populate_existing=True)
        )

    def mark_used(self, token_id: UUID, *, at: datetime) -> None:
        """Note that a token was exchanged for its successor."""
        self._session.execute(update(RefreshToken).where(RefreshToken.id == token_id).values(used_at=at))

    def revoke_family(self, family_id: UUID, *, at: datetime, given_up: bool = False) -> None:
        """End every token of a family that has not ended yet.

        `given_up`: by its owner; a token that was not used yet is noted as used too, and no cache is told.
        """
        ended = {"revoked_at": at} | ({"used_at": func.coalesce(RefreshToken.used_at, at)} if given_up else {})
        self._session.execute(
            update(RefreshToken)
            .where(RefreshToken.family_id == family_id, RefreshToken.revoked_at.is_(None))
            .values(ended)
        )

    def forget(self, *, before: datetime, limit: int) -> int:
        """Delete up to `limit` tokens that expired or were revoked before an instant; return how many.

        One that is being rotated or revoked at this moment is left for the next time.
        """
        ended = or_(RefreshToken.expires_at < before, RefreshToken.revoked_at < before)
        found = select(RefreshToken.id).where(ended).limit(limit).with_for_update(skip_locked=True)
        gone = delete(RefreshToken).where(RefreshToken.id.in_(found)).returning(RefreshToken.id)
        return len(self._session.scalars(gone, execution_options={"synchronize_session": False}).all())


def _live(user_id: UUID, *, at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        RefreshToken.user_id == user_id,
        RefreshToken.used_at.is_(None),
        RefreshToken.revoked_at.is_(None),
        RefreshToken.expires_at > at,
    )
