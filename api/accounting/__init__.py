"""The ledger: chart, roles, journals and balances; what posts journals stands with the operations."""

from fastapi import APIRouter

from api.accounting import accounts, journals, roles

router = APIRouter()
for part in (accounts, roles, journals):
    router.include_router(part.router)
