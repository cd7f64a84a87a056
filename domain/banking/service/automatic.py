"""What automatic rules decide by themselves: an operation for each line, the same however often it is asked."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from domain.accounting.bank_payload import BankPart, BankReconcile, canonical_reconciliation
from domain.banking.repository import BankAccountRepository, LineRepository
from domain.banking.service.lines import ground_for
from domain.banking.suggestions import is_near
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.money import text_of
from domain.core.settings import settings


@dataclass(frozen=True, slots=True)
class Decided:
    """A line that a rule decides, and the reconciliation that it asks for."""

    line_id: UUID
    rule_id: UUID
    operation_id: UUID
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Decisions:
    """What rules decide of an account's open lines; `skipped`: the ledger seems to have those already."""

    decided: list[Decided]
    skipped: int
    more: bool


def decide_by_rules(uow: UnitOfWork, ctx: OrgContext, *, bank_account_id: UUID) -> Decisions:
    """Return what the automatic rules decide of an account's open lines, as many as one call admits.

    The identity of each operation follows from the line and from the rule as it is: asked again, it is the same
    operation, so what was undone by hand is not done again by the same rule. A line whose amount the ledger has open
    near its day is left to people: it may have been posted by hand. **Raises** `NotFoundError`.
    """
    BankAccountRepository(uow, ctx.org_id).get(bank_account_id)
    most = settings().max_batch_sales
    rows = LineRepository(uow, ctx.org_id).open_lines(bank_account_id, most=most + 1)
    more, rows = len(rows) > most, rows[:most]
    if not rows:
        return Decisions([], 0, more=False)
    ground = ground_for(uow, ctx, bank_account_id, rows)
    by_amount: dict[int, list[Any]] = {}
    for entry in ground.entries:
        by_amount.setdefault(entry.amount, []).append(entry)
    decided, skipped = [], 0
    for row in rows:
        rule = ground.rule_for(row)
        if rule is None or not rule.automatic:
            continue
        if any(is_near(entry, row.date) for entry in by_amount.get(row.amount, ())):
            skipped += 1
            continue
        operation_id = uuid5(row.id, f"bank rule {rule.id} version {rule.version}")
        part = BankPart(
            account=ground.codes[rule.account_id],
            amount=Decimal(text_of(row.amount, ground.digits)),
            location_id=rule.location_id,
            memo=rule.memo,
        )
        reconciliation = BankReconcile(id=operation_id, line_id=row.id, post=[part])
        content = canonical_reconciliation(reconciliation, digits=ground.digits)
        decided.append(Decided(row.id, rule.id, operation_id, content))
    return Decisions(decided, skipped, more)
