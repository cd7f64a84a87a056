"""Periods and fiscal years as read."""

import datetime as dt
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.accounting.journal_payload import FIRST_YEAR, LAST_YEAR
from domain.accounting.modules import Module
from domain.core.schemas import Output

FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR = FIRST_YEAR + 1, LAST_YEAR


class PeriodStatus(StrEnum):
    """How far a month is closed: `part_closed` for some module, `closing` while a close is under way."""

    OPEN = "open"
    PART_CLOSED = "part_closed"
    CLOSING = "closing"
    CLOSED = "closed"


class ModuleStatus(StrEnum):
    """Whether a month takes what a module holds."""

    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"


class YearStatus(StrEnum):
    """Whether the result of a fiscal year has gone to retained earnings."""

    OPEN = "open"
    CLOSED = "closed"


class ModuleView(Output):
    """One module of a month; it may be closed by a close of everything, or of a later month."""

    status: ModuleStatus
    closed_at: dt.datetime | None
    closed_by: UUID | None = Field(description="Who had it closed: a user or an API key.")
    operation_id: UUID | None = Field(description="The operation that closed it, or is about to.")
    closed_with: Annotated[str | None, Field(description="The month whose close holds this one.", examples=["2026-01"])]


class PeriodView(Output):
    """A month as read; `posted`: anything was posted in it."""

    id: UUID = Field(description="What operations on it name as their subject.")
    period: Annotated[str, Field(examples=["2026-01"])]
    first_day: dt.date
    last_day: dt.date
    fiscal_year: int
    status: PeriodStatus
    posted: bool
    modules: dict[Module, ModuleView]


class FiscalYearView(Output):
    """A fiscal year as read, named by the calendar year in which it ends."""

    id: UUID = Field(description="What operations on it name as their subject.")
    fiscal_year: int
    first_day: dt.date
    last_day: dt.date
    status: YearStatus
    closed_at: dt.datetime | None
    closed_by: UUID | None
    operation_id: UUID | None
    journal_id: UUID | None
    profit: Annotated[str | None, Field(description="What it earned, once it is closed.", examples=["1250.00"])]
    periods_closed: int = Field(description="How many of its twelve months are closed as a whole.")
