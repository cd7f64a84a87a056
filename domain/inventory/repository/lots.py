"""Rows of lots, read only: posting writes them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Row, func, select

from domain.core.db import UnitOfWork
from domain.core.keyset import KeyOrder, Slice
from domain.core.paging import PageRequest
from domain.inventory.models import Item, Lot, LotLevel

LotRow = Row[date, UUID, UUID, UUID, str, str, date | None, Decimal]
"""good_until (the end of time where it does not expire), lot_id, location_id, item_id, sku, code, expires_on,
quantity."""


@dataclass(frozen=True, slots=True)
class LotFilter:
    """Which lots: all that is given must hold."""

    item_id: UUID | None = None
    location_id: UUID | None = None
    expiring_before: date | None = None


class LotRepository:
    """The lots of one organization."""

    def __init__(self, uow: UnitOfWork, org_id: UUID) -> None:
        """Read inside `uow`, the rows of `org_id` alone."""
        self.session = uow.session
        self.org_id = org_id

    def in_stock(self, request: PageRequest, wanted: LotFilter) -> Slice[LotRow]:
        """Return one page of what lies there of each lot, the first to expire first."""
        good_until = func.coalesce(Lot.expires_on, date.max).label("good_until")
        levels = LotLevel.__table__.c
        order = KeyOrder((good_until, levels.lot_id, levels.location_id), descending=False)
        statement = (
            select(
                good_until,
                LotLevel.lot_id,
                LotLevel.location_id,
                LotLevel.item_id,
                Item.sku,
                Lot.code,
                Lot.expires_on,
                LotLevel.quantity,
            )
            .join(Lot, (Lot.org_id == LotLevel.org_id) & (Lot.id == LotLevel.lot_id))
            .join(Item, (Item.org_id == LotLevel.org_id) & (Item.id == LotLevel.item_id))
            .where(LotLevel.org_id == self.org_id, LotLevel.quantity != 0)
        )
        if wanted.item_id is not None:
            statement = statement.where(LotLevel.item_id == wanted.item_id)
        if wanted.location_id is not None:
            statement = statement.where(LotLevel.location_id == wanted.location_id)
        if wanted.expiring_before is not None:
            statement = statement.where(Lot.expires_on < wanted.expiring_before)
        return order.cut(self.session.execute(order.page_of(statement, request)).all(), request)
