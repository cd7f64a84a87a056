"""What is to be paid and received in other currencies."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.dependencies import Paging, requires
from api.resources import LISTED
from domain.accounting import service
from domain.accounting.foreign_schemas import ForeignItemView
from domain.auth.permissions import Permission
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.fields import SearchText
from domain.core.schemas import Page

router = APIRouter(prefix="/api/accounting/foreign-items", tags=["accounting"])

Reader = Annotated[OrgContext, Depends(requires(Permission.ACCOUNTING_JOURNALS_READ))]


@router.get("", responses=LISTED)
def list_foreign_items(
    ctx: Reader,
    paging: Paging,
    *,
    still_open: Annotated[bool | None, Query(alias="open", description="Whether something of it is open.")] = None,
    currency: SearchText | None = None,
    account: Annotated[SearchText | None, Query(description="Code of its account.")] = None,
) -> Page[ForeignItemView]:
    """List what journals left open in other currencies, the newest day first, and how much of it is settled."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.list_foreign_items(
            uow, ctx, paging=paging, still_open=still_open, currency=currency, account=account
        )
