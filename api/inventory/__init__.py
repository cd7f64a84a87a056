"""Stock: catalogue, locations, levels and movements; what moves stock stands with the operations."""

from fastapi import APIRouter

from api.inventory import categories, items, locations, lots, reasons, stock, suppliers

router = APIRouter()
for part in (categories, items, locations, lots, reasons, stock, suppliers):
    router.include_router(part.router)
