"""Categories: made, read, changed, taken away; and the accounts that stand for their stock."""

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any
from uuid import UUID

from domain.accounting.schemas import AccountType
from domain.accounting.service import account_codes, account_ids, free_stock_account, stock_account_id
from domain.core.base_repository import UnknownReference
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.inventory.errors import CategoryCycle, StockOnAccount
from domain.inventory.models import Category
from domain.inventory.repository import CategoryRepository
from domain.inventory.schemas import CategoryView
from domain.org.changes import record_change
from domain.org.master_data import MasterData, Values

TYPES = MappingProxyType({"sales_account": AccountType.REVENUE, "cogs_account": AccountType.EXPENSE})


def delete_category(uow: UnitOfWork, ctx: OrgContext, *, category_id: UUID, expected: int | None) -> None:
    """Delete a category that nothing names, else deactivate it; its account for stock is free once it is gone.

    **Raises** `NotFoundError`, `PreconditionError`.
    """
    categories = CategoryRepository(uow, ctx.org_id)
    account_id = categories.get(category_id).inventory_account_id
    CATEGORIES.delete(uow, ctx, row_id=category_id, expected=expected)
    if account_id is not None and not categories.is_on(account_id):
        free_stock_account(uow, org_id=ctx.org_id, account_id=account_id)


def add_missing_category(uow: UnitOfWork, ctx: OrgContext, *, code: str) -> None:
    """Make the category that an item names, unless it is there: files and tills need no order."""
    category_id = CategoryRepository(uow, ctx.org_id).add_missing(code)
    if category_id is not None:
        view = CATEGORIES.get(uow, ctx, row_id=category_id)
        record_change(uow, ctx, action="category.create", subject_id=category_id, after=view)


def inventory_account_id(uow: UnitOfWork, *, org_id: UUID, category: str | None) -> UUID | None:
    """Return the account that the stock of a category stands on; None for that of the role."""
    found = None if category is None else CategoryRepository(uow, org_id).by_code(category)
    return found.inventory_account_id if found else None


def _values(uow: UnitOfWork, ctx: OrgContext, given: Values, row: Category | None) -> Values:
    """Return codes as ids. **Raises** `UnknownReference`, `CategoryCycle`, `UnknownAccount`, `WrongAccountType`."""
    values = {name: value for name, value in given.items() if name not in {"parent", "inventory_account", *TYPES}}
    if "parent" in given:
        values["parent_id"] = _parent_id(CategoryRepository(uow, ctx.org_id), given["parent"], row)
    codes = {path: given[path] for path in TYPES if given.get(path) is not None}
    ids = account_ids(uow, org_id=ctx.org_id, codes=codes, types=TYPES)
    values |= {f"{path}_id": ids.get(path) for path in TYPES if path in given}
    if "inventory_account" in given:
        values["inventory_account_id"] = _move_stock_account(uow, ctx, given["inventory_account"], row)
    return values


def _parent_id(categories: CategoryRepository, code: str | None, row: Category | None) -> UUID | None:
    if code is None:
        return None
    parent = categories.by_code(code)
    if parent is None:
        raise UnknownReference.at("parent")
    if row is not None and categories.is_below(parent.id, row.id):
        raise CategoryCycle.at("parent")
    return parent.id


def _move_stock_account(uow: UnitOfWork, ctx: OrgContext, code: str | None, row: Category | None) -> UUID | None:
    """Return the account for the stock of the category from now on. **Raises** `StockOnAccount`, `ControlAccount`."""
    path = "inventory_account"
    old_id = row.inventory_account_id if row else None
    codes = account_codes(uow, org_id=ctx.org_id, ids={old_id} if old_id else set())
    if code == (codes[old_id] if old_id else None):
        return old_id
    categories = CategoryRepository(uow, ctx.org_id)
    if row is not None and categories.has_stock(row.code):
        raise StockOnAccount.at(path)
    if row is not None and old_id is not None and not categories.is_on(old_id, but=row.id):
        free_stock_account(uow, org_id=ctx.org_id, account_id=old_id)
    return None if code is None else stock_account_id(uow, org_id=ctx.org_id, code=code, path=path)


def _is_used(uow: UnitOfWork, ctx: OrgContext, row: Category) -> bool:
    return CategoryRepository(uow, ctx.org_id).is_named(row)


def _views(uow: UnitOfWork, ctx: OrgContext, rows: Sequence[Category]) -> list[CategoryView]:
    named = ("sales_account_id", "cogs_account_id", "inventory_account_id")
    ids = {account_id for row in rows for name in named if (account_id := getattr(row, name))}
    accounts: dict[Any, str] = dict(account_codes(uow, org_id=ctx.org_id, ids=ids))
    parents: dict[Any, str] = dict(
        CategoryRepository(uow, ctx.org_id).codes({row.parent_id for row in rows if row.parent_id})
    )
    return [
        CategoryView(
            id=row.id,
            code=row.code,
            name=row.name,
            parent=parents.get(row.parent_id),
            sales_account=accounts.get(row.sales_account_id),
            cogs_account=accounts.get(row.cogs_account_id),
            inventory_account=accounts.get(row.inventory_account_id),
            tax_rate_id=row.tax_rate_id,
            active=row.active,
            version=row.version,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )
        for row in rows
    ]


CATEGORIES = MasterData(name="category", rows=CategoryRepository, views=_views, is_used=_is_used, values=_values)
