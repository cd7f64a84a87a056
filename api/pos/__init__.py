"""The till: its setup and its sales, as read; what posts sales stands with the operations."""

from fastapi import APIRouter

from api.pos import customers, payment_methods, price_lists, promotions, quotes, receipts, sales, tax_rates, terminals

router = APIRouter()
for part in (sales, receipts, terminals, tax_rates, payment_methods, customers, price_lists, promotions, quotes):
    router.include_router(part.router)
