"""Stock summed up, for the reports."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
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
    StockSums,
)


@dataclass(frozen=True, slots=True)
class Card:
    """How an item moved between two days: what there was, what moved, what there is; values in minor units."""

    sku: str
    name: str
    opening: tuple[Decimal, int]
    moved: Slice[CardRow]
    closing: tuple[Decimal, int]


def low_stock(uow: UnitOfWork, *, org_id: UUID, paging: PageRequest, location_id: UUID | None) -> Slice[LowRow]:
    """Return one page of what is at its reorder point or below, by location and item. **Raises** `CursorInvalid`."""
    return StockSums(uow, org_id).low(paging, location_id=location_id)


def stock_card(
    uow: UnitOfWork,
    *,
    org_id: UUID,
    paging: PageRequest,
    item_id: UUID,
    location_id: UUID | None,
    since: date | None,
    until: date | None,
) -> Card:
    """Return one page of how an item moved between two business dates, both included, at one location or at all.

    **Raises** `NotFoundError` for the item or the location, `InvalidError` for days the wrong way round,
    `CursorInvalid`.
    """
    item = ItemRepository(uow, org_id).get(item_id)
    if location_id is not None:
        LocationRepository(uow, org_id).get(location_id)
    if since is not None and until is not None and since > until:
        raise InvalidError.at("from", "Not after `to`.")
    sums = StockSums(uow, org_id)
    after = None if until is None or until == date.max else until + timedelta(days=1)
    days = [after] if since is None else [after, since]
    closing, *opening = sums.moved_before(item_id, location_id, days=days)
    return Card(
        sku=item.sku,
        name=item.name,
        opening=opening[0] if opening else (Decimal(0), 0),
        moved=sums.card(paging, item_id, location_id, since=since, until=until),
        closing=closing,
    )
