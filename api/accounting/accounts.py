"""The chart of accounts."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from api.dependencies import Paging, requires
from api.etags import IfMatch
from api.resources import CHANGED, CREATED, DELETED, FOUND, LISTED, created, tagged
from domain.accounting import service
from domain.accounting.chart_schemas import AccountTree
from domain.accounting.schemas import AccountCreate, AccountPatch, AccountType, AccountView, CashFlow
from domain.auth.permissions import Permission
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.fields import SearchText
from domain.core.schemas import Page

UNDER = "/api/accounting/accounts"
router = APIRouter(prefix=UNDER, tags=["accounting"])

Reader = Annotated[OrgContext, Depends(requires(Permission.ACCOUNTING_ACCOUNTS_READ))]
BalanceReader = Annotated[OrgContext, Depends(requires(Permission.ACCOUNTING_REPORTS_READ))]
Writer = Annotated[OrgContext, Depends(requires(Permission.ACCOUNTING_ACCOUNTS_WRITE))]


@router.post("", status_code=201, responses=CREATED)
def create_account(ctx: Writer, body: AccountCreate, response: Response) -> AccountView:
    """Add an account."""
    with unit_of_work(ctx.org_id) as uow:
        made = service.create_account(uow, ctx, given=body)
        uow.commit()
    return created(response, made, under=UNDER)


@router.get("", responses=LISTED)
def list_accounts(
    ctx: Reader,
    paging: Paging,
    *,
    code: SearchText | None = None,
    account_type: Annotated[AccountType | None, Query(alias="type")] = None,
    cash_flow: CashFlow | None = None,
    parent: Annotated[SearchText | None, Query(description="The code of the account that they stand below.")] = None,
    q: Annotated[SearchText | None, Query(description="Part of the code or of the name.")] = None,
    active: bool | None = None,
) -> Page[AccountView]:
    """List the accounts, by code."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.list_accounts(
            uow,
            ctx,
            paging=paging,
            code=code,
            account_type=account_type,
            cash_flow=cash_flow,
            parent=parent,
            search=q,
            active=active,
        )


@router.get("/tree", responses=FOUND)
def read_tree(
    ctx: BalanceReader,
    *,
    as_of: Annotated[date | None, Query(description="End of this business date; today unless given.")] = None,
    location_id: UUID | None = None,
    account_type: Annotated[AccountType | None, Query(alias="type")] = None,
) -> AccountTree:
    """Show the chart as a tree, each account with its balance and that of all below it."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.account_tree(uow, ctx, as_of=as_of, location_id=location_id, account_type=account_type)


@router.get("/{account_id}", responses=FOUND)
def read_account(ctx: Reader, account_id: UUID, response: Response) -> AccountView:
    """Show one account."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return tagged(response, service.get_account(uow, ctx, account_id=account_id))


@router.patch("/{account_id}", responses=CHANGED)
def change_account(
    ctx: Writer, account_id: UUID, body: AccountPatch, if_match: IfMatch, response: Response
) -> AccountView:
    """Change an account; what is not given stays as it is."""
    with unit_of_work(ctx.org_id) as uow:
        changed = service.update_account(uow, ctx, account_id=account_id, patch=body, expected=if_match)
        uow.commit()
    return tagged(response, changed)


@router.delete("/{account_id}", status_code=204, responses=DELETED)
def delete_account(ctx: Writer, account_id: UUID, if_match: IfMatch) -> Response:
    """Delete an account that was never used, else deactivate it."""
    with unit_of_work(ctx.org_id) as uow:
        service.delete_account(uow, ctx, account_id=account_id, expected=if_match)
        uow.commit()
    return Response(status_code=204)
