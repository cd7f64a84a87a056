"""What is open in other currencies, and journals as they were sent in them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from domain.accounting.foreign import SHOWN_RATE_DIGITS
from domain.accounting.foreign_schemas import ForeignItemView, ForeignLineView, ForeignView, SettlesView
from domain.accounting.repository import ForeignRepository
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.fields import plain_decimal
from domain.core.money import minor_digits, text_of
from domain.core.paging import PageRequest
from domain.core.schemas import Page
from domain.org.profile import profile_of


def list_foreign_items(
    uow: UnitOfWork,
    ctx: OrgContext,
    *,
    paging: PageRequest,
    still_open: bool | None = None,
    currency: str | None = None,
    account: str | None = None,
) -> Page[ForeignItemView]:
    """Return one page of what is to be paid or received in other currencies, the newest day first.

    **Raises** `CursorInvalid`.
    """
    found = ForeignRepository(uow, ctx.org_id).items(paging, still_open=still_open, currency=currency, account=account)
    base_digits = profile_of(uow, org_id=ctx.org_id).digits
    return Page(items=[_item(row, base_digits) for row in found.rows], next_cursor=found.next_cursor)


def foreign_view(rows: Sequence[Any], base_digits: int) -> ForeignView | None:
    """Return a journal as it was sent in another currency; None where it was not."""
    if not rows:
        return None
    currency = rows[0].ForeignLine.currency
    digits = minor_digits(currency)
    return ForeignView(currency=currency, lines=[_line(row.ForeignLine, row.code, digits, base_digits) for row in rows])


def _item(row: Any, base_digits: int) -> ForeignItemView:
    digits = minor_digits(row.currency)
    return ForeignItemView(
        journal_id=row.journal_id,
        line_no=row.line_no,
        account=row.code,
        name=row.name,
        location_id=row.location_id,
        currency=row.currency,
        business_date=row.business_date,
        side="debit" if row.amount > 0 else "credit",
        amount=text_of(abs(row.amount), digits),
        base=text_of(abs(row.base), base_digits),
        settled=text_of(abs(row.settled), digits),
        settled_base=text_of(abs(row.settled_base), base_digits),
        open=text_of(abs(row.amount - row.settled), digits),
        open_base=text_of(abs(row.base - row.settled_base), base_digits),
    )


def _line(line: Any, code: str, digits: int, base_digits: int) -> ForeignLineView:
    settles: UUID | None = line.settles_journal_id
    return ForeignLineView(
        line_no=line.line_no,
        kind=line.kind,
        account=code,
        location_id=line.location_id,
        debit=text_of(max(line.amount, 0), digits),
        credit=text_of(max(-line.amount, 0), digits),
        rate=plain_decimal(line.rate, least=SHOWN_RATE_DIGITS),
        base_debit=text_of(max(line.base, 0), base_digits),
        base_credit=text_of(max(-line.base, 0), base_digits),
        settles=None if settles is None else SettlesView(journal_id=settles, line_no=line.settles_line_no),
    )
