"""Rows of items and their barcodes."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.dialects.postgresql import insert

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
    }

    def find_page(self, request: PageRequest, wanted: ItemFilter) -> Slice[Item]:
        """Return one page of the items that are wanted, newest first."""
        return self.page(request, *self._where(wanted))

    def barcodes(self, item_ids: Collection[UUID]) -> dict[UUID, list[str]]:
        """Return the barcodes of items in their order, by item."""
        statement = (
            select(ItemBarcode.item_id, ItemBarcode.barcode)
            .where(ItemBarcode.org_id == self.org_id, ItemBarcode.item_id.in_(item_ids))
            .order_by(ItemBarcode.barcode)
        )
        found: defaultdict[UUID, list[str]] = defaultdict(list)
        for row in self.session.execute(statement):
            found[row.item_id].append(row.barcode)
        return found

    def add_barcodes(self, item_id: UUID, barcodes: Sequence[str]) -> set[str]:
        """Let barcodes name an item; return those that name another already.

        They are taken in sorted order, so that two that want the same ones wait for each other and never deadlock.
        """
        if not barcodes:
            return set()
        statement = insert(ItemBarcode).values(
            [{"org_id": self.org_id, "barcode": barcode, "item_id": item_id} for barcode in sorted(barcodes)]
        )
        taken = self.session.scalars(statement.on_conflict_do_nothing().returning(ItemBarcode.barcode))
        return set(barcodes) - set(taken)

    def drop_barcodes(self, item_id: UUID, barcodes: Collection[str]) -> None:
        """Let barcodes name nothing any more."""
        if barcodes:
            statement = delete(ItemBarcode).where(
                ItemBarcode.org_id == self.org_id, ItemBarcode.item_id == item_id, ItemBarcode.barcode.in_(barcodes)
            )
            self.session.execute(statement, execution_options={"synchronize_session": False})

    def has_moved(self, item_id: UUID) -> bool:
        """Say whether the item's stock ever moved; every movement left a level."""
        statement = select(StockLevel.item_id).where(StockLevel.org_id == self.org_id, StockLevel.item_id == item_id)
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
