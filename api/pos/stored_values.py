"""Gift cards, store credits and deposits: what they hold, and how it moved."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Response

from api.dependencies import Paging, requires
from api.etags import IfMatch
from api.resources import CHANGED, CREATED, FOUND, LISTED, tagged
from domain.auth.permissions import Permission
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.fields import MAX_CODE, SearchText
from domain.core.schemas import Page
from domain.pos import service
from domain.pos.money_schemas import (
    GiftCardCreate,
    GiftCardPatch,
    StoredValueInFull,
    StoredValueKind,
    StoredValueView,
)

CARDS = "/api/pos/gift-cards"
router = APIRouter(tags=["pos"])

Reader = Annotated[OrgContext, Depends(requires(Permission.POS_STORED_VALUE_READ))]
Writer = Annotated[OrgContext, Depends(requires(Permission.POS_STORED_VALUE_WRITE))]
Code = Annotated[str, Path(max_length=MAX_CODE, pattern=r"^[^\x00-\x1f\x7f]+$")]


@router.post(CARDS, status_code=201, responses=CREATED)
def register_gift_card(ctx: Writer, body: GiftCardCreate, response: Response) -> StoredValueView:
    """Register a gift card before it is sold; without a code it gets one that nobody guesses."""
    with unit_of_work(ctx.org_id) as uow:
        card, is_new = service.register_gift_card(uow, ctx, given=body)
        uow.commit()
    response.headers["Location"] = f"{CARDS}/{card.code}"
    if not is_new:
        response.status_code = 200
        response.headers["Idempotency-Replayed"] = "true"
    return tagged(response, card)


@router.get(CARDS + "/{code}", responses=FOUND)
def read_gift_card(ctx: Reader, code: Code, paging: Paging, response: Response) -> StoredValueInFull:
    """Show what a gift card holds, with a page of its movements, newest first."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return tagged(response, service.get_gift_card(uow, ctx, code=code, paging=paging))


@router.patch(CARDS + "/{code}", responses=CHANGED)
def change_gift_card(
    ctx: Writer, code: Code, body: GiftCardPatch, if_match: IfMatch, response: Response
) -> StoredValueView:
    """Let a gift card end on another day, block it or free it."""
    with unit_of_work(ctx.org_id) as uow:
        changed = service.change_gift_card(uow, ctx, code=code, patch=body, expected=if_match)
        uow.commit()
    return tagged(response, changed)


@router.get("/api/pos/stored-values", responses=LISTED)
def list_stored_values(
    ctx: Reader,
    paging: Paging,
    *,
    kind: StoredValueKind | None = None,
    customer_id: UUID | None = None,
    code: SearchText | None = None,
) -> Page[StoredValueView]:
    """List gift cards, store credits and deposits, newest first."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.list_stored_values(uow, ctx, paging=paging, kind=kind, customer_id=customer_id, code=code)


@router.get("/api/pos/stored-values/{value_id}", responses=FOUND)
def read_stored_value(ctx: Reader, value_id: UUID, paging: Paging, response: Response) -> StoredValueInFull:
    """Show what a stored value holds, with a page of its movements, newest first."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return tagged(response, service.get_stored_value(uow, ctx, value_id=value_id, paging=paging))
