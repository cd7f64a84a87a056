"""Gift cards, store credits and deposits as they are kept: registered, blocked, read with their movements."""

from collections.abc import Sequence
from uuid import UUID

from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.money import text_of
from domain.core.paging import PageRequest
from domain.core.schemas import Page
from domain.org.changes import record_change
from domain.org.profile import profile_of
from domain.pos.models import StoredValue, StoredValueMovement
from domain.pos.money_schemas import (
    GiftCardCreate,
    GiftCardPatch,
    SourceView,
    StoredValueInFull,
    StoredValueKind,
    StoredValueMovementView,
    StoredValueView,
)
from domain.pos.repository import StoredValueRepository
from domain.pos.stored_codes import new_card_code, stored_value_id

CARD = StoredValueKind.GIFT_CARD.value


def register_gift_card(uow: UnitOfWork, ctx: OrgContext, *, given: GiftCardCreate) -> tuple[StoredValueView, bool]:
    """Make a gift card that holds nothing yet; say whether it is new. Selling it loads it.

    **Raises** `ConflictError` where the code is that of a card with other terms.
    """
    code = given.code or new_card_code()
    values = {
        "id": UUID(stored_value_id(str(ctx.org_id), CARD, code)),
        "kind": CARD,
        "code": code,
        "balance": 0,
        "expires_on": given.expires_on,
    }
    # A code that is given again is the same card, whatever it holds by now.
    row, is_new = StoredValueRepository(uow, ctx.org_id).insert_once(
        values, same=lambda row: row.expires_on == given.expires_on
    )
    view = _views(uow, ctx, [row])[0]
    if is_new:
        record_change(uow, ctx, action="gift_card.create", subject_id=row.id, after=view)
    return view, is_new


def change_gift_card(
    uow: UnitOfWork, ctx: OrgContext, *, code: str, patch: GiftCardPatch, expected: int | None
) -> StoredValueView:
    """Let a gift card end on another day, block it or free it.

    **Raises** `NotFoundError`, `PreconditionError`.
    """
    values = StoredValueRepository(uow, ctx.org_id)
    row = values.get_for_update(values.by_code(CARD, code).id, expected=expected)
    before = _views(uow, ctx, [row])[0]
    row, changed = values.update(row, patch.changes())
    after = _views(uow, ctx, [row])[0]
    if changed:
        record_change(uow, ctx, action="gift_card.update", subject_id=row.id, before=before, after=after)
    return after


def get_gift_card(uow: UnitOfWork, ctx: OrgContext, *, code: str, paging: PageRequest) -> StoredValueInFull:
    """Return a gift card with a page of its movements. **Raises** `NotFoundError`, `CursorInvalid`."""
    return _in_full(uow, ctx, StoredValueRepository(uow, ctx.org_id).by_code(CARD, code), paging)


def get_stored_value(uow: UnitOfWork, ctx: OrgContext, *, value_id: UUID, paging: PageRequest) -> StoredValueInFull:
    """Return a stored value with a page of its movements. **Raises** `NotFoundError`, `CursorInvalid`."""
    return _in_full(uow, ctx, StoredValueRepository(uow, ctx.org_id).get(value_id), paging)


def list_stored_values(
    uow: UnitOfWork,
    ctx: OrgContext,
    *,
    paging: PageRequest,
    kind: StoredValueKind | None = None,
    customer_id: UUID | None = None,
    code: str | None = None,
) -> Page[StoredValueView]:
    """Return one page of the stored values, newest first. **Raises** `CursorInvalid`."""
    where = []
    if kind is not None:
        where.append(StoredValue.kind == kind.value)
    if customer_id is not None:
        where.append(StoredValue.customer_id == customer_id)
    if code is not None:
        where.append(StoredValue.code == code)
    found = StoredValueRepository(uow, ctx.org_id).page(paging, *where)
    return Page(items=_views(uow, ctx, found.rows), next_cursor=found.next_cursor)


def _in_full(uow: UnitOfWork, ctx: OrgContext, row: StoredValue, paging: PageRequest) -> StoredValueInFull:
    found = StoredValueRepository(uow, ctx.org_id).movements(row.id, paging)
    digits = profile_of(uow, org_id=ctx.org_id).digits
    return StoredValueInFull(
        **_views(uow, ctx, [row])[0].model_dump(),
        movements=[_movement(movement, digits) for movement in found.rows],
        next_cursor=found.next_cursor,
    )


def _movement(movement: StoredValueMovement, digits: int) -> StoredValueMovementView:
    return StoredValueMovementView(
        id=movement.id,
        amount=text_of(movement.amount, digits),
        source=SourceView(type=movement.source_type, id=movement.source_id),
        occurred_at=movement.occurred_at,
        business_date=movement.business_date,
        posted_at=movement.posted_at,
    )


def _views(uow: UnitOfWork, ctx: OrgContext, rows: Sequence[StoredValue]) -> list[StoredValueView]:
    digits = profile_of(uow, org_id=ctx.org_id).digits
    return [
        StoredValueView(
            id=row.id,
            kind=StoredValueKind(row.kind),
            code=row.code,
            customer_id=row.customer_id,
            balance=text_of(row.balance, digits),
            expires_on=row.expires_on,
            blocked=row.blocked,
            version=row.version,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )
        for row in rows
    ]
