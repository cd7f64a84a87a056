"""What a report shows of the ledger behind it."""

import datetime as dt
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.core.schemas import Output
from domain.reports.schemas import Money


class Why(StrEnum):
    """Why a journal makes a difference."""

    BY_HAND = "by_hand"
    DOCUMENT = "document"


class JournalSource(Output):
    """The document of a journal."""

    type: str
    id: UUID


class DifferingJournal(Output):
    """A journal that moved the accounts by more, or less, than documents of this matter say."""

    journal_id: UUID
    book: str
    number: int
    business_date: dt.date
    memo: str
    source: JournalSource
    amount: Annotated[Money, Field(description="By how much it makes the ledger more than the documents.")]
    why: Annotated[
        Why,
        Field(description="`by_hand`: no document of a till. `document`: its document says another amount than it."),
    ]


class LedgerTie(Output):
    """The accounts of the matter in the ledger: `ledger` = `documents` + the amounts of `journals` + `not_listed`.

    At most 500 journals are listed. `unexplained` is zero, or the figures themselves are wrong: `verify` names it.
    """

    accounts: list[str]
    ledger: Money
    documents: Money
    difference: Money
    journals: list[DifferingJournal]
    not_listed: Annotated[Money, Field(description="What journals beyond those listed come to.")]
    unexplained: Money
