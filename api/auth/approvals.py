"""A manager's approval of one operation."""

from uuid import UUID

from fastapi import APIRouter, Request

from api.auth.identification import identified
from api.dependencies import Context
from api.problems import problem_responses
from domain.auth import service
from domain.auth.errors import ApproverNotNamed
from domain.auth.schemas import ApprovalGiven, ApprovalWish
from domain.core.db import unit_of_work

router = APIRouter(prefix="/api/auth/approvals", tags=["auth"])


@router.post("", status_code=201, responses=problem_responses(401, 403, 429))
def give_approval(request: Request, ctx: Context, body: ApprovalWish) -> ApprovalGiven:
    """Approve one operation that whoever sends it may not do alone; the answer goes with the operation.

    Whoever approves gives email and password at the till, or asks with their own token; they hold `pos.approve` and
    each permission that they lend. The approval is good for this operation of this organization, and nothing else.
    """
    approver_id: UUID | None = None
    if body.email is not None and body.password is not None:
        approver_id = identified(request, email=body.email, password=body.password.get_secret_value(), code=body.code)
    elif body.email is not None or body.password is not None or ctx.actor.type != "user":
        raise ApproverNotNamed
    with unit_of_work(ctx.org_id) as uow:
        approver = (
            service.context_of_user(uow, user_id=approver_id, org_id=ctx.org_id, origin=ctx.origin)
            if approver_id
            else ctx
        )
        given = service.give_approval(
            uow, approver, asked_by=ctx.actor, operation_id=body.operation_id, permissions=body.permissions
        )
        uow.commit()
    return given
