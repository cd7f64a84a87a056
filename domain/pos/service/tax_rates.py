"""Tax rates: made, read, changed, taken away."""

from collections.abc import Sequence

from domain.accounting.service import account_codes, with_account_id
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.fields import plain_decimal
from domain.org.master_data import MasterData
from domain.pos.models import TaxRate
from domain.pos.repository import SaleRepository, TaxRateRepository
from domain.pos.schemas import TaxRateView


def _is_used(uow: UnitOfWork, ctx: OrgContext, row: TaxRate) -> bool:
    return SaleRepository(uow, ctx.org_id).names_tax_rate(row.id)


def _views(uow: UnitOfWork, ctx: OrgContext, rows: Sequence[TaxRate]) -> list[TaxRateView]:
    codes = account_codes(uow, org_id=ctx.org_id, ids={row.account_id for row in rows if row.account_id})
    return [
        TaxRateView(
            id=row.id,
            code=row.code,
            name=row.name,
            percent=plain_decimal(row.percent),
            inclusive=row.inclusive,
            account=codes[row.account_id] if row.account_id else None,
            active=row.active,
            version=row.version,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )
        for row in rows
    ]


TAX_RATES = MasterData(name="tax_rate", rows=TaxRateRepository, views=_views, is_used=_is_used, values=with_account_id)
