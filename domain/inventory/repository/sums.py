"""Stock summed up for reports: what is low, how one item moved, what all of it is worth."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Row, Select, cast, func, literal_column, select, union, union_all

from domain.core.db import UnitOfWork
from domain.core.keyset import KeyOrder, Slice
from domain.core.paging import PageRequest
from domain.inventory.models import Category, Item, Location, ReorderPoint, StockLevel, StockMovement
from domain.inventory.schemas import ValuedBy

LowRow = Row[UUID, UUID, str, str, Decimal, Decimal]
"""location_id, item_id, sku, name, quantity, reorder_point."""
CardRow = Row[Any]
"""The columns of a movement, with `running_quantity` and `running_value` since the first one of the range."""
WorthRow = Row[str, str, Decimal, int]
"""code, name, quantity, value (minor units); the code of what has no category is empty."""


class StockSums:
    """The stock of one organization, summed up."""

    def __init__(self, uow: UnitOfWork, org_id: UUID) -> None:
        """Read inside `uow`, the rows of `org_id` alone."""
        self.session = uow.session
        self.org_id = org_id

    def low(self, request: PageRequest, *, location_id: UUID | None) -> Slice[LowRow]:
        """Return one page of what is at its reorder point or below, by location and item.

        A location answers for an item where the item has lain, and where it has a reorder point of its own.
        """
        places = union(
            *(
                select(kind.location_id, kind.item_id).where(kind.org_id == self.org_id)
                for kind in (StockLevel, ReorderPoint)
            )
        ).subquery()
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

    def moved_before(self, item_id: UUID, location_id: UUID | None, *, day: date | None) -> tuple[Decimal, int]:
        """Return the quantity and value of an item at the beginning of a business date, or of now without one."""
        statement = self._movements(
            select(
                func.coalesce(func.sum(StockMovement.quantity), 0),
                cast(func.coalesce(func.sum(StockMovement.value), 0), BigInteger),
            ),
            item_id,
            location_id,
        )
        if day is not None:
            statement = statement.where(StockMovement.business_date < day)
        quantity, value = self.session.execute(statement).one()
        return Decimal(quantity), value

    def card(
        self, request: PageRequest, item_id: UUID, location_id: UUID | None, *, since: date | None, until: date | None
    ) -> Slice[CardRow]:
        """Return one page of an item's movements between two business dates, both included, in their order."""
        order = (StockMovement.business_date, StockMovement.id)
        statement = self._movements(
            select(
                StockMovement.__table__,
                func.sum(StockMovement.quantity).over(order_by=order).label("running_quantity"),
                cast(func.sum(StockMovement.value).over(order_by=order), BigInteger).label("running_value"),
            ),
            item_id,
            location_id,
        )
        if since is not None:
            statement = statement.where(StockMovement.business_date >= since)
        if until is not None:
            statement = statement.where(StockMovement.business_date <= until)
        moved = statement.subquery()
        by_day = KeyOrder((moved.c.business_date, moved.c.id), descending=False)
        return by_day.cut(self.session.execute(by_day.page_of(select(moved), request)).all(), request)

    def worth(
        self, request: PageRequest, *, by: ValuedBy, location_id: UUID | None, as_of: date | None
    ) -> tuple[Slice[WorthRow], int]:
        """Return one page of what stock is worth, by code, and the value of all of it.

        As of the end of a business date, else of now: today's levels less what has moved since.
        """
        stock = self._stock(location_id, as_of)
        code, name = _labels(by)
        statement = (
            select(
                code.label("code"),
                func.max(name).label("name"),
                func.sum(stock.c.quantity).label("quantity"),
                cast(func.sum(stock.c.value), BigInteger).label("value"),
            )
            .select_from(stock)
            .join(Item, (Item.org_id == self.org_id) & (Item.id == stock.c.item_id))
            .join(Location, (Location.org_id == self.org_id) & (Location.id == stock.c.location_id))
            .outerjoin(Category, (Category.org_id == self.org_id) & (Category.code == Item.category))
            .group_by(code)
        )
        rows = statement.having((func.sum(func.abs(stock.c.quantity)) != 0) | (func.sum(stock.c.value) != 0)).subquery()
        by_code = KeyOrder((rows.c.code,), descending=False)
        page = by_code.cut(self.session.execute(by_code.page_of(select(rows), request)).all(), request)
        total = self.session.scalar(select(cast(func.coalesce(func.sum(stock.c.value), 0), BigInteger)))
        return page, total or 0

    def _stock(self, location_id: UUID | None, as_of: date | None) -> Any:
        """Return the levels as a subquery: quantity and value by item and location."""
        parts: list[Select[Any]] = [self._columns(StockLevel, StockLevel.quantity, StockLevel.value, location_id)]
        if as_of is not None:
            later = self._columns(StockMovement, -StockMovement.quantity, -StockMovement.value, location_id)
            parts.append(later.where(StockMovement.business_date > as_of))
        every = union_all(*parts).subquery()
        return (
            select(
                every.c.item_id,
                every.c.location_id,
                func.sum(every.c.quantity).label("quantity"),
                func.sum(every.c.value).label("value"),
            )
            .group_by(every.c.item_id, every.c.location_id)
            .subquery()
        )

    def _columns(self, model: Any, quantity: Any, value: Any, location_id: UUID | None) -> Select[Any]:
        statement = select(model.item_id, model.location_id, quantity.label("quantity"), value.label("value")).where(
            model.org_id == self.org_id
        )
        return statement if location_id is None else statement.where(model.location_id == location_id)

    def _movements(self, statement: Any, item_id: UUID, location_id: UUID | None) -> Any:
        where = [StockMovement.org_id == self.org_id, StockMovement.item_id == item_id]
        if location_id is not None:
            where.append(StockMovement.location_id == location_id)
        return statement.where(*where)

    def _at(self, model: Any, places: Any) -> ColumnElement[bool]:
        at: ColumnElement[bool] = (
            (model.org_id == self.org_id)
            & (model.location_id == places.c.location_id)
            & (model.item_id == places.c.item_id)
        )
        return at


def _labels(by: ValuedBy) -> tuple[Any, Any]:
    """Return the code and the name that stock is grouped by."""
    if by == ValuedBy.CATEGORY:
        # A literal of SQL, not a parameter: the grouping must be the very expression that is selected.
        return func.coalesce(Item.category, literal_column("''")), func.coalesce(Category.name, literal_column("''"))
    return (Item.sku, Item.name) if by == ValuedBy.ITEM else (Location.code, Location.name)
