"""The catalogue: items made, read, changed, taken away."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.fields import plain_decimal
from domain.core.paging import PageRequest
from domain.core.schemas import Page
from domain.inventory.errors import BarcodeTaken, BarcodeTwice, ItemMoved
from domain.inventory.models import Item
from domain.inventory.repository import ItemFilter, ItemRepository
from domain.inventory.schemas import ItemCreate, ItemPatch, ItemView
from domain.org.changes import record_change
from domain.org.profile import profile_of

# Levels count units of this very item: once some have moved, these say what the count is a count of.
FIXED_ONCE_MOVED = ("stocked", "sku", "unit")


def create_item(uow: UnitOfWork, ctx: OrgContext, *, given: ItemCreate) -> tuple[ItemView, bool]:
    """Add an item to the catalogue; say whether it is new.

    **Raises** `ConflictError` for a sku or an id that is taken, `BarcodeTaken`, `BarcodeTwice`, `UnknownReference`
    for the tax rate.
    """
    items = ItemRepository(uow, ctx.org_id)
    _check_distinct(given.barcodes)
    values = given.model_dump(exclude={"barcodes"})

    def same(existing: Item) -> bool:
        unchanged = all(getattr(existing, name) == value for name, value in values.items())
        return unchanged and items.barcodes([existing.id])[existing.id] == sorted(given.barcodes)

    item, created = items.insert_once(values, same=same)
    if created:
        _add_barcodes(items, item.id, given.barcodes, given.barcodes)
    view = _view(item, sorted(given.barcodes), profile_of(uow, org_id=ctx.org_id).digits)
    if created:
        record_change(uow, ctx, action="item.create", subject_id=item.id, after=view)
    return view, created


def get_item(uow: UnitOfWork, ctx: OrgContext, *, item_id: UUID) -> ItemView:
    """Return one item. **Raises** `NotFoundError`."""
    items = ItemRepository(uow, ctx.org_id)
    return _view_one(uow, items, items.get(item_id))


def list_items(uow: UnitOfWork, ctx: OrgContext, *, paging: PageRequest, wanted: ItemFilter) -> Page[ItemView]:
    """Return one page of the catalogue, newest first. **Raises** `CursorInvalid`."""
    items = ItemRepository(uow, ctx.org_id)
    found = items.find_page(paging, wanted)
    barcodes = items.barcodes([item.id for item in found.rows])
    digits = profile_of(uow, org_id=ctx.org_id).digits
    return Page(
        items=[_view(item, barcodes.get(item.id, []), digits) for item in found.rows], next_cursor=found.next_cursor
    )


def update_item(uow: UnitOfWork, ctx: OrgContext, *, item_id: UUID, patch: ItemPatch, expected: int | None) -> ItemView:
    """Change an item; what has been posted keeps the names and prices of its moment.

    **Raises** `NotFoundError`, `PreconditionError`, `ConflictError`, `BarcodeTaken`, `BarcodeTwice`, `ItemMoved`,
    `UnknownReference`.
    """
    items = ItemRepository(uow, ctx.org_id)
    item = items.get_for_update(item_id, expected=expected)
    before = _view_one(uow, items, item)
    changes = patch.changes()
    for name in FIXED_ONCE_MOVED:
        if name in changes and changes[name] != getattr(item, name) and items.has_moved(item_id):
            raise ItemMoved.at(name)
    barcodes = changes.pop("barcodes", None)
    relabelled = barcodes is not None and _replace_barcodes(items, item_id, before.barcodes, barcodes)
    item, changed = items.update(item, changes)
    if relabelled and not changed:
        item = items.touch(item, {})
    view = _view_one(uow, items, item)
    if changed or relabelled:
        record_change(uow, ctx, action="item.update", subject_id=item_id, before=before, after=view)
    return view


def delete_item(uow: UnitOfWork, ctx: OrgContext, *, item_id: UUID, expected: int | None, used_elsewhere: bool) -> None:
    """Delete an item that was never used, else deactivate it.

    `used_elsewhere`: whether it has been sold, which the till's module knows.

    **Raises** `NotFoundError`, `PreconditionError`.
    """
    items = ItemRepository(uow, ctx.org_id)
    item = items.get_for_update(item_id, expected=expected)
    before = _view_one(uow, items, item)
    if items.remove(item, used=used_elsewhere or items.has_moved(item_id) or items.is_in_documents(item_id)):
        record_change(uow, ctx, action="item.delete", subject_id=item_id, before=before)
        return
    after = _view_one(uow, items, items.get(item_id))
    record_change(uow, ctx, action="item.deactivate", subject_id=item_id, before=before, after=after)


def _check_distinct(barcodes: Sequence[str]) -> None:
    seen: set[str] = set()
    for at, barcode in enumerate(barcodes):
        if barcode in seen:
            raise BarcodeTwice.at(f"barcodes.{at}")
        seen.add(barcode)


def _add_barcodes(items: ItemRepository, item_id: UUID, new: Sequence[str], given: Sequence[str]) -> None:
    """Let new barcodes name the item. **Raises** `BarcodeTaken` at the place where it was given."""
    taken = items.add_barcodes(item_id, new)
    for at, barcode in enumerate(given):
        if barcode in taken:
            raise BarcodeTaken.at(f"barcodes.{at}")


def _replace_barcodes(items: ItemRepository, item_id: UUID, old: Sequence[str], given: Sequence[str]) -> bool:
    _check_distinct(given)
    if set(old) == set(given):
        return False
    items.drop_barcodes(item_id, set(old) - set(given))
    _add_barcodes(items, item_id, [barcode for barcode in given if barcode not in old], given)
    return True


def _view_one(uow: UnitOfWork, items: ItemRepository, item: Item) -> ItemView:
    return _view(item, items.barcodes([item.id])[item.id], profile_of(uow, org_id=items.org_id).digits)


def _view(item: Item, barcodes: list[str], digits: int) -> ItemView:
    known: dict[str, Any] = {name: getattr(item, name) for name in _AS_STORED}
    return ItemView(
        **known,
        barcodes=barcodes,
        price=plain_decimal(item.price, least=digits),
        cost=None if item.cost is None else plain_decimal(item.cost, least=digits),
        reorder_point=None if item.reorder_point is None else plain_decimal(item.reorder_point),
    )


_AS_STORED = tuple(name for name in ItemView.model_fields if name not in {"barcodes", "price", "cost", "reorder_point"})
