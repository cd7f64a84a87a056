"""What hangs on an item: the labels, units, parts and reorder points that make it up, each in its one order."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit beside the item's own: how many of that, its label, its price."""

    code: str
    factor: Decimal
    barcode: str | None
    price: Decimal | None


@dataclass(frozen=True, slots=True)
class PartRow:
    """One part of a kit, in the part's own unit."""

    item_id: UUID
    sku: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class PointRow:
    """The reorder point of one location."""

    location_id: UUID
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Details:
    """Barcodes of the item itself by text, units by code, parts as they were given, reorder points by location."""

    barcodes: tuple[str, ...] = ()
    units: tuple[UnitRow, ...] = ()
    kit: tuple[PartRow, ...] = ()
    reorder_points: tuple[PointRow, ...] = ()

    def labels(self) -> dict[str, str | None]:
        """Return every barcode with the unit that it names, None for the item's own."""
        own: dict[str, str | None] = dict.fromkeys(self.barcodes)
        return own | {unit.barcode: unit.code for unit in self.units if unit.barcode is not None}
