"""What accounts have taken up to a day."""

from datetime import date
from uuid import UUID

from domain.accounting.repository import AccountTotals, BalanceRepository
from domain.core.db import UnitOfWork
from domain.core.errors import InvalidError, NotFoundError
from domain.core.ids import NIL
from domain.org.profile import profile_of

FIRST_YEAR, LAST_YEAR = 1970, 2200


def account_totals(uow: UnitOfWork, *, org_id: UUID, as_of: date, location_id: UUID | None) -> list[AccountTotals]:
    """Return code, name, type, debit and credit (minor units) of every account posted to up to `as_of`, by code.

    `location_id`: what was posted at one location, the nil UUID what was posted at none; None means all of it.

    **Raises** `InvalidError` for a day that no journal can bear, `NotFoundError` for a location that is not there.
    """
    if not FIRST_YEAR <= as_of.year <= LAST_YEAR:
        raise InvalidError.at("as_of", f"Between {FIRST_YEAR} and {LAST_YEAR}.")
    balances = BalanceRepository(uow, org_id)
    if location_id not in (None, NIL) and not balances.knows_location(location_id):
        raise NotFoundError
    today = profile_of(uow, org_id=org_id).today()
    return balances.as_of(as_of, today=today, location_id=location_id)


def location_is_posted_to(uow: UnitOfWork, *, org_id: UUID, location_id: UUID) -> bool:
    """Say whether any journal has a line at this location."""
    return BalanceRepository(uow, org_id).names_location(location_id)
