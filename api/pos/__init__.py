"""The till: its setup and its sales, as read; what posts sales stands with the operations."""

from fastapi import APIRouter

from api.pos import customers, payment_methods, sales, tax_rates, terminals

router = APIRouter()
for part in (sales, terminals, tax_rates, payment_methods, customers):
    router.include_router(part.router)
