"""Rows of items."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from domain.core.base_repository import BaseRepository
from domain.core.keyset import Slice
from domain.core.paging import PageRequest
from domain.inventory.models import Item, ItemBarcode, StockDocumentLine, StockLevel


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """Which items: all that is given must hold. `q` is looked for in sku, name and barcodes, whatever the case."""

    q: str | None = None
    sku: str | None = None
    barcode: str | None = None
    category: str | None = None
    active: bool | None = None
    stocked: bool | None = None


class ItemRepository(BaseRepository[Item]):
    """The catalogue of one organization."""

    model = Item
    paths = {  # noqa: RUF012 - read only
        "uq_items_org_id_sku": "sku",
        "fk_items_org_id_tax_rate_id": "tax_rate_id",
        "fk_items_org_id_category": "category",
    }

    def find_page(self, request: PageRequest, wanted: ItemFilter) -> Slice[Item]:
        """Return one page of the items that are wanted, newest first."""
        return self.page(request, *self._where(wanted))

    def has_moved(self, item_id: UUID) -> bool:
        """Say whether the item's stock ever moved; every movement left a level."""
        statement = select(StockLevel.item_id).where(StockLevel.org_id == self.org_id, StockLevel.item_id == item_id)
        return self.session.execute(statement.limit(1)).first() is not None

    def has_stock(self, item_id: UUID) -> bool:
        """Say whether there is stock of the item, or value of it, anywhere."""
        statement = select(StockLevel.item_id).where(
            StockLevel.org_id == self.org_id,
            StockLevel.item_id == item_id,
            (StockLevel.quantity != 0) | (StockLevel.value != 0),
        )
        return self.session.execute(statement.limit(1)).first() is not None

    def is_in_documents(self, item_id: UUID) -> bool:
        """Say whether a stock document names the item."""
        statement = select(StockDocumentLine.line_no).where(
            StockDocumentLine.org_id == self.org_id, StockDocumentLine.item_id == item_id
        )
        return self.session.execute(statement.limit(1)).first() is not None

    def _where(self, wanted: ItemFilter) -> list[ColumnElement[bool]]:
        exact = {"sku": wanted.sku, "category": wanted.category, "active": wanted.active, "stocked": wanted.stocked}
        where = [self.column(name) == value for name, value in exact.items() if value is not None]
        named = select(ItemBarcode.item_id).where(ItemBarcode.org_id == self.org_id)
        if wanted.barcode is not None:
            where.append(Item.id.in_(named.where(ItemBarcode.barcode == wanted.barcode)))
        if wanted.q:
            where.append(
                or_(
                    Item.sku.icontains(wanted.q, autoescape=True),
                    Item.name.icontains(wanted.q, autoescape=True),
                    Item.id.in_(named.where(ItemBarcode.barcode.icontains(wanted.q, autoescape=True))),
                )
            )
        return where
