"""Login, refresh, logout, registration and who am I."""

from fastapi import APIRouter

router = APIRouter(prefix="/api/auth", tags=["auth"])
