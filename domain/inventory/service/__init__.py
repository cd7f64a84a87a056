"""The services of stock, a file per noun."""

from domain.inventory.repository import DocumentFilter, ItemFilter, LotFilter, MovementFilter, TransferFilter
from domain.inventory.service.categories import CATEGORIES, delete_category
from domain.inventory.service.documents import (
    count_sheet,
    get_document,
    get_transfer,
    list_documents,
    list_low_stock_events,
    list_transfers,
    target_of_transfer,
)
from domain.inventory.service.installation import install_main_location, install_reasons
from domain.inventory.service.items import create_item, delete_item, get_item, list_items, update_item
from domain.inventory.service.locations import (
    create_location,
    delete_location,
    get_location,
    list_locations,
    update_location,
)
from domain.inventory.service.lots import list_lots
from domain.inventory.service.reasons import REASONS
from domain.inventory.service.stock import list_stock_levels, list_stock_movements, movements_by_id, stock_has_moved
from domain.inventory.service.sums import MovementsOf, low_stock, movements_of
from domain.inventory.service.suppliers import SUPPLIERS

__all__ = [
    "CATEGORIES",
    "REASONS",
    "SUPPLIERS",
    "DocumentFilter",
    "ItemFilter",
    "LotFilter",
    "MovementFilter",
    "MovementsOf",
    "TransferFilter",
    "count_sheet",
    "create_item",
    "create_location",
    "delete_category",
    "delete_item",
    "delete_location",
    "get_document",
    "get_item",
    "get_location",
    "get_transfer",
    "install_main_location",
    "install_reasons",
    "list_documents",
    "list_items",
    "list_locations",
    "list_lots",
    "list_low_stock_events",
    "list_stock_levels",
    "list_stock_movements",
    "list_transfers",
    "low_stock",
    "movements_by_id",
    "movements_of",
    "stock_has_moved",
    "target_of_transfer",
    "update_item",
    "update_location",
]
