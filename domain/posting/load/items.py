"""Loading the items that a batch names, with what their categories, units and parts say, without locks.

A category is there where an item names it, so the first one not before its code is it. Units and parts are looked for
only where the item says that it has some: where an organization has none, they cost nothing.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from domain.core.money import PRICE_DIGITS
from domain.posting.facts import Item, OrgFacts
from domain.posting.load.statements import Rows, seek
from domain.posting.naming import number

OF_CATEGORY = """CASE WHEN i.category IS NOT NULL THEN (
    SELECT CASE WHEN coalesce(c.inventory_account_id, c.cogs_account_id, c.sales_account_id, c.tax_rate_id) IS NOT NULL
        THEN jsonb_build_array(c.inventory_account_id, c.cogs_account_id, c.sales_account_id, c.tax_rate_id)::text END
    FROM inv.categories c WHERE c.org_id = i.org_id AND c.code >= i.category ORDER BY c.code LIMIT 1
) END"""
UNITS = """CASE WHEN i.has_units THEN (
    SELECT jsonb_object_agg(u.code, jsonb_build_array(u.factor::text, u.price::text))::text
    FROM inv.item_units u WHERE u.org_id = i.org_id AND u.item_id = i.id
) END"""
KIT = """CASE WHEN i.is_kit THEN (
    SELECT jsonb_agg(jsonb_build_array(p.item_id, p.quantity::text) ORDER BY p.part_no)::text
    FROM inv.kit_parts p WHERE p.org_id = i.org_id AND p.kit_id = i.id
) END"""
ITEM = (
    "i.id, i.sku, i.name, i.price, coalesce(i.cost, 0) AS cost, i.tax_rate_id, i.sales_account_id, i.stocked, i.active,"
    f" i.category, i.unit, i.reorder_point, i.tracking, {OF_CATEGORY} AS of_category, {UNITS} AS units, {KIT} AS kit"
)
ITEMS = seek(ITEM, "inv.items i", "i.id", "uuid")
ITEMS_BY_SKU = seek(ITEM, "inv.items i", "i.sku", "text")
ITEMS_BY_BARCODE = seek(
    f"{ITEM}, b.unit AS barcode_unit",
    "inv.item_barcodes b JOIN inv.items i ON i.org_id = b.org_id AND i.id = b.item_id",
    "b.barcode",
    "text",
)


def keep_items(facts: dict[str, OrgFacts], found: Mapping[str, Rows]) -> set[tuple[str, str]]:
    """Add the items that were found to the facts of their organization; return the parts that kits consist of."""
    parts: set[tuple[str, str]] = set()
    for org_id, key, *columns in found.get(ITEMS, ()):
        facts[org_id].items[key] = _item(facts[org_id], columns, parts)
    for org_id, key, *columns in found.get(ITEMS_BY_SKU, ()):
        facts[org_id].items_by_sku[key] = _item(facts[org_id], columns, parts)
    for org_id, key, *columns, unit in found.get(ITEMS_BY_BARCODE, ()):
        facts[org_id].items_by_barcode[key] = _item(facts[org_id], columns, parts)
        if unit is not None:
            facts[org_id].units_by_barcode[key] = unit
    return parts


def _item(org: OrgFacts, columns: list[Any], parts: set[tuple[str, str]]) -> Item:
    """Return an item; what its category says holds where it says nothing itself."""
    item_id, sku, name, price, cost, tax_rate_id, sales_account_id, stocked, active, *rest = columns
    category, own_unit, reorder_point, tracking, of_category, units, kit = rest
    inventory = cogs = None
    if of_category is not None:
        inventory, cogs, sales, tax = msgspec.json.decode(of_category)
        sales_account_id, tax_rate_id = sales_account_id or sales, tax_rate_id or tax
    item = Item(
        item_id,
        sku,
        name,
        price,
        _millionths(cost),
        tax_rate_id,
        sales_account_id,
        stocked,
        active,
        category,
        own_unit,
        inventory is not None or cogs is not None,
        inventory,
        cogs,
        None if units is None else _units(units),
        None if kit is None else _kit(kit),
        None if reorder_point is None else number(reorder_point),
        tracking != "none",
        tracking == "lot_expiry",
    )
    if item.kit is not None:
        parts.update((org.id, part_id) for part_id, _ in item.kit)
    if item.tracked:
        org.tracked.add(item.id)
    return item


def _units(text: str) -> dict[str, tuple[int, str | None]]:
    return {code: (number(factor), price) for code, (factor, price) in msgspec.json.decode(text).items()}


def _kit(text: str) -> tuple[tuple[str, int], ...]:
    return tuple((item_id, number(quantity)) for item_id, quantity in msgspec.json.decode(text))


def _millionths(text: str) -> int:
    """Return a NUMERIC(18,6), or the bare 0 that stands for none, in millionths."""
    return number(text) if "." in text else int(text) * 10**PRICE_DIGITS
