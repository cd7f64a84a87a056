"""Lots as read: what lies where, and until when it is good."""

from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.fields import plain_decimal
from domain.core.paging import PageRequest
from domain.core.schemas import Page
from domain.inventory.lot_views import LotView
from domain.inventory.repository import LotFilter, LotRepository


def list_lots(uow: UnitOfWork, ctx: OrgContext, *, paging: PageRequest, wanted: LotFilter) -> Page[LotView]:
    """Return one page of what lies there of each lot, the first to expire first. **Raises** `CursorInvalid`."""
    found = LotRepository(uow, ctx.org_id).in_stock(paging, wanted)
    return Page(
        items=[
            LotView(
                lot_id=row.lot_id,
                lot=row.code,
                item_id=row.item_id,
                sku=row.sku,
                location_id=row.location_id,
                expires_on=row.expires_on,
                quantity=plain_decimal(row.quantity),
            )
            for row in found.rows
        ],
        next_cursor=found.next_cursor,
    )
