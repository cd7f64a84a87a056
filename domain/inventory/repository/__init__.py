"""The rows of stock, a file per noun."""

from domain.inventory.repository.categories import CategoryRepository
from domain.inventory.repository.details import DetailRepository
from domain.inventory.repository.documents import DocumentFilter, DocumentRepository, TransferFilter
from domain.inventory.repository.items import ItemFilter, ItemRepository
from domain.inventory.repository.locations import LocationRepository
from domain.inventory.repository.lots import LotFilter, LotRepository
from domain.inventory.repository.partners import ReasonRepository, SupplierRepository
from domain.inventory.repository.stock import LevelRow, MovedLot, MovementFilter, StockRepository
from domain.inventory.repository.sums import CardRow, LowRow, MovedRow, StockSums

__all__ = [
    "CardRow",
    "CategoryRepository",
    "DetailRepository",
    "DocumentFilter",
    "DocumentRepository",
    "ItemFilter",
    "ItemRepository",
    "LevelRow",
    "LocationRepository",
    "LotFilter",
    "LotRepository",
    "LowRow",
    "MovedLot",
    "MovedRow",
    "MovementFilter",
    "ReasonRepository",
    "StockRepository",
    "StockSums",
    "SupplierRepository",
    "TransferFilter",
]
