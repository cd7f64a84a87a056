"""The location that a new organization begins with."""

from uuid import UUID

from sqlalchemy import insert

from domain.core.db import UnitOfWork
from domain.core.ids import new_id
from domain.inventory.models import Location


def install_main_location(uow: UnitOfWork, *, org_id: UUID) -> UUID:
    """Give a new organization its first location, `MAIN`, and return its id."""
    location_id = new_id()
    uow.session.execute(
        insert(Location).values(org_id=org_id, id=location_id, code="MAIN", name="Main location"),
    )
    return location_id
