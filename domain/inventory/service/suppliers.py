"""Suppliers: made, read, changed, taken away."""

from collections.abc import Sequence

from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.inventory.models import Supplier
from domain.inventory.repository import SupplierRepository
from domain.inventory.schemas import SupplierView
from domain.org.master_data import MasterData


def _is_used(uow: UnitOfWork, ctx: OrgContext, row: Supplier) -> bool:
    return SupplierRepository(uow, ctx.org_id).is_named(row.code)


def _views(_uow: UnitOfWork, _ctx: OrgContext, rows: Sequence[Supplier]) -> list[SupplierView]:
    return [SupplierView.model_validate(row) for row in rows]


SUPPLIERS = MasterData(name="supplier", rows=SupplierRepository, views=_views, is_used=_is_used)
