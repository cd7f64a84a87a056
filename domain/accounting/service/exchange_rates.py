"""Exchange rates: made, read, changed, taken away; what was posted keeps the rate that it was posted with."""

from collections.abc import Sequence

from domain.accounting.foreign import SHOWN_RATE_DIGITS
from domain.accounting.journal_schemas import RateView
from domain.accounting.models import ExchangeRate
from domain.accounting.repository import ExchangeRateRepository
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.errors import InvalidError
from domain.core.fields import plain_decimal
from domain.org.master_data import MasterData, Values
from domain.org.profile import profile_of


def _views(_uow: UnitOfWork, _ctx: OrgContext, rows: Sequence[ExchangeRate]) -> list[RateView]:
    return [
        RateView(
            id=row.id,
            currency=row.currency,
            date=row.date,
            rate=plain_decimal(row.rate, least=SHOWN_RATE_DIGITS),
            source=row.source,
            version=row.version,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )
        for row in rows
    ]


def _values(uow: UnitOfWork, ctx: OrgContext, given: Values, _row: ExchangeRate | None) -> Values:
    if given.get("currency") == profile_of(uow, org_id=ctx.org_id).currency:
        raise InvalidError.at("currency", "It is the organization's own currency.")
    return given


def _is_used(_uow: UnitOfWork, _ctx: OrgContext, _row: ExchangeRate) -> bool:
    """Say no: a journal keeps its rate in its own lines."""
    return False


EXCHANGE_RATES = MasterData(
    name="exchange_rate", rows=ExchangeRateRepository, views=_views, is_used=_is_used, values=_values
)
