"""Stock: catalogue, locations, levels and movements; what moves stock stands with the operations."""

from fastapi import APIRouter

from api.inventory import (
    categories,
    documents,
    items,
    locations,
    lots,
    low_stock,
    reasons,
    stock,
    suppliers,
    transfers,
)

router = APIRouter()
for part in (categories, documents, items, locations, lots, low_stock, reasons, stock, suppliers, transfers):
    router.include_router(part.router)
