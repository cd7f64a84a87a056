"""Payment methods."""

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
from domain.pos.schemas import PaymentKind, PaymentMethodCreate, PaymentMethodPatch, PaymentMethodView

UNDER = "/api/pos/payment-methods"
router = APIRouter(prefix=UNDER, tags=["pos"])

Reader = Annotated[OrgContext, Depends(requires(Permission.POS_SETUP_READ))]
Writer = Annotated[OrgContext, Depends(requires(Permission.POS_SETUP_WRITE))]


@router.post("", status_code=201, responses=CREATED)
def create_payment_method(ctx: Writer, body: PaymentMethodCreate, response: Response) -> PaymentMethodView:
    """Add a payment method."""
    with unit_of_work(ctx.org_id) as uow:
        made = service.PAYMENT_METHODS.create(uow, ctx, given=body)
        uow.commit()
    return created(response, made, under=UNDER)


@router.get("", responses=LISTED)
def list_payment_methods(
    ctx: Reader,
    paging: Paging,
    *,
    code: SearchText | None = None,
    kind: PaymentKind | None = None,
    active: bool | None = None,
) -> Page[PaymentMethodView]:
    """List the payment methods, newest first."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.PAYMENT_METHODS.page(uow, ctx, paging=paging, code=code, kind=kind, active=active)


@router.get("/{payment_method_id}", responses=FOUND)
def read_payment_method(ctx: Reader, payment_method_id: UUID, response: Response) -> PaymentMethodView:
    """Show one payment method."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return tagged(response, service.PAYMENT_METHODS.get(uow, ctx, row_id=payment_method_id))


@router.patch("/{payment_method_id}", responses=CHANGED)
def change_payment_method(
    ctx: Writer, payment_method_id: UUID, body: PaymentMethodPatch, if_match: IfMatch, response: Response
) -> PaymentMethodView:
    """Change a payment method; what is not given stays as it is."""
    with unit_of_work(ctx.org_id) as uow:
        changed = service.PAYMENT_METHODS.update(uow, ctx, row_id=payment_method_id, patch=body, expected=if_match)
        uow.commit()
    return tagged(response, changed)


@router.delete("/{payment_method_id}", status_code=204, responses=DELETED)
def delete_payment_method(ctx: Writer, payment_method_id: UUID, if_match: IfMatch) -> Response:
    """Delete a payment method that was never used, else deactivate it."""
    with unit_of_work(ctx.org_id) as uow:
        service.PAYMENT_METHODS.delete(uow, ctx, row_id=payment_method_id, expected=if_match)
        uow.commit()
    return Response(status_code=204)
