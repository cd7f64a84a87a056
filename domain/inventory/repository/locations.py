"""Rows of locations."""

from uuid import UUID

from sqlalchemy import select

from domain.core.base_repository import BaseRepository
from domain.inventory.models import Location, StockDocument, StockLevel


class LocationRepository(BaseRepository[Location]):
    """The locations of one organization."""

    model = Location
    paths = {"uq_locations_org_id_code": "code"}  # noqa: RUF012 - read only

    def has_stock(self, location_id: UUID) -> bool:
        """Say whether anything ever lay there; a movement leaves a level, a stock document stays."""
        level = select(StockLevel.item_id).where(
            StockLevel.org_id == self.org_id, StockLevel.location_id == location_id
        )
        document = select(StockDocument.id).where(
            StockDocument.org_id == self.org_id, StockDocument.location_id == location_id
        )
        return any(self.session.execute(statement.limit(1)).first() for statement in (level, document))
