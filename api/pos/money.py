"""Deposits, and what customers pay on their accounts."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from api.admission import accept
from api.dependencies import Paging, requires
from api.operation_documents import documented
from api.resources import FOUND, LISTED
from domain.auth.permissions import Permission
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.schemas import Page
from domain.pos import service
from domain.pos.money_schemas import DepositInFull, DepositStatus, DepositView, Statement
from domain.posting.kinds import CUSTOMER_PAY, DEPOSIT_ADD, DEPOSIT_REFUND, DEPOSIT_TAKE, MONEY_VOID

router = APIRouter(tags=["pos"])

Reader = Annotated[OrgContext, Depends(requires(Permission.POS_STORED_VALUE_READ))]
AccountReader = Annotated[OrgContext, Depends(requires(Permission.POS_CUSTOMERS_READ))]


@router.post("/api/pos/deposits", **documented("deposit.take"))
async def take_deposit(request: Request) -> Response:
    """Accept money for a sale that is still to come, with or without goods that are put aside for it (layaway).

    The sale then pays with `{"method": "deposit", "reference": <the deposit's id>}`.
    """
    return await accept(request, DEPOSIT_TAKE)


@router.post("/api/pos/deposits/{deposit_id}/payments", **documented("deposit.add"))
async def add_to_deposit(request: Request, deposit_id: UUID) -> Response:
    """Accept a further instalment of a deposit."""
    return await accept(request, DEPOSIT_ADD, subject_id=deposit_id)


@router.post("/api/pos/deposits/{deposit_id}/refund", **documented("deposit.refund"))
async def refund_deposit(request: Request, deposit_id: UUID) -> Response:
    """Accept that money of a deposit is given back, no more than it still holds."""
    return await accept(request, DEPOSIT_REFUND, subject_id=deposit_id)


@router.get("/api/pos/deposits", responses=LISTED)
def list_deposits(
    ctx: Reader,
    paging: Paging,
    *,
    customer_id: UUID | None = None,
    status: DepositStatus | None = None,
    due_until: Annotated[date | None, Query(description="Those due on this day or before it.")] = None,
) -> Page[DepositView]:
    """List deposits, newest first."""
    wanted = service.DepositFilter(
        customer_id=customer_id, status=None if status is None else status.value, due_until=due_until
    )
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.list_deposits(uow, ctx, paging=paging, wanted=wanted)


@router.get("/api/pos/deposits/{deposit_id}", responses=FOUND)
def read_deposit(ctx: Reader, deposit_id: UUID) -> DepositInFull:
    """Show what was paid of a deposit, what is put aside for it, and what is still to come."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.get_deposit(uow, ctx, deposit_id=deposit_id)


@router.post("/api/pos/customers/{customer_id}/payments", **documented("customer.pay"))
async def pay_account(request: Request, customer_id: UUID) -> Response:
    """Accept what a customer pays of what is owed; no more than that."""
    return await accept(request, CUSTOMER_PAY, subject_id=customer_id)


@router.get("/api/pos/customers/{customer_id}/statement", responses=FOUND)
def read_statement(ctx: AccountReader, customer_id: UUID, paging: Paging) -> Statement:
    """Show a customer's account: sales, returns and payments, newest first, with what was owed after each."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.get_statement(uow, ctx, customer_id=customer_id, paging=paging)


@router.post("/api/pos/money/{document_id}/void", **documented("money.void"))
async def void_money(request: Request, document_id: UUID) -> Response:
    """Accept the undoing of a deposit, of a deposit's refund or of a customer's payment: its mirror."""
    return await accept(request, MONEY_VOID, subject_id=document_id)
