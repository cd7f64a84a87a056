"""What hangs on an item, from what a client gives to what is stored, and back."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from domain.core.base_repository import UnknownReference
from domain.core.fields import plain_decimal
from domain.inventory.details import Details, PartRow, PointRow, UnitRow
from domain.inventory.errors import BarcodeTaken, BarcodeTwice, LocationTwice, PartNotStocked, PartTwice, UnitTwice
from domain.inventory.repository import DetailRepository
from domain.inventory.schemas import (
    ItemUnit,
    ItemUnitView,
    KitPart,
    KitPartView,
    ReorderPoint,
    ReorderPointView,
)

NAMES = ("barcodes", "units", "kit", "reorder_points")


def details_given(details: DetailRepository, given: dict[str, Any], *, item_id: UUID | None) -> dict[str, Any]:
    """Return the fields of `Details` that the input gives, each in its one order; `item_id` is the item's own, if any.

    **Raises** `BarcodeTwice`, `UnitTwice`, `PartTwice`, `PartNotStocked`, `LocationTwice`, `UnknownReference`.
    """
    found: dict[str, Any] = {}
    if "barcodes" in given:
        found["barcodes"] = tuple(sorted(given["barcodes"]))
    if "units" in given:
        found["units"] = _units(given["units"])
    if "kit" in given:
        found["kit"] = _parts(details, given["kit"], item_id)
    if "reorder_points" in given:
        found["reorder_points"] = _points(given["reorder_points"])
    return found


def check_labels(given: dict[str, Any], new: Details, *, own_unit: str) -> None:
    """Check that every barcode names one thing, and every unit is another. **Raises** `BarcodeTwice`, `UnitTwice`."""
    if own_unit in {unit.code for unit in new.units}:
        raise UnitTwice.at("units" if "units" in given else "unit")
    barcodes = [*new.barcodes, *(unit.barcode for unit in new.units if unit.barcode is not None)]
    if len(set(barcodes)) == len(barcodes):
        return
    seen = set[str]()
    for path, barcode in _places(given):
        if barcode in seen:
            raise BarcodeTwice.at(path)
        seen.add(barcode)
    raise BarcodeTwice.at("barcodes" if "barcodes" in given else "units")


def refuse_taken(given: dict[str, Any], taken: Collection[str]) -> None:
    """Refuse barcodes that name another item, where they were given. **Raises** `BarcodeTaken`."""
    for path, barcode in _places(given):
        if barcode in taken:
            raise BarcodeTaken.at(path)


def detail_views(details: Details, digits: int) -> dict[str, Any]:
    """Return what hangs on an item as it is read."""
    return {
        "barcodes": list(details.barcodes),
        "units": [
            ItemUnitView(
                code=unit.code,
                factor=plain_decimal(unit.factor),
                barcode=unit.barcode,
                price=None if unit.price is None else plain_decimal(unit.price, least=digits),
            )
            for unit in details.units
        ],
        "kit": [
            KitPartView(item_id=part.item_id, sku=part.sku, quantity=plain_decimal(part.quantity))
            for part in details.kit
        ],
        "reorder_points": [
            ReorderPointView(location_id=point.location_id, quantity=plain_decimal(point.quantity))
            for point in details.reorder_points
        ],
    }


def _places(given: dict[str, Any]) -> Iterable[tuple[str, str]]:
    """Yield each barcode that was given, with its path."""
    for at, barcode in enumerate(given.get("barcodes", ())):
        yield f"barcodes.{at}", barcode
    for at, unit in enumerate(given.get("units", ())):
        if unit.barcode is not None:
            yield f"units.{at}.barcode", unit.barcode


def _units(given: list[ItemUnit]) -> tuple[UnitRow, ...]:
    rows: dict[str, UnitRow] = {}
    for at, unit in enumerate(given):
        if unit.code in rows:
            raise UnitTwice.at(f"units.{at}.code")
        rows[unit.code] = UnitRow(unit.code, unit.factor, unit.barcode, unit.price)
    return tuple(rows[code] for code in sorted(rows))


def _parts(details: DetailRepository, given: list[KitPart], kit_id: UUID | None) -> tuple[PartRow, ...]:
    if not given:
        return ()
    found = details.part_ids(
        [part.item_id for part in given if part.item_id is not None],
        [part.sku for part in given if part.sku is not None],
    )
    rows: dict[UUID, PartRow] = {}
    for at, part in enumerate(given):
        named = "item_id" if part.item_id is not None else "sku"
        item_id, sku, stocked = found.get(part.item_id or part.sku or "", (None, "", False))
        if item_id is None:
            raise UnknownReference.at(f"kit.{at}.{named}")
        if not stocked or item_id == kit_id:
            raise PartNotStocked.at(f"kit.{at}.{named}")
        if item_id in rows:
            raise PartTwice.at(f"kit.{at}.{named}")
        rows[item_id] = PartRow(item_id, sku, part.quantity)
    return tuple(rows.values())


def _points(given: list[ReorderPoint]) -> tuple[PointRow, ...]:
    rows: dict[UUID, PointRow] = {}
    for at, point in enumerate(given):
        if point.location_id in rows:
            raise LocationTwice.at(f"reorder_points.{at}.location_id")
        rows[point.location_id] = PointRow(point.location_id, point.quantity)
    return tuple(rows[location_id] for location_id in sorted(rows))
