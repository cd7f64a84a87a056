"""Price lists: made, read, changed, taken away; and the prices in them."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.errors import NotFoundError
from domain.core.fields import plain_decimal
from domain.core.paging import PageRequest
from domain.core.schemas import Page
from domain.org.changes import record_change
from domain.org.master_data import MasterData, Values
from domain.org.profile import profile_of
from domain.pos.errors import EntryTwice, MinimumTwice
from domain.pos.models import PriceList, PriceListEntry
from domain.pos.repository import PriceListRepository
from domain.pos.rule_schemas import EntriesPut, EntriesView, EntryPut, EntryView, PriceListView, Tier, TierView
from domain.pos.service.rule_values import rule_values, timed_fields

Prices = dict[UUID, list[dict[str, Any]]]


def list_entries(
    uow: UnitOfWork, ctx: OrgContext, *, price_list_id: UUID, paging: PageRequest, item_id: UUID | None = None
) -> Page[EntryView]:
    """Return one page of the items in a list with their prices. **Raises** `NotFoundError`, `CursorInvalid`."""
    lists = PriceListRepository(uow, ctx.org_id)
    lists.get(price_list_id)
    found = lists.page_of_items(price_list_id, paging, item_id)
    ids = [row.item_id for row in found.rows]
    entries = lists.entries(price_list_id, ids)
    digits = profile_of(uow, org_id=ctx.org_id).digits
    return Page(items=[_entry(one, entries[one], digits) for one in ids], next_cursor=found.next_cursor)


def put_entry(
    uow: UnitOfWork, ctx: OrgContext, *, price_list_id: UUID, item_id: UUID, given: EntryPut, expected: int | None
) -> EntryView:
    """Give one item its prices in a list.

    **Raises** `NotFoundError`, `PreconditionError`, `MinimumTwice`, `UnknownReference`.
    """
    prices = {item_id: _tiers(given.prices, "prices")}
    return _write(uow, ctx, price_list_id, prices, expected=expected)[0]


def put_entries(
    uow: UnitOfWork, ctx: OrgContext, *, price_list_id: UUID, given: EntriesPut, expected: int | None
) -> EntriesView:
    """Give many items their prices in a list; the others keep theirs.

    **Raises** `NotFoundError`, `PreconditionError`, `EntryTwice`, `MinimumTwice`, `UnknownReference`.
    """
    prices: Prices = {}
    for at, entry in enumerate(given.entries):
        if entry.item_id in prices:
            raise EntryTwice.at(f"entries.{at}.item_id")
        prices[entry.item_id] = _tiers(entry.prices, f"entries.{at}.prices")
    return EntriesView(entries=_write(uow, ctx, price_list_id, prices, expected=expected))


def list_prices(
    uow: UnitOfWork, ctx: OrgContext, *, price_list_id: UUID, item_ids: Collection[UUID], lock: bool = False
) -> dict[UUID, dict[Decimal, Decimal]]:
    """Return the prices of many items in a list, by the quantity from which each holds.

    `lock`: nobody else changes the list until the end of the transaction. **Raises** `NotFoundError`.
    """
    lists = PriceListRepository(uow, ctx.org_id)
    if lock:
        lists.get_for_update(price_list_id, expected=None)
    found = lists.entries(price_list_id, item_ids)
    return {item_id: {entry.min_quantity: entry.price for entry in entries} for item_id, entries in found.items()}


def set_prices(
    uow: UnitOfWork, ctx: OrgContext, *, price_list_id: UUID, prices: Mapping[UUID, Mapping[Decimal, Decimal]]
) -> None:
    """Give many items all their prices in a list, by the quantity from which each holds.

    **Raises** `NotFoundError`, `UnknownReference`.
    """
    rows = {
        item_id: [{"min_quantity": quantity, "price": price} for quantity, price in sorted(tiers.items())]
        for item_id, tiers in prices.items()
    }
    _write(uow, ctx, price_list_id, rows, expected=None)


def delete_entry(uow: UnitOfWork, ctx: OrgContext, *, price_list_id: UUID, item_id: UUID, expected: int | None) -> None:
    """Take an item off a list. **Raises** `NotFoundError` also where it is not on it, `PreconditionError`."""
    lists = PriceListRepository(uow, ctx.org_id)
    lists.get(price_list_id)
    if not lists.entries(price_list_id, [item_id]):
        raise NotFoundError
    _write(uow, ctx, price_list_id, {item_id: []}, expected=expected)


def _tiers(given: Sequence[Tier], path: str) -> list[dict[str, Any]]:
    seen = set()
    for at, tier in enumerate(given):
        if tier.min_quantity in seen:
            raise MinimumTwice.at(f"{path}.{at}.min_quantity")
        seen.add(tier.min_quantity)
    return [tier.model_dump() for tier in given]


def _write(
    uow: UnitOfWork, ctx: OrgContext, price_list_id: UUID, prices: Prices, *, expected: int | None
) -> list[EntryView]:
    """Write prices where they differ, raise the list's version and keep the change in the audit log."""
    lists = PriceListRepository(uow, ctx.org_id)
    row = lists.get_for_update(price_list_id, expected=expected)
    digits = profile_of(uow, org_id=ctx.org_id).digits
    before = _entries(lists.entries(price_list_id, prices), digits)
    lists.replace_entries(price_list_id, prices)
    after = _entries(lists.entries(price_list_id, prices), digits)
    if after != before:
        lists.touch(row, {})
        record_change(
            uow,
            ctx,
            action="price_list.entries",
            subject_id=price_list_id,
            before=EntriesView(entries=list(before.values())),
            after=EntriesView(entries=list(after.values())),
        )
    return [after[item_id] for item_id in prices if item_id in after]


def _entries(found: Mapping[UUID, Sequence[PriceListEntry]], digits: int) -> dict[UUID, EntryView]:
    return {item_id: _entry(item_id, entries, digits) for item_id, entries in found.items()}


def _entry(item_id: UUID, entries: Sequence[PriceListEntry], digits: int) -> EntryView:
    tiers = [
        TierView(min_quantity=plain_decimal(entry.min_quantity), price=plain_decimal(entry.price, least=digits))
        for entry in entries
    ]
    return EntryView(item_id=item_id, prices=tiers)


def _values(uow: UnitOfWork, ctx: OrgContext, given: Values, row: PriceList | None) -> Values:
    return rule_values(PriceListRepository(uow, ctx.org_id), given, row)


def _views(uow: UnitOfWork, ctx: OrgContext, rows: Sequence[PriceList]) -> list[PriceListView]:
    scopes = PriceListRepository(uow, ctx.org_id).scopes_of([row.id for row in rows])
    return [PriceListView(**timed_fields(row), **scopes[row.id]) for row in rows]


def _is_used(_uow: UnitOfWork, _ctx: OrgContext, _row: PriceList) -> bool:
    """Say no: a sale's lines keep what a list did in their own words, so that nothing names the list itself."""
    return False


PRICE_LISTS = MasterData(name="price_list", rows=PriceListRepository, views=_views, is_used=_is_used, values=_values)
