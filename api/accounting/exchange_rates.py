"""Exchange rates: what one unit of a currency is worth in the organization's own, from a day on."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from api.dependencies import Paging, requires
from api.etags import IfMatch
from api.resources import CHANGED, CREATED, DELETED, FOUND, LISTED, created, tagged
from domain.accounting import service
from domain.accounting.journal_schemas import RateCreate, RatePatch, RateView
from domain.auth.permissions import Permission
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.fields import SearchText
from domain.core.schemas import Page

UNDER = "/api/accounting/exchange-rates"
router = APIRouter(prefix=UNDER, tags=["accounting"])

Reader = Annotated[OrgContext, Depends(requires(Permission.ACCOUNTING_JOURNALS_READ))]
Writer = Annotated[OrgContext, Depends(requires(Permission.ACCOUNTING_JOURNALS_POST))]


@router.post("", status_code=201, responses=CREATED)
def create_exchange_rate(ctx: Writer, body: RateCreate, response: Response) -> RateView:
    """Add a rate."""
    with unit_of_work(ctx.org_id) as uow:
        made = service.EXCHANGE_RATES.create(uow, ctx, given=body)
        uow.commit()
    return created(response, made, under=UNDER)


@router.get("", responses=LISTED)
def list_exchange_rates(ctx: Reader, paging: Paging, *, currency: SearchText | None = None) -> Page[RateView]:
    """List the rates, the newest day first. The rate of a day is the last one on or before it."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.EXCHANGE_RATES.page(uow, ctx, paging=paging, currency=currency)


@router.get("/{exchange_rate_id}", responses=FOUND)
def read_exchange_rate(ctx: Reader, exchange_rate_id: UUID, response: Response) -> RateView:
    """Show a rate."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return tagged(response, service.EXCHANGE_RATES.get(uow, ctx, row_id=exchange_rate_id))


@router.patch("/{exchange_rate_id}", responses=CHANGED)
def change_exchange_rate(
    ctx: Writer, exchange_rate_id: UUID, body: RatePatch, if_match: IfMatch, response: Response
) -> RateView:
    """Change a rate; what was posted keeps the rate that it was posted with."""
    with unit_of_work(ctx.org_id) as uow:
        changed = service.EXCHANGE_RATES.update(uow, ctx, row_id=exchange_rate_id, patch=body, expected=if_match)
        uow.commit()
    return tagged(response, changed)


@router.delete("/{exchange_rate_id}", status_code=204, responses=DELETED)
def delete_exchange_rate(ctx: Writer, exchange_rate_id: UUID, if_match: IfMatch) -> Response:
    """Delete a rate; what was posted keeps the rate that it was posted with."""
    with unit_of_work(ctx.org_id) as uow:
        service.EXCHANGE_RATES.delete(uow, ctx, row_id=exchange_rate_id, expected=if_match)
        uow.commit()
    return Response(status_code=204)
