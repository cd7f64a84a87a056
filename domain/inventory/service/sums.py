"""Stock summed up, for the reports."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.core.db import UnitOfWork
from domain.core.errors import InvalidError
from domain.core.keyset import Slice
from domain.core.paging import PageRequest
from domain.inventory.repository import (
    CardRow,
    ItemRepository,
    LocationRepository,
    LowRow,
    MovedRow,
    StockSums,
)


@dataclass(frozen=True, slots=True)
class MovementsOf:
    """The movements of one item between two business dates, both included, at one location or at all."""

    uow: UnitOfWork
    org_id: UUID
    item_id: UUID
    sku: str
    name: str
    location_id: UUID | None
    since: date | None
    until: date | None

    def page(self, paging: PageRequest) -> Slice[CardRow]:
        """Return one page in their order, with what has run up since the first of them. **Raises** `CursorInvalid`."""
        sums = StockSums(self.uow, self.org_id)
        return sums.card(paging, self.item_id, self.location_id, since=self.since, until=self.until)

    def every(self) -> Iterator[MovedRow]:
        """Yield all of them in their order, as they are read."""
        sums = StockSums(self.uow, self.org_id)
        return sums.every_movement(self.item_id, self.location_id, since=self.since, until=self.until)


def low_stock(uow: UnitOfWork, *, org_id: UUID, paging: PageRequest, location_id: UUID | None) -> Slice[LowRow]:
    """Return one page of what is at its reorder point or below, by location and item. **Raises** `CursorInvalid`."""
    return StockSums(uow, org_id).low(paging, location_id=location_id)


def movements_of(
    uow: UnitOfWork,
    *,
    org_id: UUID,
    item_id: UUID,
    location_id: UUID | None,
    since: date | None,
    until: date | None,
) -> MovementsOf:
    """Return how an item moved, to be read by pages or all of it.

    **Raises** `NotFoundError` for the item or the location, `InvalidError` for days the wrong way round.
    """
    item = ItemRepository(uow, org_id).get(item_id)
    if location_id is not None:
        LocationRepository(uow, org_id).get(location_id)
    if since is not None and until is not None and since > until:
        raise InvalidError.at("from", "Not after `to`.")
    return MovementsOf(uow, org_id, item_id, item.sku, item.name, location_id, since, until)
