"""What the report of taxes tells."""

import datetime as dt
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.core.schemas import Output
from domain.reports.against.schemas import LedgerTie
from domain.reports.schemas import Money


class TaxPeriod(StrEnum):
    """In which steps tax is told."""

    MONTH = "month"
    QUARTER = "quarter"
    TOTAL = "total"


class Taxed(Output):
    """What was sold and the tax on it, what came back apart (zero or negative), and what is left of both."""

    sold_net: Money
    sold_tax: Money
    returned_net: Money
    returned_tax: Money
    net: Money
    tax: Money


class RateInPeriod(Output):
    """Which rate, and when."""

    period: Annotated[str, Field(examples=["2026-11", "2026-Q4", "2026-10-01 – 2026-12-31"])]
    tax_rate_id: UUID | None
    code: str | None
    name: str | None
    percent: Annotated[str, Field(examples=["16"])]


class TaxRow(Taxed, RateInPeriod):
    """One rate in one period, by the percentage that was charged then; without a rate: not taxed."""


class TaxReport(Output):
    """The tax on sales by rate and period, and the movement of the ledger's tax accounts beside it."""

    since: Annotated[dt.date, Field(serialization_alias="from")]
    until: Annotated[dt.date, Field(serialization_alias="to")]
    location_id: UUID | None
    group_by: TaxPeriod
    rows: list[TaxRow]
    total: Taxed
    ledger: LedgerTie
    next_cursor: str | None
