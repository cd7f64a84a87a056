"""The catalogue: items made, read, changed, taken away."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from domain.accounting.schemas import AccountType
from domain.accounting.service import account_codes, account_ids
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.fields import plain_decimal
from domain.core.paging import PageRequest
from domain.core.schemas import Page
from domain.inventory.details import Details
from domain.inventory.errors import ItemIsPart, ItemMoved, NeverStocked, StandardCostInStock, StockOnAccount
from domain.inventory.models import Item
from domain.inventory.repository import DetailRepository, ItemFilter, ItemRepository
from domain.inventory.schemas import ItemCreate, ItemPatch, ItemView
from domain.inventory.service.categories import add_missing_category, inventory_account_id
from domain.inventory.service.details import NAMES, check_labels, detail_views, details_given, refuse_taken
from domain.org.changes import record_change
from domain.org.profile import profile_of
from domain.org.schemas import CostingMethod

# Levels count units of this very item: once some have moved, these say what the count is a count of.
FIXED_ONCE_MOVED = ("stocked", "sku", "unit", "tracking")


def create_item(uow: UnitOfWork, ctx: OrgContext, *, given: ItemCreate) -> tuple[ItemView, bool]:
    """Add an item to the catalogue, and its category where that is new; say whether the item is new.

    **Raises** `ConflictError` for a sku or an id that is taken, `BarcodeTaken`, `BarcodeTwice`, `UnitTwice`,
    `PartTwice`, `PartNotStocked`, `LocationTwice`, `NeverStocked`, `UnknownAccount`, `WrongAccountType`,
    `ControlAccount`, `UnknownReference` for the tax rate, a part or a location.
    """
    items, details = ItemRepository(uow, ctx.org_id), DetailRepository(uow, ctx.org_id)
    fields = {name: getattr(given, name) for name in ItemCreate.model_fields}
    new = Details(**details_given(details, fields, item_id=None))
    check_labels(fields, new, own_unit=given.unit)
    values = _columns(uow, ctx, {name: value for name, value in fields.items() if name not in NAMES})
    values |= {"has_units": bool(new.units), "is_kit": bool(new.kit)}
    if new.kit or given.gift_card:
        if given.stocked and "stocked" in given.model_fields_set:
            raise NeverStocked.at("stocked")
        values["stocked"] = False

    def same(existing: Item) -> bool:
        unchanged = all(getattr(existing, name) == value for name, value in values.items())
        return unchanged and details.of([existing.id])[existing.id] == new

    item, created = items.insert_once(values, same=same)
    if created:
        refuse_taken(fields, details.write(item.id, Details(), new))
    view = _views(uow, ctx, [item])[0]
    if created:
        record_change(uow, ctx, action="item.create", subject_id=item.id, after=view)
    return view, created


def get_item(uow: UnitOfWork, ctx: OrgContext, *, item_id: UUID) -> ItemView:
    """Return one item. **Raises** `NotFoundError`."""
    return _views(uow, ctx, [ItemRepository(uow, ctx.org_id).get(item_id)])[0]


def list_items(uow: UnitOfWork, ctx: OrgContext, *, paging: PageRequest, wanted: ItemFilter) -> Page[ItemView]:
    """Return one page of the catalogue, newest first. **Raises** `CursorInvalid`."""
    found = ItemRepository(uow, ctx.org_id).find_page(paging, wanted)
    return Page(items=_views(uow, ctx, found.rows), next_cursor=found.next_cursor)


def update_item(uow: UnitOfWork, ctx: OrgContext, *, item_id: UUID, patch: ItemPatch, expected: int | None) -> ItemView:
    """Change an item; what has been posted keeps the names and prices of its moment.

    **Raises** `NotFoundError`, `PreconditionError`, `ItemMoved`, `ItemIsPart`, `StandardCostInStock` for the cost,
    `StockOnAccount` for the category, and what `create_item` raises.
    """
    items, details = ItemRepository(uow, ctx.org_id), DetailRepository(uow, ctx.org_id)
    item = items.get_for_update(item_id, expected=expected)
    before, old = _views(uow, ctx, [item])[0], details.of([item_id])[item_id]
    given = patch.changes()
    new = replace(old, **details_given(details, given, item_id=item_id))
    changes = _columns(uow, ctx, {name: value for name, value in given.items() if name not in NAMES})
    check_labels(given, new, own_unit=changes.get("unit", item.unit))
    changes |= {"has_units": bool(new.units), "is_kit": bool(new.kit)}
    if new.kit or changes.get("gift_card", item.gift_card):
        if changes.get("stocked"):
            raise NeverStocked.at("stocked")
        changes["stocked"] = False
    _check_free(uow, items, details, item, changes)
    item, changed = items.update(item, changes)
    if new != old:
        refuse_taken(given, details.write(item_id, old, new))
        item = item if changed else items.touch(item, {})
    view = _views(uow, ctx, [item])[0]
    if changed or new != old:
        record_change(uow, ctx, action="item.update", subject_id=item_id, before=before, after=view)
    return view


def delete_item(uow: UnitOfWork, ctx: OrgContext, *, item_id: UUID, expected: int | None, used_elsewhere: bool) -> None:
    """Delete an item that was never used, else deactivate it.

    `used_elsewhere`: whether it has been sold, which the till's module knows.

    **Raises** `NotFoundError`, `PreconditionError`.
    """
    items = ItemRepository(uow, ctx.org_id)
    item = items.get_for_update(item_id, expected=expected)
    before = _views(uow, ctx, [item])[0]
    if items.remove(item, used=used_elsewhere or items.has_moved(item_id) or items.is_in_documents(item_id)):
        record_change(uow, ctx, action="item.delete", subject_id=item_id, before=before)
        return
    after = _views(uow, ctx, [items.get(item_id)])[0]
    record_change(uow, ctx, action="item.deactivate", subject_id=item_id, before=before, after=after)


def _columns(uow: UnitOfWork, ctx: OrgContext, given: dict[str, Any]) -> dict[str, Any]:
    """Return the item's own columns; makes its category where that is new."""
    values = dict(given)
    if "sales_account" in values:
        code = values.pop("sales_account")
        codes = {} if code is None else {"sales_account": code}
        types = {"sales_account": AccountType.REVENUE}
        ids = account_ids(uow, org_id=ctx.org_id, codes=codes, types=types)
        values["sales_account_id"] = ids.get("sales_account")
    if values.get("category") is not None:
        add_missing_category(uow, ctx, code=values["category"])
    return values


