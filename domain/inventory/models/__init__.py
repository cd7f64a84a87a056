"""Tables of stock (`inv`)."""

from domain.inventory.models.documents import (
    LowStockEvent,
    StockDocument,
    StockDocumentLine,
    Transfer,
    TransferLine,
)
from domain.inventory.models.setup import (
    Category,
    Item,
    ItemBarcode,
    ItemUnit,
    KitPart,
    Location,
    Reason,
    ReorderPoint,
    Supplier,
)
from domain.inventory.models.stock import (
    CostLayer,
    Lot,
    LotLevel,
    LotMovement,
    StockLevel,
    StockMovement,
)

__all__ = [
    "Category",
    "CostLayer",
    "Item",
    "ItemBarcode",
    "ItemUnit",
    "KitPart",
    "Location",
    "Lot",
    "LotLevel",
    "LotMovement",
    "LowStockEvent",
    "Reason",
    "ReorderPoint",
    "StockDocument",
    "StockDocumentLine",
    "StockLevel",
    "StockMovement",
    "Supplier",
    "Transfer",
    "TransferLine",
]
