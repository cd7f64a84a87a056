"""Quantities in units other than the item's own: so many cases are so many pieces."""

from dataclasses import dataclass
from typing import Any

from domain.core.money import MAX_PRICE, MAX_QUANTITY, PRICE_DIGITS, QUANTITY_ONE, divide_half_up, text_of
from domain.posting.errors import AmountTooLargeError, UnitQuantityError, UnknownUnitError
from domain.posting.facts import Item, OrgFacts
from domain.posting.naming import number
from domain.posting.originals import OriginalPart


@dataclass(slots=True, frozen=True)
class SoldUnit:
    """A unit that a line is sold in: how much of the item's own unit it is (ten-thousandths), and its price."""

    code: str
    factor: int
    price: str


def sold_unit(org: OrgFacts, item: Item, line: dict[str, Any], at: int) -> SoldUnit | None:
    """Return the unit that a line names, by `unit` or by a unit's barcode; None for the item's own.

    Without a price of its own a unit costs as much as so many single ones, rounded to millionths.

    Raises `UnknownUnitError`, `AmountTooLargeError`.
    """
    code = line.get("unit")
    if code is None and "barcode" in line:
        code = org.units_by_barcode.get(line["barcode"])
    if code is None or code == item.unit:
        return None
    factor, price = _unit(item, code, f"lines.{at}.unit")
    if price is None:
        single = divide_half_up(number(item.price) * factor, QUANTITY_ONE)
        if single > MAX_PRICE:
            raise AmountTooLargeError.at(f"lines.{at}.unit")
        price = text_of(single, PRICE_DIGITS)
    return SoldUnit(code, factor, price)


def in_own_unit(quantity: int, factor: int, path: str) -> int:
    """Return a quantity in the item's own unit, both in ten-thousandths, half-up. Raises `UnitQuantityError`."""
    counted = divide_half_up(quantity * factor, QUANTITY_ONE)
    if not 0 < abs(counted) <= MAX_QUANTITY:
        raise UnitQuantityError.at(path)
    return counted


def parts_of_kit(item: Item, quantity: int, path: str) -> list[OriginalPart]:
    """Return what so many of a kit (ten-thousandths) take from stock, at no cost yet. Raises `UnitQuantityError`."""
    return [OriginalPart(item_id, in_own_unit(quantity, per_kit, path), 0) for item_id, per_kit in item.kit or ()]


def moved_quantity(item: Item, line: dict[str, Any], path: str, *, field: str = "quantity") -> int:
    """Return what a stock document's line moves in the item's own unit, whatever unit it names, ten-thousandths.

    Raises `UnknownUnitError`, `UnitQuantityError`.
    """
    quantity = number(line[field])
    if "unit" not in line or line["unit"] == item.unit:
        return quantity
    return in_own_unit(quantity, _unit(item, line["unit"], f"{path}.unit")[0], f"{path}.{field}")


def moved_unit_cost(item: Item, line: dict[str, Any], path: str) -> int:
    """Return what one of the item's own unit costs where the line says what one of its unit does, millionths, half-up.

    Raises `UnknownUnitError`.
    """
    unit_cost = number(line["unit_cost"])
    if "unit" not in line or line["unit"] == item.unit:
        return unit_cost
    return divide_half_up(unit_cost * QUANTITY_ONE, _unit(item, line["unit"], f"{path}.unit")[0])


def _unit(item: Item, code: str, path: str) -> tuple[int, str | None]:
    found = None if item.units is None else item.units.get(code)
    if found is None:
        raise UnknownUnitError.at(path)
    return found
