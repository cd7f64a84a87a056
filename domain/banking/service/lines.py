"""Lines of statements as read, and how each open one may be reconciled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from domain.accounting.service import account_codes
from domain.banking.line_schemas import (
    BankLineView,
    SuggestedJournal,
    SuggestedPart,
    Suggestion,
    SuggestionKind,
)
from domain.banking.models import BankLine, BankRule
from domain.banking.repository import (
    BankAccountRepository,
    EntryRepository,
    LedgerEntry,
    LineRepository,
    RuleRepository,
)
from domain.banking.service.rules import compiled
from domain.banking.service.takings import fee_account, takings_until
from domain.banking.suggestions import (
    AFTER,
    BEFORE,
    Rule,
    Settlement,
    Takings,
    equal_entries,
    settlements,
    summed_entries,
)
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.errors import NotFoundError
from domain.core.money import text_of
from domain.core.paging import PageRequest
from domain.core.schemas import Page
from domain.org.profile import profile_of

MOST_ENTRIES = 5_000
"""Open lines of the ledger that one page of suggestions looks at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFilter:
    """Which lines are asked for; None asks nothing."""

    is_open: bool | None = None
    first: date | None = None
    last: date | None = None
    statement_id: UUID | None = None


@dataclass(slots=True)
class Ground:
    """What suggestions for some lines of one bank account are made from."""

    digits: int
    entries: list[LedgerEntry] = field(default_factory=list)
    rules: list[tuple[BankRule, Rule]] = field(default_factory=list)
    takings: dict[UUID, list[Takings]] = field(default_factory=dict)
    fees: str | None = None
    codes: Mapping[UUID, str] = field(default_factory=dict)

    def rule_for(self, line: BankLine) -> BankRule | None:
        """Return the first rule that a line fits."""
        return next((row for row, rule in self.rules if rule.fits(amount=line.amount, written=written(line))), None)


def list_lines(
    uow: UnitOfWork,
    ctx: OrgContext,
    *,
    bank_account_id: UUID,
    paging: PageRequest,
    wanted: LineFilter,
    suggest: bool = False,
) -> Page[BankLineView]:
    """Return one page of an account's lines, by day; open ones with suggestions, if wished.

    **Raises** `NotFoundError`.
    """
    BankAccountRepository(uow, ctx.org_id).get(bank_account_id)
    found = LineRepository(uow, ctx.org_id).page_of(
        paging,
        bank_account_id,
        is_open=wanted.is_open,
        first=wanted.first,
        last=wanted.last,
        statement_id=wanted.statement_id,
    )
    digits = profile_of(uow, org_id=ctx.org_id).digits
    unreconciled = [row for row in found.rows if row.reconciliation_id is None] if suggest else []
    ground = ground_for(uow, ctx, bank_account_id, unreconciled) if unreconciled else None
    return Page(items=[_view(row, digits, ground) for row in found.rows], next_cursor=found.next_cursor)


def get_line(uow: UnitOfWork, ctx: OrgContext, *, bank_account_id: UUID, line_id: UUID) -> BankLineView:
    """Return one line, with suggestions while it is open. **Raises** `NotFoundError`."""
    row = line_of(uow, org_id=ctx.org_id, bank_account_id=bank_account_id, line_id=line_id)
    ground = ground_for(uow, ctx, bank_account_id, [row]) if row.reconciliation_id is None else None
    return _view(row, profile_of(uow, org_id=ctx.org_id).digits, ground)


def line_of(uow: UnitOfWork, *, org_id: UUID, bank_account_id: UUID, line_id: UUID) -> BankLine:
    """Return the row of a line of this bank account. **Raises** `NotFoundError`."""
    row = LineRepository(uow, org_id).get(line_id)
    if row.bank_account_id != bank_account_id:
        raise NotFoundError
    return row


def ground_for(uow: UnitOfWork, ctx: OrgContext, bank_account_id: UUID, rows: Sequence[BankLine]) -> Ground:
    """Return what suggestions for these lines are made from: few queries, however many lines."""
    ground = Ground(profile_of(uow, org_id=ctx.org_id).digits)
    first, last = min(row.date for row in rows), max(row.date for row in rows)
    entries = EntryRepository(uow, ctx.org_id)
    ground.entries = entries.open_between(bank_account_id, first - BEFORE, last + AFTER, limit=MOST_ENTRIES)
    ground.rules = [(row, _rule(row)) for row in RuleRepository(uow, ctx.org_id).active_for(bank_account_id)]
    if any(row.amount > 0 for row in rows):
        ground.takings = takings_until(uow, ctx, last)
        ground.fees = fee_account(uow, ctx)
    ids = {row.account_id for row, _ in ground.rules} | set(ground.takings)
    ground.codes = account_codes(uow, org_id=ctx.org_id, ids=ids)
    return ground


