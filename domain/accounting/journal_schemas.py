"""Journals before they are posted, rates, attachments and open items: what goes in and comes out."""

import datetime as dt
import re
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field, StrictBool, StringConstraints

from domain.accounting.foreign import MAX_RATE, RATE_DIGITS, RATE_ONE
from domain.accounting.foreign_schemas import SettlesView
from domain.accounting.schemas import AccountCode, Money
from domain.core.fields import Patch, PlainDecimal, ResourceId, Text, absent
from domain.core.money import minor_digits
from domain.core.schemas import NO_CONTROL_CHARACTERS, Input, Output, example

MAX_LINES = 500
MAX_REFERENCE = 1000
# What a browser runs where it is a link: a scheme, and at once what it is of.
RUN_BY_BROWSERS = re.compile(r"(javascript|vbscript|data):\S", re.IGNORECASE)
MAX_EVERY, MAX_TIMES = 366, 1000


def _currency(code: str) -> str:
    try:
        minor_digits(code)
    except ValueError as error:
        message = "a code of ISO 4217, such as EUR"
        raise ValueError(message) from error
    return code


Currency = Annotated[str, StringConstraints(pattern="^[A-Z]{3}$"), AfterValidator(_currency), Field(examples=["EUR"])]
RateValue = Annotated[
    PlainDecimal,
    Field(
        gt=0,
        le=Decimal(MAX_RATE // RATE_ONE),
        decimal_places=RATE_DIGITS,
        description="Of the organization's currency for one of the other.",
        examples=["1.1050"],
    ),
]
Amount = Annotated[PlainDecimal, Field(gt=0, description="In the journal's currency.", examples=["10.50"])]
Memo = Annotated[str, StringConstraints(max_length=500, pattern=NO_CONTROL_CHARACTERS)]


class WrittenSettles(Input):
    """The open item that a line settles."""

    journal_id: UUID
    line_no: int | None = Field(default=None, ge=1, le=MAX_LINES)
    account: AccountCode | None = None


class WrittenLine(Input):
    """A line that may still lack its amount; more than one of debit and credit is refused when it is posted."""

    account: AccountCode
    debit: Amount | None = None
    credit: Amount | None = None
    location_id: UUID | None = None
    memo: Memo | None = None
    open: StrictBool = False
    settles: WrittenSettles | None = None


Lines = Annotated[list[WrittenLine], Field(max_length=MAX_LINES)]


class WrittenLineView(Output):
    """A line as it was written."""

    account: str
    debit: Money | None = None
    credit: Money | None = None
    location_id: UUID | None = None
    memo: str | None = None
    open: bool = False
    settles: SettlesView | None = None


class WrittenView(Output):
    """What every journal that is not posted says."""

    memo: str
    currency: str | None
    rate: str | None
    lines: list[WrittenLineView]
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime


RENT: list[Any] = [{"account": "6020", "debit": "800.00"}, {"account": "1030"}]
BALANCED: list[Any] = [{"account": "6020", "debit": "800.00"}, {"account": "1030", "credit": "800.00"}]


class DraftCreate(Input, json_schema_extra=example(date="2026-11-30", memo="Rent of November", lines=RENT)):
    """A journal that is still being written; it need not balance, nor be whole."""

    id: ResourceId | None = None
    date: dt.date | None = None
    memo: Memo = ""
    currency: Currency | None = None
    rate: RateValue | None = None
    reverse_on: dt.date | None = None
    lines: Lines = Field(default_factory=list)


class DraftPatch(Patch, json_schema_extra=example(lines=BALANCED)):
    """A change of a draft; lines are given whole."""

    date: dt.date | None = absent()
    memo: Memo = absent()
    currency: Currency | None = absent()
    rate: RateValue | None = absent()
    reverse_on: dt.date | None = absent()
    lines: Lines = absent()


class DraftView(WrittenView):
    """A draft as read; `status` is `draft` until it is handed in, then that of the operation of the same id."""

    id: UUID
    status: str
    date: dt.date | None
    reverse_on: dt.date | None


class TemplateCreate(Input, json_schema_extra=example(name="Rent", memo="Rent", lines=RENT)):
    """The lines of a journal that is written again and again, with or without amounts."""

    id: ResourceId | None = None
    name: Text
    memo: Memo = ""
    currency: Currency | None = None
    rate: RateValue | None = None
    lines: Lines = Field(min_length=1)
    active: StrictBool = True


class TemplatePatch(Patch, json_schema_extra=example(name="Rent of the shop")):
    """A change of a template; drafts that were made of it stay as they are."""

    name: Text = absent()
    memo: Memo = absent()
    currency: Currency | None = absent()
    rate: RateValue | None = absent()
    lines: Lines = absent()
    active: StrictBool = absent()


class TemplateView(WrittenView):
    """A template as read."""

    id: UUID
    name: str
    active: bool


class TemplateDraft(Input, json_schema_extra=example(date="2026-11-30", memo="Rent of November")):
    """What a draft that is made of a template has of its own; what is not given is the template's."""

    id: ResourceId | None = None
    date: dt.date | None = None
    memo: Memo | None = None


class Unit(StrEnum):
    """What a recurring journal counts in; a month without that day has it on its last one."""

    MONTHS = "months"
    WEEKS = "weeks"
    DAYS = "days"


class RecurringCreate(
    Input,
    json_schema_extra=example(
        name="Rent", memo="Rent", every=1, unit="months", first_date="2026-12-31", lines=BALANCED
    ),
):
    """A journal that is posted every so often by itself; it must balance.

    It ends after `until` or after `times` occurrences, whichever comes first. `reverse_after`: each is reversed on the
    first day of the month that follows it.
    """

    id: ResourceId | None = None
    name: Text
    memo: Memo = ""
    currency: Currency | None = None
    rate: RateValue | None = None
    lines: Lines = Field(min_length=1)
    every: int = Field(default=1, ge=1, le=MAX_EVERY)
    unit: Unit = Unit.MONTHS
    first_date: dt.date
    until: dt.date | None = None
    times: int | None = Field(default=None, ge=1, le=MAX_TIMES)
    reverse_after: StrictBool = False
    active: StrictBool = True


class RecurringPatch(Patch, json_schema_extra=example(until="2027-12-31")):
    """A change for what is still to come; when it falls due is fixed: for other days make another one."""

    name: Text = absent()
    memo: Memo = absent()
    currency: Currency | None = absent()
    rate: RateValue | None = absent()
    lines: Lines = absent()
    until: dt.date | None = absent()
    times: int | None = Field(default=None, ge=1, le=MAX_TIMES)
    reverse_after: StrictBool = absent()
    active: StrictBool = absent()


class RecurringView(WrittenView):
    """A recurring journal as read; `next_date` is null when it is over or not active."""

    id: UUID
    name: str
    every: int
    unit: Unit
    first_date: dt.date
    until: dt.date | None
    times: int | None
    reverse_after: bool
    active: bool
    next_date: dt.date | None


class OccurrenceView(Output):
    """One day of a recurring journal, and what became of it."""

    date: dt.date
    operation_id: UUID
    status: str
    journal_id: UUID | None


class RateCreate(Input, json_schema_extra=example(currency="EUR", date="2026-11-23", rate="1.1050", source="ECB")):
    """What one unit of a currency is worth from a day on, until the next rate that is given."""

    id: ResourceId | None = None
    currency: Currency
    date: dt.date
    rate: RateValue
    source: Text | None = None


class RatePatch(Patch, json_schema_extra=example(rate="1.1055")):
    """A change of a rate; what was posted keeps the rate that it was posted with."""

    rate: RateValue = absent()
    source: Text | None = absent()


class RateView(Output):
    """A rate as read."""

    id: UUID
    currency: str
    date: dt.date
    rate: str
    source: str | None
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime


def _runs_nothing(reference: str) -> str:
    """Refuse what a browser would run instead of open; a number of a document may begin as it likes otherwise."""
    if RUN_BY_BROWSERS.match(reference):
        message = "an address that is opened, not one that is run"
        raise ValueError(message)
    return reference


class AttachmentCreate(
    Input, json_schema_extra=example(name="Invoice 4711", reference="https://files.example.com/invoices/4711.pdf")
):
    """Where the paper behind a journal is found: an address or the number of a document; never the file itself."""

    id: ResourceId | None = None
    name: Text
    reference: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_REFERENCE, pattern=NO_CONTROL_CHARACTERS),
        AfterValidator(_runs_nothing),
    ]
    sha256: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")] | None = Field(
        default=None, description="Of the file that is meant, in lower-case hexadecimals."
    )


class AttachmentView(Output):
    """A reference to a paper; withdrawn ones stay, with the note of it."""

    id: UUID
    journal_id: UUID
    name: str
    reference: str
    sha256: str | None
    created_at: dt.datetime
    withdrawn_at: dt.datetime | None
    withdrawn_because: str | None
