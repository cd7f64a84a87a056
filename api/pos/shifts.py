"""Shifts: opened, moved and closed by operations, read as X and Z reports."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from api.admission import accept
from api.dependencies import Paging, requires
from api.operation_documents import documented
from api.pos.receipts import SHOWN, Wanted, Width, shown
from api.problems import problem_responses
from api.resources import FOUND, LISTED
from domain.auth.permissions import Permission
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.schemas import Page
from domain.pos import service
from domain.pos.shift_schemas import Gaps, ShiftReport, ShiftStatus, ShiftView
from domain.posting.kinds import DRAWER_OPEN, SHIFT_CASH, SHIFT_CLOSE, SHIFT_OPEN

router = APIRouter(prefix="/api/pos", tags=["pos"])

Reader = Annotated[OrgContext, Depends(requires(Permission.POS_SHIFTS_READ))]


@router.post("/shifts", **documented("shift.open"))
async def open_shift(request: Request) -> Response:
    """Accept the opening of a shift with its float; a till has one open shift."""
    return await accept(request, SHIFT_OPEN)


@router.post("/shifts/{shift_id}/cash", **documented("shift.cash"))
async def move_cash(request: Request, shift_id: UUID) -> Response:
    """Accept cash put into the drawer, taken out of it, or dropped into the safe."""
    return await accept(request, SHIFT_CASH, subject_id=shift_id)


@router.post("/shifts/{shift_id}/open-drawer", **documented("drawer.open"))
async def open_drawer(request: Request, shift_id: UUID) -> Response:
    """Accept that the drawer was opened without a sale; it needs a permission of its own, or a manager's approval."""
    return await accept(request, DRAWER_OPEN, subject_id=shift_id)


@router.post("/shifts/{shift_id}/close", **documented("shift.close"))
async def close_shift(request: Request, shift_id: UUID) -> Response:
    """Accept the close of a shift with what was counted; it is final, and what comes later is its supplement."""
    return await accept(request, SHIFT_CLOSE, subject_id=shift_id)


@router.get("/shifts", responses=LISTED)
def list_shifts(
    ctx: Reader,
    paging: Paging,
    *,
    from_date: Annotated[date | None, Query(alias="from", description="First business date of opening.")] = None,
    to_date: Annotated[date | None, Query(alias="to", description="Last business date of opening.")] = None,
    terminal_id: UUID | None = None,
    status: ShiftStatus | None = None,
) -> Page[ShiftView]:
    """List shifts without their totals, the one opened last first."""
    wanted = service.ShiftFilter(from_date=from_date, to_date=to_date, terminal_id=terminal_id, status=status)
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.list_shifts(uow, ctx, paging=paging, wanted=wanted)


@router.get("/shifts/{shift_id}", responses=FOUND)
def read_shift(ctx: Reader, shift_id: UUID) -> ShiftReport:
    """Show a shift: its X report while it is open, its Z report once it is closed."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.get_shift(uow, ctx, shift_id=shift_id)


@router.get(
    "/shifts/{shift_id}/report",
    response_class=Response,
    responses=SHOWN | problem_responses(401, 403, 404, 406, 422),
)
def print_shift(ctx: Reader, shift_id: UUID, medium: Wanted, width: Width = Width.USUAL) -> Response:
    """Show a shift's X or Z report on paper: text, a page, a PDF, or a printer's bytes."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        report = service.get_shift_report(uow, ctx, shift_id=shift_id)
    return shown(service.render_shift_report(report, medium=medium, width=width), medium, name=f"shift-{shift_id}")


@router.get("/terminals/{terminal_id}/gaps", responses=FOUND)
def read_gaps(ctx: Reader, terminal_id: UUID) -> Gaps:
    """Show which numbers of a till's own counting never came, and which came but are not posted."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.gaps_of_terminal(uow, ctx, terminal_id=terminal_id)
