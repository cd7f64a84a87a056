"""What comes out of the services of statements, lines and what is outstanding."""

import datetime as dt
from enum import StrEnum
from typing import Literal
from uuid import UUID

from pydantic import Field

from domain.accounting.schemas import Money
from domain.banking.schemas import CsvMapping, StatementFormat
from domain.core.schemas import Output


class StatementPreview(Output):
    """What a file would be read as; nothing is stored.

    `problem` says why it cannot be read yet, and `columns` and `rows` what there is to choose from.
    """

    format: StatementFormat
    encoding: str | None
    delimiter: str | None
    columns: list[str]
    rows: list[list[str]]
    mapping: CsvMapping | None
    account: str | None
    opening_balance: Money | None
    closing_balance: Money | None
    lines: list["PreviewLine"]
    total_lines: int
    recognised: int
    problem: str | None


class PreviewLine(Output):
    """A line as it would be read."""

    date: dt.date
    value_date: dt.date | None
    amount: Money
    text: str
    counterparty: str | None
    reference: str | None


class SuggestedJournal(Output):
    """A line of the ledger that a line of the bank may be."""

    journal_id: UUID
    line_no: int
    date: dt.date
    amount: Money
    book: str
    number: int
    memo: str


class SuggestedPart(Output):
    """What may be posted for a line of the bank."""

    account: str
    amount: Money
    location_id: UUID | None
    memo: str | None


class SuggestionKind(StrEnum):
    """Where a suggestion comes from."""

    LEDGER = "ledger"
    LEDGER_SUM = "ledger_sum"
    CARD_SETTLEMENT = "card_settlement"
    RULE = "rule"


class Suggestion(Output):
    """One way to reconcile a line; `journals` and `post` are what `reconcile` takes."""

    kind: SuggestionKind
    reason: str
    rule_id: UUID | None = None
    journals: list[SuggestedJournal] = Field(default_factory=list)
    post: list[SuggestedPart] = Field(default_factory=list)


class BankLineView(Output):
    """A line of a statement as read; money that came in is positive."""

    id: UUID
    bank_account_id: UUID
    statement_id: UUID
    line_no: int
    date: dt.date
    value_date: dt.date | None
    amount: Money
    text: str
    counterparty: str | None
    reference: str | None
    bank_id: str | None
    status: Literal["open", "reconciled"]
    reconciliation_id: UUID | None
    suggestions: list[Suggestion] | None = Field(
        default=None, description="Of open lines, where they are asked for; the best first."
    )


class OutstandingEntry(Output):
    """A line of the ledger that no statement has told by the day."""

    journal_id: UUID
    line_no: int
    date: dt.date
    amount: Money
    book: str
    number: int
    memo: str
    source_type: str


class OutstandingLine(Output):
    """A line of a statement that the ledger did not tell by the day."""

    id: UUID
    date: dt.date
    amount: Money
    text: str
    counterparty: str | None
    reference: str | None


class StatementGap(Output):
    """A statement that does not begin where the one before it ended: something is missing between them."""

    statement_id: UUID
    first_date: dt.date
    previous_statement_id: UUID
    gap: Money


class OutstandingView(Output):
    """What is between the ledger and the bank at the end of a day, and the proof that nothing else is.

    `ledger_balance` - `outstanding_ledger` + `outstanding_statement` + `opening_difference` = `statement_balance`.
    `opening_difference` is the balance before the first statement less what the ledger has from before `starts_on`
    (`brought_forward`): nought once the books begin with the bank's balance. `difference` is what the proof leaves
    unexplained, always nought. The lists show the first of each, at most `limit`; the sums are of all.
    """

    bank_account_id: UUID
    as_of: dt.date
    ledger_balance: Money
    outstanding_ledger: Money
    outstanding_ledger_count: int
    outstanding_statement: Money
    outstanding_statement_count: int
    opening_balance: Money | None
    brought_forward: Money
    opening_difference: Money
    statement_balance: Money
    difference: Money
    ledger: list[OutstandingEntry]
    statement: list[OutstandingLine]
    gaps: list[StatementGap]


class RulesApplied(Output):
    """What automatic rules decided: an operation for each line, and how many lines they left alone."""

    operations: list["AppliedRule"]
    skipped: int = Field(description="Lines that a rule fits, and the ledger seems to have already.")
    more: bool = Field(description="Whether there are more open lines than one call looks at.")


class AppliedRule(Output):
    """A line that a rule decided, and the operation that reconciles it."""

    line_id: UUID
    rule_id: UUID
    operation_id: UUID
    status: str
