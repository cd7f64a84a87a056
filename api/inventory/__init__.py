"""Stock: catalogue, locations, levels and movements; what moves stock stands with the operations."""

from fastapi import APIRouter

from api.inventory import items, locations, stock

router = APIRouter()
for part in (items, locations, stock):
    router.include_router(part.router)
