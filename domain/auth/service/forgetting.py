"""Deleting what let somebody in once and never will again."""

from datetime import datetime
from uuid import UUID

from domain.auth.repository import Invitations, PasswordResets, Sessions
from domain.core.db import UnitOfWork


def forget_sessions(uow: UnitOfWork, *, before: datetime, limit: int) -> int:
    """Delete up to `limit` refresh tokens that expired or were revoked before an instant; return how many.

    A token that was exchanged stays until it would have expired: as long as it is known, who brings it a second time is
    taken for a thief. Afterwards it is refused as unknown instead of as expired, which is the same answer. `before`
    must be longer ago than an access token lives, as a revoked family is what ends those.
    """
    return Sessions(uow).forget(before=before, limit=limit)


def forget_password_resets(uow: UnitOfWork, *, before: datetime, limit: int) -> int:
    """Delete up to `limit` wishes for another password that expired or were taken before an instant."""
    return PasswordResets(uow).forget(before=before, limit=limit)


def forget_invitations(uow: UnitOfWork, *, org_id: UUID, before: datetime) -> int:
    """Delete one organization's invitations that ended or expired before an instant; the audit log keeps them."""
    return Invitations(uow, org_id=org_id).forget(before=before)
