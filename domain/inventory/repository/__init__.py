"""The rows of stock, a file per noun."""

from domain.inventory.repository.items import ItemFilter, ItemRepository
from domain.inventory.repository.locations import LocationRepository
from domain.inventory.repository.stock import LevelRow, MovementFilter, StockRepository

__all__ = [
    "ItemFilter",
    "ItemRepository",
    "LevelRow",
    "LocationRepository",
    "MovementFilter",
    "StockRepository",
]
