"""Reasons to adjust stock: made, read, changed, taken away."""

from collections.abc import Sequence
from typing import Any

from domain.accounting.service import account_codes, with_account_id
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.inventory.models import Reason
from domain.inventory.repository import ReasonRepository
from domain.inventory.schemas import ReasonView
from domain.org.master_data import MasterData


def _is_used(uow: UnitOfWork, ctx: OrgContext, row: Reason) -> bool:
    return ReasonRepository(uow, ctx.org_id).is_named(row.code)


def _views(uow: UnitOfWork, ctx: OrgContext, rows: Sequence[Reason]) -> list[ReasonView]:
    ids = {row.account_id for row in rows if row.account_id}
    codes: dict[Any, str] = dict(account_codes(uow, org_id=ctx.org_id, ids=ids))
    return [
        ReasonView(
            id=row.id,
            code=row.code,
            name=row.name,
            account=codes.get(row.account_id),
            active=row.active,
            version=row.version,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )
        for row in rows
    ]


REASONS = MasterData(name="reason", rows=ReasonRepository, views=_views, is_used=_is_used, values=with_account_id)
