"""Shifts as a till sends them, and as the inbox keeps them: opened, cash moved, drawer opened, closed."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from domain.core.money import MAX_MINOR
from domain.operations.payload import Canon, id_text, without_defaults
from domain.pos.sale_payload import Amount, Instant

SAFE = "safe"
MAX_COUNTED = 50

AccountCode = Annotated[str, Meta(description="An account's code.", examples=["1020"])]


class ShiftOpen(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A till begins to work with a float in its drawer. Its `id` is the shift's identity.

    The float lies in the drawer already, and the books know it, unless `float_from` says where it was taken from: an
    account's code, or `safe` for the account of that role.
    """

    id: UUID
    terminal_id: UUID
    opening_float: Amount = msgspec.field(name="float")
    float_from: AccountCode | None = None
    occurred_at: Instant | None = None
    note: str | None = None


class ShiftCash(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Cash put into the drawer or taken out of it without a sale; a `drop` goes to the safe.

    `account` is the other side. A drop without it goes to the account of the role `safe`; the others must name it.
    """

    id: UUID
    kind: Literal["paid_in", "paid_out", "drop"]
    amount: Amount
    account: AccountCode | None = None
    reason: str
    occurred_at: Instant | None = None


class DrawerOpen(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The drawer opened without a sale; it moves nothing, and is counted."""

    id: UUID
    reason: str
    occurred_at: Instant | None = None
    approval: str | None = None


class CountedTender(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What was counted of one tender, by the code of its payment method; the float is part of the cash."""

    method: str
    amount: Amount


class Manifest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What the till knows to have sent in this shift: sales, returns, exchanges and voids, and what they came to."""

    sales: Annotated[int, Meta(ge=0, le=2**53)]
    total: Amount


class ShiftClose(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A till ends its work and counts. Its identity is `id`, else the Idempotency-Key.

    Cash must be counted where any is expected; another tender that is not named counts as expected.
    """

    id: UUID | None = None
    counted: list[CountedTender] = []
    manifest: Manifest | None = None
    occurred_at: Instant | None = None
    note: str | None = None


def canonical_shift_open(given: ShiftOpen, *, digits: int) -> dict[str, Any]:
    """Return the canonical content of an opening. Raises `InvalidPayloadError` naming every faulty path."""
    canon = Canon(digits)
    content = {
        "id": str(given.id),
        "terminal_id": str(given.terminal_id),
        "float": canon.amount("float", given.opening_float),
        "float_from": None if given.float_from is None else _named(canon, "float_from", given.float_from),
        "occurred_at": None if given.occurred_at is None else canon.instant("occurred_at", given.occurred_at),
        "note": None if given.note is None else canon.text("note", given.note),
    }
    canon.finish()
    return without_defaults(content)


def canonical_shift_cash(given: ShiftCash, *, digits: int) -> dict[str, Any]:
    """Return the canonical content of a cash movement. Raises `InvalidPayloadError`."""
    canon = Canon(digits)
    if given.account is None and given.kind != "drop":
        canon.fault("account", "missing", "Say which account the money came from or went to.")
    content = {
        "id": str(given.id),
        "kind": given.kind,
        "amount": canon.amount("amount", given.amount, least=1),
        "account": None if given.account is None else _named(canon, "account", given.account),
        "reason": _reason(canon, given.reason),
        "occurred_at": None if given.occurred_at is None else canon.instant("occurred_at", given.occurred_at),
    }
    canon.finish()
    return without_defaults(content)


def canonical_drawer_open(given: DrawerOpen, *, digits: int) -> dict[str, Any]:
    """Return the canonical content of an opened drawer. Raises `InvalidPayloadError`."""
    canon = Canon(digits)
    content = {
        "id": str(given.id),
        "reason": _reason(canon, given.reason),
        "occurred_at": None if given.occurred_at is None else canon.instant("occurred_at", given.occurred_at),
        "approval": given.approval,
    }
    canon.finish()
    return without_defaults(content)


def canonical_shift_close(given: ShiftClose, *, digits: int) -> dict[str, Any]:
    """Return the canonical content of a close, tenders in the order of their codes. Raises `InvalidPayloadError`."""
    canon = Canon(digits)
    if len(given.counted) > MAX_COUNTED:
        canon.fault("counted", "too_many", f"At most {MAX_COUNTED} tenders.")
    counted: dict[str, str] = {}
    for at, one in enumerate(given.counted):
        method = canon.text(f"counted.{at}.method", one.method)
        if method in counted:
            canon.fault(f"counted.{at}.method", "twice", "Count each tender once.")
        counted[method] = canon.amount(f"counted.{at}.amount", one.amount, least=-MAX_MINOR)
    manifest = None
    if given.manifest is not None:
        total = canon.amount("manifest.total", given.manifest.total, least=-MAX_MINOR)
        manifest = {"sales": given.manifest.sales, "total": total}
    content = {
        "id": id_text(given.id),
        "counted": [{"method": method, "amount": amount} for method, amount in sorted(counted.items())],
        "manifest": manifest,
        "occurred_at": None if given.occurred_at is None else canon.instant("occurred_at", given.occurred_at),
        "note": None if given.note is None else canon.text("note", given.note),
    }
    canon.finish()
    return without_defaults(content)


def _named(canon: Canon, path: str, code: str) -> str:
    if not code.strip():
        canon.fault(path, "missing", "Name an account by its code.")
    return canon.text(path, code)


def _reason(canon: Canon, reason: str) -> str:
    if not reason.strip():
        canon.fault("reason", "missing", "Say why.")
    return canon.text("reason", reason)
