"""Transfers: goods leave one location and arrive at another."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api.admission import accept
from api.dependencies import Paging, requires
from api.operation_documents import documented
from api.resources import FOUND, LISTED
from domain.auth.permissions import Permission
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.errors import NotFoundError
from domain.core.schemas import Page
from domain.inventory import service
from domain.inventory.document_views import TransferInFull, TransferStatus, TransferView
from domain.posting.stock import STOCK_TRANSFER, TRANSFER_CLOSE, TRANSFER_RECEIVE, TRANSFER_RETURN

router = APIRouter(prefix="/api/inventory/transfers", tags=["inventory"])

Reader = Annotated[OrgContext, Depends(requires(Permission.INVENTORY_STOCK_READ))]


@router.post("", **documented("stock.transfer"))
async def transfer_stock(request: Request) -> Response:
    """Accept a transfer: the goods leave now, and arrive by themselves or when somebody says so."""
    return await accept(request, STOCK_TRANSFER)


@router.post("/{transfer_id}/receive", **documented("transfer.receive"))
async def receive_transfer(request: Request, transfer_id: UUID) -> Response:
    """Accept the arrival of what is under way, or of a part of it; what was lost on the way is a variance."""
    return await accept(request, TRANSFER_RECEIVE, subject_id=transfer_id, lane_of=_target)


@router.post("/{transfer_id}/close", **documented("transfer.close"))
async def close_transfer(request: Request, transfer_id: UUID) -> Response:
    """Accept that the rest will not arrive: it is written off."""
    return await accept(request, TRANSFER_CLOSE, subject_id=transfer_id)


@router.post("/{transfer_id}/return", **documented("transfer.return"))
async def return_transfer(request: Request, transfer_id: UUID) -> Response:
    """Accept that what is under way came back to where it had left."""
    return await accept(request, TRANSFER_RETURN, subject_id=transfer_id)


@router.get("", responses=LISTED)
def list_transfers(
    ctx: Reader,
    paging: Paging,
    *,
    from_location_id: UUID | None = None,
    to_location_id: UUID | None = None,
    status: TransferStatus | None = None,
) -> Page[TransferView]:
    """List transfers without their lines, newest first."""
    wanted = service.TransferFilter(from_location_id=from_location_id, to_location_id=to_location_id, status=status)
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.list_transfers(uow, ctx, paging=paging, wanted=wanted)


@router.get("/{transfer_id}", responses=FOUND)
def read_transfer(ctx: Reader, transfer_id: UUID) -> TransferInFull:
    """Show one transfer: what left, what has become of it, and the documents that say so."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.get_transfer(uow, ctx, transfer_id=transfer_id)


async def _target(org_id: UUID, transfer_id: UUID) -> UUID | None:
    """Return the lane where a transfer arrives; None while it is not posted: then it waits behind it."""

    def look() -> UUID | None:
        with unit_of_work(org_id, read_only=True) as uow:
            try:
                return service.target_of_transfer(uow, org_id=org_id, transfer_id=transfer_id)
            except NotFoundError:
                return None

    return await asyncio.to_thread(look)
