"""Every router of the API; a new one is a line here."""

from fastapi import APIRouter

from api import auth, org, problem_pages

ROUTERS: tuple[APIRouter, ...] = (
    auth.router,
    org.router,
    problem_pages.router,
)
