"""Tax rates."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from api.dependencies import Paging, requires
from api.etags import IfMatch
from api.resources import CHANGED, CREATED, DELETED, FOUND, LISTED, created, tagged
from domain.auth.permissions import Permission
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.fields import SearchText
from domain.core.schemas import Page
from domain.pos import service
from domain.pos.schemas import TaxRateCreate, TaxRatePatch, TaxRateView

UNDER = "/api/pos/tax-rates"
router = APIRouter(prefix=UNDER, tags=["pos"])

Reader = Annotated[OrgContext, Depends(requires(Permission.POS_SETUP_READ))]
Writer = Annotated[OrgContext, Depends(requires(Permission.POS_SETUP_WRITE))]


@router.post("", status_code=201, responses=CREATED)
def create_tax_rate(ctx: Writer, body: TaxRateCreate, response: Response) -> TaxRateView:
    """Add a tax rate."""
    with unit_of_work(ctx.org_id) as uow:
        made = service.TAX_RATES.create(uow, ctx, given=body)
        uow.commit()
    return created(response, made, under=UNDER)


@router.get("", responses=LISTED)
def list_tax_rates(
    ctx: Reader,
    paging: Paging,
    *,
    code: SearchText | None = None,
    active: bool | None = None,
) -> Page[TaxRateView]:
    """List the tax rates, newest first."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.TAX_RATES.page(uow, ctx, paging=paging, code=code, active=active)


@router.get("/{tax_rate_id}", responses=FOUND)
def read_tax_rate(ctx: Reader, tax_rate_id: UUID, response: Response) -> TaxRateView:
    """Show one tax rate."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return tagged(response, service.TAX_RATES.get(uow, ctx, row_id=tax_rate_id))


@router.patch("/{tax_rate_id}", responses=CHANGED)
def change_tax_rate(
    ctx: Writer, tax_rate_id: UUID, body: TaxRatePatch, if_match: IfMatch, response: Response
) -> TaxRateView:
    """Change a tax rate; what is not given stays as it is."""
    with unit_of_work(ctx.org_id) as uow:
        changed = service.TAX_RATES.update(uow, ctx, row_id=tax_rate_id, patch=body, expected=if_match)
        uow.commit()
    return tagged(response, changed)


@router.delete("/{tax_rate_id}", status_code=204, responses=DELETED)
def delete_tax_rate(ctx: Writer, tax_rate_id: UUID, if_match: IfMatch) -> Response:
    """Delete a tax rate that was never used, else deactivate it."""
    with unit_of_work(ctx.org_id) as uow:
        service.TAX_RATES.delete(uow, ctx, row_id=tax_rate_id, expected=if_match)
        uow.commit()
    return Response(status_code=204)
