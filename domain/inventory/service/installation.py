"""What a new organization begins with: a location, and reasons to adjust stock."""

from uuid import UUID

from sqlalchemy import insert

from domain.core.db import UnitOfWork
from domain.core.ids import new_id
from domain.inventory.models import Location, Reason

FIRST_REASONS = {
    "breakage": "Breakage",
    "theft": "Theft",
    "expired": "Expired",
    "own_use": "Own use",
    "found": "Found",
    "correction": "Correction",
}


def install_main_location(uow: UnitOfWork, *, org_id: UUID) -> UUID:
    """Give a new organization its first location, `MAIN`, and return its id."""
    location_id = new_id()
    uow.session.execute(
        insert(Location).values(org_id=org_id, id=location_id, code="MAIN", name="Main location"),
    )
    return location_id


def install_reasons(uow: UnitOfWork, *, org_id: UUID) -> None:
    """Give a new organization the usual reasons to adjust stock; `stock_variance` bears them all."""
    uow.session.execute(
        insert(Reason).values(
            [{"org_id": org_id, "id": new_id(), "code": code, "name": name} for code, name in FIRST_REASONS.items()]
        )
    )
