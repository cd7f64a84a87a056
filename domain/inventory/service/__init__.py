"""The services of stock, a file per noun."""

from domain.inventory.repository import ItemFilter, LotFilter, MovementFilter
from domain.inventory.service.categories import CATEGORIES, delete_category
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
from domain.inventory.service.sums import Card, low_stock, stock_card, stock_worth
from domain.inventory.service.suppliers import SUPPLIERS

__all__ = [
    "CATEGORIES",
    "REASONS",
    "SUPPLIERS",
    "Card",
    "ItemFilter",
    "LotFilter",
    "MovementFilter",
    "create_item",
    "create_location",
    "delete_category",
    "delete_item",
    "delete_location",
    "get_item",
    "get_location",
    "install_main_location",
    "install_reasons",
    "list_items",
    "list_locations",
    "list_lots",
    "list_stock_levels",
    "list_stock_movements",
    "low_stock",
    "movements_by_id",
    "stock_card",
    "stock_has_moved",
    "stock_worth",
    "update_item",
    "update_location",
]
