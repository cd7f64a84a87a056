"""Rows of invitations into one organization; their tokens are kept as hashes."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from domain.auth.models import Invitation
from domain.core.context import Actor
from domain.core.db import UnitOfWork


class Invitations:
    """The invitations into one organization."""

    def __init__(self, uow: UnitOfWork, *, org_id: UUID) -> None:
        """Read and write this organization's invitations in this transaction."""
        self._session = uow.session
        self._org_id = org_id

    def replace(self, *, email: str, at: datetime) -> None:
        """End the invitation of this email that still stands, for a new one to take its place."""
        self._session.execute(
            update(Invitation)
            .where(Invitation.org_id == self._org_id, Invitation.email == email, Invitation.ended_at.is_(None))
            .values(ended_at=at)
        )

    def add(
        self, *, email: str, role: str, token_hash: bytes, invited_by: Actor, expires_at: datetime
    ) -> Invitation | None:
        """Insert one; None when somebody else has invited the same email in this moment."""
        statement = insert(Invitation).values(
            org_id=self._org_id,
            email=email,
            role=role,
            token_hash=token_hash,
            actor_type=invited_by.type,
            actor_id=invited_by.id,
            expires_at=expires_at,
        )
        return self._session.scalar(statement.on_conflict_do_nothing().returning(Invitation))

    def by_token(self, token_hash: bytes, *, locked: bool) -> Invitation | None:
        """Return the invitation of a token."""
        statement = select(Invitation).where(Invitation.org_id == self._org_id, Invitation.token_hash == token_hash)
        if locked:
            statement = statement.with_for_update().execution_options(populate_existing=True)
        return self._session.scalar(statement)

    def page(self, *, limit: int, after: UUID | None) -> Sequence[Invitation]:
        """Return up to `limit` invitations, newest first, behind the one with this id; ended ones too."""
        statement = select(Invitation).where(Invitation.org_id == self._org_id)
        if after is not None:
            statement = statement.where(Invitation.id < after)
        return self._session.scalars(statement.order_by(Invitation.id.desc()).limit(limit)).all()

    def get(self, invitation_id: UUID) -> Invitation | None:
        """Return one."""
        return self._session.get(Invitation, (self._org_id, invitation_id))

    def lock(self, invitation_id: UUID) -> Invitation | None:
        """Return one, locked until the transaction ends."""
        key = (self._org_id, invitation_id)
        return self._session.get(Invitation, key, with_for_update=True, populate_existing=True)

    def end(self, invitation: Invitation, *, at: datetime, accepted_by: UUID | None = None) -> None:
        """Note that a locked invitation was accepted, or revoked."""
        invitation.ended_at = at
        invitation.accepted_by = accepted_by
        self._session.flush()

    def forget(self, *, before: datetime) -> int:
        """Delete what ended or expired before an instant; return how many."""
        ended = or_(Invitation.expires_at < before, Invitation.ended_at < before)
        gone = delete(Invitation).where(Invitation.org_id == self._org_id, ended).returning(Invitation.id)
        return len(self._session.scalars(gone, execution_options={"synchronize_session": False}).all())