def written(line: BankLine) -> str:
    """Return all that is written on a line."""
    return "\n".join(filter(None, (line.text, line.counterparty, line.reference)))


def suggestions_for(line: BankLine, ground: Ground) -> list[Suggestion]:
    """Return how a line may be reconciled: as the ledger has it, as a card settlement, as a rule says."""
    found = [
        Suggestion(kind=SuggestionKind.LEDGER, reason="The same amount.", journals=_journals([entry], ground))
        for entry in equal_entries(ground.entries, day=line.date, amount=line.amount)
    ]
    if not found:
        found = [
            Suggestion(
                kind=SuggestionKind.LEDGER_SUM,
                reason=f"{len(some)} of the ledger make the amount.",
                journals=_journals(some, ground),
            )
            for some in summed_entries(ground.entries, day=line.date, amount=line.amount)
        ]
    for takings in ground.takings.values():
        for settlement in settlements(takings, day=line.date, amount=line.amount):
            if not settlement.fee or ground.fees is not None:
                found.append(_settled(settlement, ground))
    rule = ground.rule_for(line)
    if rule is not None:
        found.append(_ruled(rule, line, ground))
    return found


def _rule(row: BankRule) -> Rule:
    pattern = None if row.pattern is None else compiled(row.pattern)
    return Rule(
        row.contains, None if pattern is None else pattern.search, row.direction, row.min_amount, row.max_amount
    )


def _journals(entries: Sequence[LedgerEntry], ground: Ground) -> list[SuggestedJournal]:
    return [
        SuggestedJournal(
            journal_id=entry.journal_id,
            line_no=entry.line_no,
            date=entry.business_date,
            amount=text_of(entry.amount, ground.digits),
            book=entry.book,
            number=entry.number,
            memo=entry.memo,
        )
        for entry in entries
    ]


def _settled(settlement: Settlement, ground: Ground) -> Suggestion:
    one_day = settlement.first == settlement.last
    days = f"{settlement.first}" if one_day else f"{settlement.first} to {settlement.last}"
    parts = [
        SuggestedPart(
            account=ground.codes[settlement.account_id],
            amount=text_of(amount, ground.digits),
            location_id=location_id,
            memo=f"Card takings of {days}",
        )
        for location_id, amount in settlement.by_location.items()
        if amount
    ]
    if settlement.fee and ground.fees is not None:
        where = parts[0].location_id if len(parts) == 1 else None
        fee = text_of(-settlement.fee, ground.digits)
        parts.append(SuggestedPart(account=ground.fees, amount=fee, location_id=where, memo="Card fees"))
    return Suggestion(kind=SuggestionKind.CARD_SETTLEMENT, reason=f"Card takings of {days}, less fees.", post=parts)


def _ruled(rule: BankRule, line: BankLine, ground: Ground) -> Suggestion:
    part = SuggestedPart(
        account=ground.codes[rule.account_id],
        amount=text_of(line.amount, ground.digits),
        location_id=rule.location_id,
        memo=rule.memo,
    )
    return Suggestion(kind=SuggestionKind.RULE, reason=f"The rule “{rule.name}”.", rule_id=rule.id, post=[part])


def _view(row: BankLine, digits: int, ground: Ground | None) -> BankLineView:
    is_open = row.reconciliation_id is None
    return BankLineView(
        id=row.id,
        bank_account_id=row.bank_account_id,
        statement_id=row.statement_id,
        line_no=row.line_no,
        date=row.date,
        value_date=row.value_date,
        amount=text_of(row.amount, digits),
        text=row.text,
        counterparty=row.counterparty,
        reference=row.reference,
        bank_id=row.bank_id,
        status="open" if is_open else "reconciled",
        reconciliation_id=row.reconciliation_id,
        suggestions=suggestions_for(row, ground) if is_open and ground is not None else None,
    )