def _check_free(
    uow: UnitOfWork, items: ItemRepository, details: DetailRepository, item: Item, changes: dict[str, Any]
) -> None:
    """Check that nothing changes that stock or kits rely on.

    **Raises** `ItemMoved`, `ItemIsPart`, `StandardCostInStock`, `StockOnAccount`.
    """
    for name in FIXED_ONCE_MOVED:
        if name in changes and changes[name] != getattr(item, name) and items.has_moved(item.id):
            raise ItemMoved.at(name)
    if item.stocked and changes.get("stocked") is False and details.is_part(item.id):
        raise ItemIsPart.at("stocked")
    if "cost" in changes and changes["cost"] != item.cost:
        standard = profile_of(uow, org_id=items.org_id).costing_method == CostingMethod.STANDARD
        if standard and items.has_stock(item.id):
            raise StandardCostInStock.at("cost")
    if "category" in changes and changes["category"] != item.category and items.has_stock(item.id):
        accounts = {
            inventory_account_id(uow, org_id=items.org_id, category=category)
            for category in (item.category, changes["category"])
        }
        if len(accounts) > 1:
            raise StockOnAccount.at("category")


def _views(uow: UnitOfWork, ctx: OrgContext, rows: Sequence[Item]) -> list[ItemView]:
    digits = profile_of(uow, org_id=ctx.org_id).digits
    details = DetailRepository(uow, ctx.org_id).of([row.id for row in rows])
    ids = {row.sales_account_id for row in rows if row.sales_account_id}
    accounts: dict[Any, str] = dict(account_codes(uow, org_id=ctx.org_id, ids=ids))
    return [
        ItemView(
            **{name: getattr(row, name) for name in _AS_STORED},
            **detail_views(details[row.id], digits),
            price=plain_decimal(row.price, least=digits),
            cost=None if row.cost is None else plain_decimal(row.cost, least=digits),
            sales_account=accounts.get(row.sales_account_id),
            reorder_point=None if row.reorder_point is None else plain_decimal(row.reorder_point),
        )
        for row in rows
    ]


_AS_SHOWN = {*NAMES, "price", "cost", "sales_account", "reorder_point"}
_AS_STORED = tuple(name for name in ItemView.model_fields if name not in _AS_SHOWN)
