"""Organizations: settings, people, roles, invitations, keys, the audit log, and leaving."""

from fastapi import APIRouter

from api.org import api_keys, audit, closing, invitations, jobs, organizations, roles, settings, users

router = APIRouter()
for noun in (organizations, settings, roles, users, invitations, api_keys, audit, jobs, closing):
    router.include_router(noun.router)
