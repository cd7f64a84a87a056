"""Every router of the API; a new one is a line here."""

from fastapi import APIRouter

from api import (
    accounting,
    auth,
    imports,
    inventory,
    metrics,
    operations,
    org,
    pos,
    problem_pages,
    reports,
    sales_reports,
    stock_reports,
    tie_reports,
)

ROUTERS: tuple[APIRouter, ...] = (
    # A request is compared with one route after the other: what tills send all day stands first.
    operations.router,
    auth.router,
    org.router,
    accounting.router,
    inventory.router,
    pos.router,
    reports.router,
    sales_reports.router,
    stock_reports.router,
    tie_reports.router,
    imports.router,
    problem_pages.router,
    metrics.router,
)
