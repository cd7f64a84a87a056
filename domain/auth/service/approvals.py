"""Giving approvals: by whoever holds what is lent, and may lend it."""

from collections.abc import Collection
from uuid import UUID

from domain.auth.approvals import Approval, issue_approval
from domain.auth.permissions import Permission
from domain.auth.schemas import ApprovalGiven
from domain.core.context import Actor, OrgContext
from domain.core.db import UnitOfWork
from domain.core.settings import settings
from domain.org.service import record_audit


def give_approval(
    uow: UnitOfWork, approver: OrgContext, *, asked_by: Actor, operation_id: UUID, permissions: Collection[Permission]
) -> ApprovalGiven:
    """Lend permissions to one operation, in the name of a person who holds each of them and may approve for others.

    `approver`: the context of that person, who has just shown who they are. `asked_by`: at whose till.

    **Raises** `ForbiddenError`, which names the permission that is missing.
    """
    approver.require(Permission.POS_APPROVE)
    for permission in permissions:
        approver.require(permission)
    lent = frozenset(permissions)
    token = issue_approval(
        Approval(org_id=approver.org_id, operation_id=operation_id, approver_id=approver.actor.id, permissions=lent)
    )
    record_audit(
        uow,
        approver,
        action="approval.give",
        subject_type="operation",
        subject_id=operation_id,
        after={"permissions": sorted(lent), "asked_by": {"type": asked_by.type, "id": str(asked_by.id)}},
    )
    return ApprovalGiven(approval=token, expires_in=settings().approval_ttl_s)
