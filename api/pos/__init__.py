"""The till: its setup and its sales, as read; what posts sales stands with the operations."""

from fastapi import APIRouter

from api.pos import (
    customers,
    money,
    payment_methods,
    price_lists,
    promotions,
    quotes,
    receipts,
    sales,
    shifts,
    stored_values,
    tax_rates,
    terminals,
)

router = APIRouter()
for part in (
    sales,
    receipts,
    terminals,
    tax_rates,
    payment_methods,
    customers,
    price_lists,
    promotions,
    quotes,
    shifts,
    stored_values,
    money,
):
    router.include_router(part.router)
