"""Stock summed up for reports: what is low, how one item moved."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Row, cast, func, literal, select, true, tuple_, union

from domain.core.db import UnitOfWork
from domain.core.keyset import KeyOrder, Slice
from domain.core.paging import PageRequest
from domain.inventory.models import Item, Location, ReorderPoint, StockLevel, StockMovement

LowRow = Row[UUID, UUID, str, str, Decimal, Decimal]
"""location_id, item_id, sku, name, quantity, reorder_point."""
MovedRow = Row[Any]
"""The columns of a movement."""
CardRow = Row[Any]
"""The columns of a movement, with `running_quantity` and `running_value` since the first one of the range."""

ROWS_AT_ONCE = 500


class StockSums:
    """The stock of one organization, summed up."""

    def __init__(self, uow: UnitOfWork, org_id: UUID) -> None:
        """Read inside `uow`, the rows of `org_id` alone."""
        self.session = uow.session
        self.org_id = org_id

    def low(self, request: PageRequest, *, location_id: UUID | None) -> Slice[LowRow]:
        """Return one page of what is at its reorder point or below, by location and item.

        A location answers for an item where the item has lain, if it has a reorder point, and where it has one of its
        own.
        """
        # Most items of a large catalogue have none: their levels are left out before anything is joined with them.
        lain = (
            select(StockLevel.location_id, StockLevel.item_id)
            .join(Item, (Item.org_id == self.org_id) & (Item.id == StockLevel.item_id))
            .where(StockLevel.org_id == self.org_id, Item.reorder_point.is_not(None), Item.active, Item.stocked)
        )
        own = select(ReorderPoint.location_id, ReorderPoint.item_id).where(ReorderPoint.org_id == self.org_id)
        places = union(lain, own).subquery()
        order = KeyOrder((places.c.location_id, places.c.item_id), descending=False)
        quantity = func.coalesce(StockLevel.quantity, 0)
        point = func.coalesce(ReorderPoint.quantity, Item.reorder_point)
        statement = (
            select(
                places.c.location_id,
                places.c.item_id,
                Item.sku,
                Item.name,
                quantity.label("quantity"),
                point.label("reorder_point"),
            )
            .join(Item, (Item.org_id == self.org_id) & (Item.id == places.c.item_id))
            .join(Location, (Location.org_id == self.org_id) & (Location.id == places.c.location_id))
            .outerjoin(StockLevel, self._at(StockLevel, places))
            .outerjoin(ReorderPoint, self._at(ReorderPoint, places))
            .where(Item.active, Item.stocked, Location.active, quantity <= point)
        )
        if location_id is not None:
            statement = statement.where(places.c.location_id == location_id)
        return order.cut(self.session.execute(order.page_of(statement, request)).all(), request)

    def card(
        self, request: PageRequest, item_id: UUID, location_id: UUID | None, *, since: date | None, until: date | None
    ) -> Slice[CardRow]:
        """Return one page of an item's movements between two business dates, both included, in their order.

        Only what is shown is sorted; what runs before it is added up without an order.
        """
        columns = StockMovement.__table__.c
        by_day = KeyOrder((columns.business_date, columns.id), descending=False)
        moved = self._within(select(StockMovement.__table__), item_id, location_id, since=since, until=until)
        page = by_day.page_of(moved, request).cte("page").prefix_with("MATERIALIZED")
        order = (page.c.business_date, page.c.id)
        before = select(literal(0).label("quantity"), literal(0).label("value")).subquery("before")
        if request.key(parts=len(order)) is not None:
            first = select(*order).order_by(*order).limit(1).scalar_subquery()
            sums = select(
                func.coalesce(func.sum(StockMovement.quantity), 0).label("quantity"),
                func.coalesce(func.sum(StockMovement.value), 0).label("value"),
            ).where(tuple_(StockMovement.business_date, StockMovement.id) < first)
            before = self._within(sums, item_id, location_id, since=since, until=until).subquery("before")
        statement = (
            select(
                page,
                (func.sum(page.c.quantity).over(order_by=order) + before.c.quantity).label("running_quantity"),
                cast(func.sum(page.c.value).over(order_by=order) + before.c.value, BigInteger).label("running_value"),
            )
            .join_from(page, before, true())
            .order_by(*order)
        )
        return by_day.cut(self.session.execute(statement).all(), request)

    def every_movement(
        self, item_id: UUID, location_id: UUID | None, *, since: date | None, until: date | None
    ) -> Iterator[MovedRow]:
        """Yield an item's movements between two business dates, both included, in their order, as they are read."""
        columns = StockMovement.__table__.c
        moved = self._within(select(StockMovement.__table__), item_id, location_id, since=since, until=until)
        streamed = {"stream_results": True, "max_row_buffer": ROWS_AT_ONCE}
        yield from self.session.execute(moved.order_by(columns.business_date, columns.id), execution_options=streamed)

    def _within(
        self, statement: Any, item_id: UUID, location_id: UUID | None, *, since: date | None, until: date | None
    ) -> Any:
        where = [StockMovement.org_id == self.org_id, StockMovement.item_id == item_id]
        if location_id is not None:
            where.append(StockMovement.location_id == location_id)
        if since is not None:
            where.append(StockMovement.business_date >= since)
        if until is not None:
            where.append(StockMovement.business_date <= until)
        return statement.where(*where)

    def _at(self, model: Any, places: Any) -> ColumnElement[bool]:
        at: ColumnElement[bool] = (
            (model.org_id == self.org_id)
            & (model.location_id == places.c.location_id)
            & (model.item_id == places.c.item_id)
        )
        return at
