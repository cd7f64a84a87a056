"""What accounts have taken up to a day."""

from datetime import date
from uuid import UUID

from domain.accounting.repository import AccountTotals, BalanceRepository
from domain.accounting.schemas import AccountType, BalancesView, BalanceView
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.errors import InvalidError
from domain.core.money import text_of
from domain.org.profile import profile_of

FIRST_YEAR, LAST_YEAR = 1970, 2200


def account_totals(uow: UnitOfWork, *, org_id: UUID, as_of: date, location_id: UUID | None) -> list[AccountTotals]:
    """Return code, name, type, debit and credit (minor units) of every account posted to up to `as_of`, by code.

    `location_id`: what was posted at one location, the nil UUID what was posted at none; None means all of it.

    **Raises** `InvalidError` for a day that no journal can bear.
    """
    if not FIRST_YEAR <= as_of.year <= LAST_YEAR:
        raise InvalidError.at("as_of", f"Between {FIRST_YEAR} and {LAST_YEAR}.")
    today = profile_of(uow, org_id=org_id).today()
    return BalanceRepository(uow, org_id).as_of(as_of, today=today, location_id=location_id)


def list_balances(uow: UnitOfWork, ctx: OrgContext, *, as_of: date | None, location_id: UUID | None) -> BalancesView:
    """Return the balance of every account posted to, as of the end of a day, today unless given.

    **Raises** as `account_totals`.
    """
    profile = profile_of(uow, org_id=ctx.org_id)
    as_of, digits = as_of or profile.today(), profile.digits
    return BalancesView(
        as_of=as_of,
        items=[
            BalanceView(
                account=row.code,
                name=row.name,
                type=AccountType(row.type),
                debit=text_of(row.debit, digits),
                credit=text_of(row.credit, digits),
                balance=text_of(row.debit - row.credit, digits),
            )
            for row in account_totals(uow, org_id=ctx.org_id, as_of=as_of, location_id=location_id)
        ],
    )


def location_is_posted_to(uow: UnitOfWork, *, org_id: UUID, location_id: UUID) -> bool:
    """Say whether any journal has a line at this location."""
    return BalanceRepository(uow, org_id).names_location(location_id)
