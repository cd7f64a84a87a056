"""Lines of statements: reconciled with the ledger, taken back, and what is outstanding."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from api.access import Access
from api.admission import ACCESS_TRIES, accept
from api.dependencies import Paging, requires
from api.operation_documents import documented
from api.problems import problem_responses
from api.resources import FOUND
from domain.auth.permissions import Permission
from domain.banking import service
from domain.banking.line_schemas import (
    AppliedRule,
    BankLineView,
    OutstandingView,
    RulesApplied,
)
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.schemas import Page
from domain.operations.admission import AccessChanged, Wish
from domain.operations.errors import IdempotencyMismatchError, InboxUnavailableError
from domain.posting.bank_kinds import BANK_RECONCILE, BANK_UNDO

router = APIRouter(prefix="/api/accounting/bank-accounts/{bank_account_id}", tags=["accounting"])

Reader = Annotated[OrgContext, Depends(requires(Permission.ACCOUNTING_JOURNALS_READ))]
Reconciler = Annotated[OrgContext, Depends(requires(Permission.ACCOUNTING_BANK_RECONCILE))]
LOOKED_AT = 100


@router.get("/lines", responses=FOUND)
def list_lines(
    ctx: Reader,
    bank_account_id: UUID,
    paging: Paging,
    *,
    status: Literal["open", "reconciled"] | None = None,
    from_date: Annotated[date | None, Query(alias="from")] = None,
    to_date: Annotated[date | None, Query(alias="to")] = None,
    statement_id: UUID | None = None,
    suggest: Annotated[bool | None, Query(description="Say how open lines may be reconciled.")] = None,
) -> Page[BankLineView]:
    """List the lines of a bank account, by day; those asked for with `status=open` with suggestions.

    A suggestion's `journals` and `post` are what `reconcile` takes: lines of the ledger of the same amount near
    the day, an exact sum of a few of them, takings that a card processor paid out less its fee, or what a rule says.
    """
    wanted = service.LineFilter(
        is_open=None if status is None else status == "open",
        first=from_date,
        last=to_date,
        statement_id=statement_id,
    )
    suggesting = status == "open" if suggest is None else suggest
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.list_lines(
            uow, ctx, bank_account_id=bank_account_id, paging=paging, wanted=wanted, suggest=suggesting
        )


@router.get("/lines/{line_id}", responses=FOUND)
def read_line(ctx: Reader, bank_account_id: UUID, line_id: UUID) -> BankLineView:
    """Show one line, with suggestions while it is open."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.get_line(uow, ctx, bank_account_id=bank_account_id, line_id=line_id)


@router.get("/outstanding", responses=FOUND)
def read_outstanding(
    ctx: Reader,
    bank_account_id: UUID,
    as_of: Annotated[date | None, Query(description="End of this day; today unless given.")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = LOOKED_AT,
) -> OutstandingView:
    """Show what the ledger has and no statement told, what statements told and the ledger has not, and the proof."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.get_outstanding(uow, ctx, bank_account_id=bank_account_id, as_of=as_of, limit=limit)


@router.post("/reconcile", **documented("bank.reconcile", 404))
async def reconcile(request: Request, bank_account_id: UUID) -> Response:
    """Accept that a line is what these journals and these postings say; together they make its amount."""
    return await accept(request, BANK_RECONCILE, subject_id=bank_account_id, lane_of=_known_account)


@router.post("/lines/{line_id}/undo", **documented("bank.undo", 404))
async def undo(request: Request, bank_account_id: UUID, line_id: UUID) -> Response:
    """Accept that the reconciliation of a line is taken back: what it posted is mirrored."""
    return await accept(request, BANK_UNDO, subject_id=line_id, lane_of=_line_in(bank_account_id))


@router.post("/lines/{line_id}/unreconcile", **documented("bank.undo", 404))
async def unreconcile(request: Request, bank_account_id: UUID, line_id: UUID) -> Response:
    """Accept that the reconciliation of a line is taken back; the same as `undo`."""
    return await accept(request, BANK_UNDO, subject_id=line_id, lane_of=_line_in(bank_account_id))


@router.post("/apply-rules", status_code=202, responses=problem_responses(401, 403, 404, 422, 429))
async def apply_rules(ctx: Reconciler, request: Request, bank_account_id: UUID) -> RulesApplied:
    """Accept a reconciliation of each open line that an automatic rule decides; asked again, they are the same ones."""
    for _ in range(ACCESS_TRIES):
        access: Access = await request.app.state.access.of(request)
        decisions = await asyncio.to_thread(_decisions, ctx, bank_account_id)
        wishes = [_wish(ctx, access, bank_account_id, one) for one in decisions.decided]
        try:
            answers = await request.app.state.desk.admit(wishes, epoch=access.epoch) if wishes else []
        except AccessChanged:
            await request.app.state.access.renew()
            continue
        applied = [
            AppliedRule(
                line_id=one.line_id,
                rule_id=one.rule_id,
                operation_id=one.operation_id,
                status=answer.operation["status"],
            )
            for one, answer in zip(decisions.decided, answers, strict=True)
            if not isinstance(answer, IdempotencyMismatchError)
        ]
        return RulesApplied(operations=applied, skipped=decisions.skipped, more=decisions.more)
    raise InboxUnavailableError(retry_after_s=1)


def _decisions(ctx: OrgContext, bank_account_id: UUID) -> service.Decisions:
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.decide_by_rules(uow, ctx, bank_account_id=bank_account_id)


def _wish(ctx: OrgContext, access: Access, bank_account_id: UUID, decided: service.Decided) -> Wish:
    return Wish(
        org_id=ctx.org_id,
        id=decided.operation_id,
        kind=BANK_RECONCILE.name,
        lane=BANK_RECONCILE.lane(ctx.org_id, decided.content),
        subject_type=BANK_RECONCILE.subject_type,
        subject_id=bank_account_id,
        actor=ctx.actor,
        content=decided.content,
        grants=access.grants,
    )


async def _known_account(org_id: UUID, bank_account_id: UUID) -> UUID | None:
    """Refuse what is no bank account of the organization; it has no lane of its own. Raises `NotFoundError`."""

    def look() -> None:
        with unit_of_work(org_id, read_only=True) as uow:
            service.check_bank_account(uow, org_id=org_id, bank_account_id=bank_account_id)

    await asyncio.to_thread(look)
    return None


def _line_in(bank_account_id: UUID) -> Callable[[UUID, UUID], Awaitable[UUID | None]]:
    """Return what refuses a line of another bank account than the one in the path."""

    async def look(org_id: UUID, line_id: UUID) -> UUID | None:
        def ask() -> None:
            with unit_of_work(org_id, read_only=True) as uow:
                service.line_of(uow, org_id=org_id, bank_account_id=bank_account_id, line_id=line_id)

        await asyncio.to_thread(ask)
        return None

    return look
