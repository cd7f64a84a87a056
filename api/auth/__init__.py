"""Who somebody is: accounts, sessions, passwords, second factors, invitations accepted, approvals."""

from fastapi import APIRouter

from api.auth import accounts, approvals, invitations, passwords, second_factor, sessions

router = APIRouter()
for noun in (accounts, sessions, passwords, second_factor, invitations, approvals):
    router.include_router(noun.router)
