"""Organizations, their settings, members, keys and audit log."""

from fastapi import APIRouter

router = APIRouter(prefix="/api/org", tags=["org"])
