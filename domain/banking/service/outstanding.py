"""What is between the ledger and the bank at the end of a day, and the proof that nothing else is."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from domain.banking.line_schemas import (
    OutstandingEntry,
    OutstandingLine,
    OutstandingView,
    StatementGap,
)
from domain.banking.models import BankStatement
from domain.banking.repository import BankAccountRepository, EntryRepository, LineRepository, StatementRepository
from domain.banking.service.statements import gap_before
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.money import text_of
from domain.org.profile import profile_of


def get_outstanding(
    uow: UnitOfWork, ctx: OrgContext, *, bank_account_id: UUID, as_of: date | None, limit: int
) -> OutstandingView:
    """Return what the ledger has and the bank has not told, what the bank told and the ledger has not, and the proof.

    What was reconciled later counts as outstanding on the days before: each reconciliation says from when on neither
    side is. **Raises** `NotFoundError`.
    """
    account = BankAccountRepository(uow, ctx.org_id).get(bank_account_id)
    profile = profile_of(uow, org_id=ctx.org_id)
    day = as_of or profile.today()
    entries = EntryRepository(uow, ctx.org_id)
    starts_on = account.starts_on or date.min
    ledger, of_ledger, count_ledger, brought_forward = entries.sums(account.id, day, starts_on)
    of_lines, count_lines = entries.open_line_sums(account.id, day)
    statements = StatementRepository(uow, ctx.org_id).of_account(account.id)
    opening = _opening(statements)
    statement = (opening or 0) + LineRepository(uow, ctx.org_id).moved_until(account.id, day)
    opening_difference = (opening or 0) - brought_forward

    def told(amount: int) -> str:
        return text_of(amount, profile.digits)

    return OutstandingView(
        bank_account_id=account.id,
        as_of=day,
        ledger_balance=told(ledger),
        outstanding_ledger=told(of_ledger),
        outstanding_ledger_count=count_ledger,
        outstanding_statement=told(of_lines),
        outstanding_statement_count=count_lines,
        opening_balance=None if opening is None else told(opening),
        brought_forward=told(brought_forward),
        opening_difference=told(opening_difference),
        statement_balance=told(statement),
        difference=told(statement - (ledger - of_ledger + of_lines + opening_difference)),
        ledger=[
            OutstandingEntry(date=entry.business_date, **_without(entry._asdict(), digits=profile.digits))
            for entry in entries.outstanding(account.id, day, starts_on, limit=limit)
        ],
        statement=[
            OutstandingLine.model_validate({**row, "amount": told(row["amount"])})
            for row in entries.open_lines(account.id, day, limit=limit)
        ],
        gaps=_gaps(statements, day, profile.digits),
    )


def _without(entry: dict[str, object], *, digits: int) -> dict[str, object]:
    amount = entry.pop("amount")
    entry.pop("business_date")
    assert isinstance(amount, int)
    return {**entry, "amount": text_of(amount, digits)}


def _opening(statements: Sequence[BankStatement]) -> int | None:
    """Return the balance before all that statements tell; the first that tells one says it."""
    before = 0
    for statement in statements:
        if statement.opening is not None:
            return statement.opening - before
        if statement.closing is not None:
            return statement.closing - statement.moved - before
        before += statement.moved
    return None


def _gaps(statements: Sequence[BankStatement], day: date, digits: int) -> list[StatementGap]:
    found = []
    for statement in statements:
        gap = gap_before(statement, statements)
        if gap is not None and gap[1] and statement.first_date is not None and statement.first_date <= day:
            found.append(
                StatementGap(
                    statement_id=statement.id,
                    first_date=statement.first_date,
                    previous_statement_id=gap[0].id,
                    gap=text_of(gap[1], digits),
                )
            )
    return found
