"""Locations as files of reports name them: by the code that people know, not by an identity."""

from uuid import UUID

from domain.core.db import UnitOfWork

CODES = "SELECT id, code FROM inv.locations WHERE org_id = %s"


def location_codes(uow: UnitOfWork, *, org_id: UUID) -> dict[UUID, str]:
    """Return the code of each location, of closed ones too."""
    return dict(uow.driver.execute(CODES, (org_id,)).fetchall())
