"""Which account serves which role of the posting rules."""

from typing import Annotated

from fastapi import APIRouter, Depends

from api.dependencies import requires
from api.problems import problem_responses
from domain.accounting import service
from domain.accounting.schemas import AccountRoleGive, AccountRoleView, Role
from domain.auth.permissions import Permission
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.schemas import Page

router = APIRouter(prefix="/api/accounting/account-roles", tags=["accounting"])

Reader = Annotated[OrgContext, Depends(requires(Permission.ACCOUNTING_ACCOUNTS_READ))]
Writer = Annotated[OrgContext, Depends(requires(Permission.ACCOUNTING_ACCOUNTS_WRITE))]


@router.get("", responses=problem_responses(401, 403))
def list_account_roles(ctx: Reader) -> Page[AccountRoleView]:
    """List every role, and the account that serves it."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.list_roles(uow, ctx)


@router.get("/{role}", responses=problem_responses(401, 403, 422))
def read_account_role(ctx: Reader, role: Role) -> AccountRoleView:
    """Show one role, and the account that serves it."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.get_role(uow, ctx, role=role)


@router.put("/{role}", responses=problem_responses(401, 403, 409, 422))
def put_account_role(ctx: Writer, role: Role, body: AccountRoleGive) -> AccountRoleView:
    """Let an account serve a role from the next posting on."""
    return _give(ctx, role, body)


@router.patch("/{role}", responses=problem_responses(401, 403, 409, 422))
def change_account_role(ctx: Writer, role: Role, body: AccountRoleGive) -> AccountRoleView:
    """Let an account serve a role from the next posting on."""
    return _give(ctx, role, body)


def _give(ctx: OrgContext, role: Role, body: AccountRoleGive) -> AccountRoleView:
    with unit_of_work(ctx.org_id) as uow:
        given = service.give_role(uow, ctx, role=role, account_code=body.account)
        uow.commit()
    return given
