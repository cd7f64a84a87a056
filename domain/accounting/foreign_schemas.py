"""What is shown of journals in other currencies."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.core.schemas import Output

Figure = Annotated[str, Field(description="A decimal in its currency's digits.", examples=["10.50"])]


class SettlesView(Output):
    """The open item that a line settles."""

    journal_id: UUID
    line_no: int | None = None
    account: str | None = None


class ForeignItemView(Output):
    """What is to be paid (credit) or received (debit) in another currency; `open` and `open_base` are what is left."""

    journal_id: UUID
    line_no: int
    account: str
    name: str
    location_id: UUID | None
    currency: str
    business_date: dt.date
    side: str
    amount: Figure
    base: Figure
    settled: Figure
    settled_base: Figure
    open: Figure
    open_base: Figure


class ForeignLineView(Output):
    """One line in the journal's currency; `kind` `rounding` and `exchange_difference` are what the lines brought."""

    line_no: int
    kind: str
    account: str
    location_id: UUID | None
    debit: Figure
    credit: Figure
    rate: str
    base_debit: Figure
    base_credit: Figure
    settles: SettlesView | None


class ForeignView(Output):
    """A journal in another currency as it was sent."""

    currency: str
    lines: list[ForeignLineView]
