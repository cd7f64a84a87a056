"""Rows of stock levels and movements, read only: posting writes them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import BigInteger, Row, cast, func, select, tuple_

from domain.core.db import UnitOfWork
from domain.core.keyset import KeyOrder, Slice
from domain.core.paging import PageRequest
from domain.inventory.models import Item, Lot, LotMovement, StockLevel, StockMovement

LevelRow = Row[UUID, UUID, str, str, Decimal, int, Decimal]
"""location_id, item_id, sku, name, quantity, value (minor units), unit_cost."""
Later = Row[UUID, UUID, Decimal, int]
"""location_id, item_id, quantity and value that moved after a day."""

MovedLot = Row[UUID, UUID, str, date | None, Decimal]
"""movement_id, lot's id, code, expires_on, quantity."""


@dataclass(frozen=True, slots=True)
class MovementFilter:
    """Which movements: all that is given must hold; days are business dates, both included."""

    item_id: UUID | None = None
    location_id: UUID | None = None
    kind: str | None = None
    source_type: str | None = None
    source_id: UUID | None = None
    lot_id: UUID | None = None
    from_date: date | None = None
    to_date: date | None = None


class StockRepository:
    """The stock of one organization."""

    def __init__(self, uow: UnitOfWork, org_id: UUID) -> None:
        """Read inside `uow`, the rows of `org_id` alone."""
        self.session = uow.session
        self.org_id = org_id

    def levels(self, request: PageRequest, *, item_id: UUID | None, location_id: UUID | None) -> Slice[LevelRow]:
        """Return one page of levels, by location and item."""
        columns = StockLevel.__table__.c
        order = KeyOrder((columns.location_id, columns.item_id), descending=False)
        statement = (
            select(
                StockLevel.location_id,
                StockLevel.item_id,
                Item.sku,
                Item.name,
                StockLevel.quantity,
                StockLevel.value,
                func.coalesce(StockLevel.unit_cost, 0).label("unit_cost"),
            )
            .join(Item, (Item.org_id == StockLevel.org_id) & (Item.id == StockLevel.item_id))
            .where(StockLevel.org_id == self.org_id)
        )
        if item_id is not None:
            statement = statement.where(StockLevel.item_id == item_id)
        if location_id is not None:
            statement = statement.where(StockLevel.location_id == location_id)
        return order.cut(self.session.execute(order.page_of(statement, request)).all(), request)

    def moved_after(self, day: date, keys: Collection[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], Later]:
        """Return what moved after a business date, by (location, item) of `keys`."""
        if not keys:
            return {}
        statement = (
            select(
                StockMovement.location_id,
                StockMovement.item_id,
                func.sum(StockMovement.quantity).label("quantity"),
                cast(func.sum(StockMovement.value), BigInteger).label("value"),
            )
            .where(
                StockMovement.org_id == self.org_id,
                tuple_(StockMovement.item_id, StockMovement.location_id).in_(
                    [(item_id, location_id) for location_id, item_id in keys]
                ),
                StockMovement.business_date > day,
            )
            .group_by(StockMovement.location_id, StockMovement.item_id)
        )
        return {(row.location_id, row.item_id): row for row in self.session.execute(statement)}

    def movements(self, request: PageRequest, wanted: MovementFilter) -> Slice[StockMovement]:
        """Return one page of movements, newest first: their ids are ours and ordered by time."""
        order = KeyOrder((StockMovement.__table__.c.id,))
        statement = select(StockMovement).where(StockMovement.org_id == self.org_id)
        exact = {
            StockMovement.item_id: wanted.item_id,
            StockMovement.location_id: wanted.location_id,
            StockMovement.kind: wanted.kind,
            StockMovement.source_type: wanted.source_type,
            StockMovement.source_id: wanted.source_id,
        }
        statement = statement.where(*(column == value for column, value in exact.items() if value is not None))
        if wanted.lot_id is not None:
            of_lot = select(LotMovement.movement_id).where(
                LotMovement.org_id == self.org_id, LotMovement.lot_id == wanted.lot_id
            )
            statement = statement.where(StockMovement.id.in_(of_lot))
        if wanted.from_date is not None:
            statement = statement.where(StockMovement.business_date >= wanted.from_date)
        if wanted.to_date is not None:
            statement = statement.where(StockMovement.business_date <= wanted.to_date)
        return order.cut(self.session.scalars(order.page_of(statement, request)).all(), request)

    def lots_of(self, movement_ids: Collection[UUID]) -> dict[UUID, list[MovedLot]]:
        """Return how much of each movement was of which lot, those that expire first before the others."""
        statement = (
            select(LotMovement.movement_id, Lot.id, Lot.code, Lot.expires_on, LotMovement.quantity)
            .join(Lot, (Lot.org_id == LotMovement.org_id) & (Lot.id == LotMovement.lot_id))
            .where(LotMovement.org_id == self.org_id, LotMovement.movement_id.in_(movement_ids))
            .order_by(Lot.expires_on, Lot.code)
        )
        found: dict[UUID, list[MovedLot]] = {}
        for row in self.session.execute(statement):
            found.setdefault(row.movement_id, []).append(row)
        return found

    def has_moved(self) -> bool:
        """Say whether there is any movement."""
        statement = select(StockMovement.id).where(StockMovement.org_id == self.org_id)
        return self.session.execute(statement.limit(1)).first() is not None

    def movements_by_id(self, ids: Collection[UUID]) -> list[StockMovement]:
        """Return the movements with these ids, oldest first."""
        statement = select(StockMovement).where(StockMovement.org_id == self.org_id, StockMovement.id.in_(ids))
        return list(self.session.scalars(statement.order_by(StockMovement.id)))
