"""Reconciling a line of a bank statement, and taking that back, as an accountant sends it and as the inbox keeps it."""

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from domain.core.money import MAX_MINOR
from domain.core.settings import settings
from domain.operations.payload import Canon, id_text, without_defaults

Moved = Annotated[
    Decimal,
    Meta(
        description="In the currency's digits, as it moves the bank's account: positive is money that came in.",
        examples=["1000.00"],
    ),
]


class MatchedJournal(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A journal that is in the ledger already: its line on the bank's account, or all of them where none is named."""

    journal_id: UUID
    line_no: Annotated[int, Meta(ge=1, le=32_767)] | None = None


class BankPart(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What is not in the ledger yet: posted against an account. A fee that was kept back is negative."""

    account: str
    amount: Moved
    location_id: UUID | None = None
    memo: str | None = None


class BankReconcile(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A line of a statement is what these journals and these postings say; together they make its amount."""

    id: UUID | None = None
    line_id: UUID
    journals: list[MatchedJournal] = []
    post: list[BankPart] = []


class BankUndo(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A reconciliation is taken back: what it posted is mirrored, what it matched is open again."""

    id: UUID | None = None
    memo: str | None = None


def canonical_reconciliation(reconciliation: BankReconcile, *, digits: int) -> dict[str, Any]:
    """Return the canonical content of a reconciliation. Raises `InvalidPayloadError` naming every faulty path."""
    canon = Canon(digits)
    most = settings().max_sale_lines
    for path, count in (("journals", len(reconciliation.journals)), ("post", len(reconciliation.post))):
        if count > most:
            canon.fault(path, "too_many", f"At most {most}.")
    canon.finish()
    content = {
        "id": id_text(reconciliation.id),
        "line_id": str(reconciliation.line_id),
        "journals": _matched(canon, reconciliation.journals) or None,
        "post": [_part(canon, f"post.{at}", part) for at, part in enumerate(reconciliation.post)] or None,
    }
    canon.finish()
    return without_defaults(content)


def canonical_undo(undo: BankUndo, *, digits: int) -> dict[str, Any]:
    """Return the canonical content of an undoing. Raises `InvalidPayloadError` naming every faulty path."""
    canon = Canon(digits)
    memo = None if undo.memo is None else canon.text("memo", undo.memo)
    canon.finish()
    return without_defaults({"id": id_text(undo.id), "memo": memo or None})


def _matched(canon: Canon, journals: list[MatchedJournal]) -> list[dict[str, Any]]:
    matched: list[dict[str, Any]] = []
    for at, journal in enumerate(journals):
        content = without_defaults({"journal_id": str(journal.journal_id), "line_no": journal.line_no})
        if content in matched or {"journal_id": content["journal_id"]} in matched:
            canon.fault(f"journals.{at}", "twice", "It is named twice.")
        matched.append(content)
    return matched


def _part(canon: Canon, path: str, part: BankPart) -> dict[str, Any]:
    if not part.amount:
        canon.fault(f"{path}.amount", "zero", "Must not be zero.")
    content = {
        "account": canon.text(f"{path}.account", part.account),
        "amount": canon.amount(f"{path}.amount", part.amount, least=-MAX_MINOR),
        "location_id": id_text(part.location_id),
        "memo": None if part.memo is None else canon.text(f"{path}.memo", part.memo) or None,
    }
    return without_defaults(content)
