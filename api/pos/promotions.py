"""Promotions."""

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
from domain.pos.rule_schemas import PromotionCreate, PromotionPatch, PromotionView

UNDER = "/api/pos/promotions"
router = APIRouter(prefix=UNDER, tags=["pos"])

Reader = Annotated[OrgContext, Depends(requires(Permission.POS_SETUP_READ))]
Writer = Annotated[OrgContext, Depends(requires(Permission.POS_PRICES_WRITE))]


@router.post("", status_code=201, responses=CREATED)
def create_promotion(ctx: Writer, body: PromotionCreate, response: Response) -> PromotionView:
    """Add a promotion."""
    with unit_of_work(ctx.org_id) as uow:
        made = service.PROMOTIONS.create(uow, ctx, given=body)
        uow.commit()
    return created(response, made, under=UNDER)


@router.get("", responses=LISTED)
def list_promotions(
    ctx: Reader, paging: Paging, *, code: SearchText | None = None, active: bool | None = None
) -> Page[PromotionView]:
    """List the promotions, newest first."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.PROMOTIONS.page(uow, ctx, paging=paging, code=code, active=active)


@router.get("/{promotion_id}", responses=FOUND)
def read_promotion(ctx: Reader, promotion_id: UUID, response: Response) -> PromotionView:
    """Show one promotion."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return tagged(response, service.PROMOTIONS.get(uow, ctx, row_id=promotion_id))


@router.patch("/{promotion_id}", responses=CHANGED)
def change_promotion(
    ctx: Writer, promotion_id: UUID, body: PromotionPatch, if_match: IfMatch, response: Response
) -> PromotionView:
    """Change a promotion; what is not given stays as it is."""
    with unit_of_work(ctx.org_id) as uow:
        changed = service.PROMOTIONS.update(uow, ctx, row_id=promotion_id, patch=body, expected=if_match)
        uow.commit()
    return tagged(response, changed)


@router.delete("/{promotion_id}", status_code=204, responses=DELETED)
def delete_promotion(ctx: Writer, promotion_id: UUID, if_match: IfMatch) -> Response:
    """Delete a promotion; sales keep what it did on their lines."""
    with unit_of_work(ctx.org_id) as uow:
        service.PROMOTIONS.delete(uow, ctx, row_id=promotion_id, expected=if_match)
        uow.commit()
    return Response(status_code=204)
