"""Categories of items."""

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
from domain.inventory import service
from domain.inventory.schemas import CategoryCreate, CategoryPatch, CategoryView

UNDER = "/api/inventory/categories"
router = APIRouter(prefix=UNDER, tags=["inventory"])

Reader = Annotated[OrgContext, Depends(requires(Permission.INVENTORY_ITEMS_READ))]
Writer = Annotated[OrgContext, Depends(requires(Permission.INVENTORY_ITEMS_WRITE))]


@router.post("", status_code=201, responses=CREATED)
def create_category(ctx: Writer, body: CategoryCreate, response: Response) -> CategoryView:
    """Add a category."""
    with unit_of_work(ctx.org_id) as uow:
        made = service.CATEGORIES.create(uow, ctx, given=body)
        uow.commit()
    return created(response, made, under=UNDER)


@router.get("", responses=LISTED)
def list_categories(
    ctx: Reader, paging: Paging, *, code: SearchText | None = None, active: bool | None = None
) -> Page[CategoryView]:
    """List the categories, newest first."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.CATEGORIES.page(uow, ctx, paging=paging, code=code, active=active)


@router.get("/{category_id}", responses=FOUND)
def read_category(ctx: Reader, category_id: UUID, response: Response) -> CategoryView:
    """Show one category."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return tagged(response, service.CATEGORIES.get(uow, ctx, row_id=category_id))


@router.patch("/{category_id}", responses=CHANGED)
def change_category(
    ctx: Writer, category_id: UUID, body: CategoryPatch, if_match: IfMatch, response: Response
) -> CategoryView:
    """Change a category; what is not given stays as it is."""
    with unit_of_work(ctx.org_id) as uow:
        changed = service.CATEGORIES.update(uow, ctx, row_id=category_id, patch=body, expected=if_match)
        uow.commit()
    return tagged(response, changed)


@router.delete("/{category_id}", status_code=204, responses=DELETED)
def delete_category(ctx: Writer, category_id: UUID, if_match: IfMatch) -> Response:
    """Delete a category that was never used, else deactivate it."""
    with unit_of_work(ctx.org_id) as uow:
        service.delete_category(uow, ctx, category_id=category_id, expected=if_match)
        uow.commit()
    return Response(status_code=204)
