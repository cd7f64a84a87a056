"""Payment methods: made, read, changed, taken away; payments keep the kind they were posted with."""

from collections.abc import Sequence

from domain.accounting.service import account_codes, with_account_id
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.org.master_data import MasterData
from domain.pos.models import PaymentMethod
from domain.pos.repository import PaymentMethodRepository, SaleRepository, ShiftRepository
from domain.pos.schemas import PaymentKind, PaymentMethodView


def _is_used(uow: UnitOfWork, ctx: OrgContext, row: PaymentMethod) -> bool:
    in_drawers = row.kind == PaymentKind.CASH and ShiftRepository(uow, ctx.org_id).any()
    return in_drawers or SaleRepository(uow, ctx.org_id).names_payment_method(row.id)


def _views(uow: UnitOfWork, ctx: OrgContext, rows: Sequence[PaymentMethod]) -> list[PaymentMethodView]:
    codes = account_codes(uow, org_id=ctx.org_id, ids={row.account_id for row in rows if row.account_id})
    return [
        PaymentMethodView(
            id=row.id,
            code=row.code,
            name=row.name,
            kind=PaymentKind(row.kind),
            account=codes[row.account_id] if row.account_id else None,
            active=row.active,
            version=row.version,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )
        for row in rows
    ]


PAYMENT_METHODS = MasterData(
    name="payment_method", rows=PaymentMethodRepository, views=_views, is_used=_is_used, values=with_account_id
)
