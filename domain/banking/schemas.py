"""What goes in and comes out of the banking services."""

import datetime as dt
from enum import StrEnum
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, StrictBool, StringConstraints, field_validator, model_validator

from domain.accounting.schemas import AccountCode, Money
from domain.core.fields import Amount, Patch, ResourceId, Text, absent
from domain.core.schemas import Input, Output, example

MAX_PATTERN = 200
IBAN_LENGTHS = (15, 34)

Column = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
    Field(description="A column's name as the header has it, or its number, from 1.", examples=["Amount"]),
]


class StatementFormat(StrEnum):
    """What statements come as."""

    CSV = "csv"
    OFX = "ofx"
    CAMT053 = "camt053"
    MT940 = "mt940"


class DateFormat(StrEnum):
    """How a file writes days."""

    YEAR_MONTH_DAY = "YYYY-MM-DD"
    DAY_MONTH_YEAR_DOTS = "DD.MM.YYYY"
    DAY_MONTH_YEAR_SLASHES = "DD/MM/YYYY"
    DAY_MONTH_YEAR_DASHES = "DD-MM-YYYY"
    MONTH_DAY_YEAR = "MM/DD/YYYY"
    MONTH_DAY_YEAR_DASHES = "MM-DD-YYYY"
    DAY_MONTH_SHORT_YEAR_DOTS = "DD.MM.YY"
    DAY_MONTH_SHORT_YEAR = "DD/MM/YY"
    MONTH_DAY_SHORT_YEAR = "MM/DD/YY"
    YEAR_MONTH_DAY_SLASHES = "YYYY/MM/DD"
    COMPACT = "YYYYMMDD"


class CsvMapping(
    Input,
    json_schema_extra=example(
        date="Buchungstag", date_format="DD.MM.YYYY", amount="Betrag", decimal=",", text=["Verwendungszweck"]
    ),
):
    """What the columns of a bank's CSV file mean: `amount`, or `debit` and `credit`. What is null is recognised."""

    date: Column
    date_format: DateFormat | None = None
    value_date: Column | None = None
    amount: Column | None = None
    debit: Column | None = None
    credit: Column | None = None
    decimal: Literal[".", ","] | None = None
    text: Annotated[list[Column], Field(max_length=5)] = Field(default_factory=list)
    counterparty: Column | None = None
    reference: Column | None = None
    bank_id: Column | None = Field(default=None, description="What the bank tells a line from all others by.")
    balance: Column | None = Field(default=None, description="The balance after the line.")
    delimiter: Literal[",", ";", "\t", "|"] | None = None
    encoding: Literal["utf-8", "utf-16", "cp1252", "iso-8859-15", "cp850"] | None = None
    header_row: Annotated[int, Field(ge=0, le=50)] | None = Field(
        default=None, description="The row with the columns' names, from 1; 0: there is none."
    )

    @model_validator(mode="after")
    def _check_amounts(self) -> Self:
        if (self.amount is None) == (self.debit is None and self.credit is None):
            message = "give either amount, or debit and credit"
            raise ValueError(message)
        return self


def _iban(value: str | None) -> str | None:
    """Return an IBAN without spaces, if its check digits are right (ISO 13616-1, ISO 7064 MOD 97-10)."""
    if value is None:
        return None
    iban = "".join(value.split()).upper()
    if not IBAN_LENGTHS[0] <= len(iban) <= IBAN_LENGTHS[1] or not (iban.isascii() and iban.isalnum()):
        message = "not an IBAN"
        raise ValueError(message)
    if int("".join(str(int(one, 36)) for one in iban[4:] + iban[:4])) % 97 != 1:
        message = "the check digits of the IBAN are wrong"
        raise ValueError(message)
    return iban


Iban = Annotated[str, Field(description="Checked, kept without spaces.", examples=["DE89370400440532013000"])]
Number = Annotated[Text, Field(description="The account's number where there is no IBAN.", examples=["999988"])]
StartsOn = Annotated[
    dt.date | None,
    Field(description="The first day that is reconciled; what the ledger has from before is brought forward."),
]


class BankAccountCreate(
    Input, json_schema_extra=example(name="Current account", account="1030", iban="DE89370400440532013000")
):
    """A new bank account: an account of the ledger of which a bank keeps the other side."""

    id: ResourceId | None = None
    name: Text
    account: Annotated[AccountCode, Field(description="An asset or a liability; each stands for one bank account.")]
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = Field(
        default=None, description="That of the organization; others are not kept yet."
    )
    iban: Iban | None = None
    number: Number | None = None
    starts_on: StartsOn = None
    mapping: CsvMapping | None = None
    active: StrictBool = True

    @field_validator("iban")
    @classmethod
    def _check_iban(cls, value: str | None) -> str | None:
        return _iban(value)


class BankAccountPatch(Patch, json_schema_extra=example(name="Current account of the shop")):
    """A change of a bank account; its ledger account only until there is a statement."""

    name: Text = absent()
    account: AccountCode = absent()
    iban: Iban | None = absent()
    number: Number | None = absent()
    starts_on: StartsOn = absent()
    mapping: CsvMapping | None = absent()
    active: StrictBool = absent()

    @field_validator("iban")
    @classmethod
    def _check_iban(cls, value: str | None) -> str | None:
        return _iban(value)


class BankAccountView(Output):
    """A bank account as read."""

    id: UUID
    name: str
    account: str
    currency: str
    iban: str | None
    number: str | None
    starts_on: dt.date | None
    mapping: CsvMapping | None
    active: bool
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime


class StatementView(Output):
    """A statement as it was read.

    `lines` are its own, `recognised` those that earlier statements had told already. `gap` is by how much its opening
    balance differs from where the statement before it ended; null where one of the two does not say.
    """

    id: UUID
    bank_account_id: UUID
    format: StatementFormat
    file_name: str | None
    reference: str | None
    first_date: dt.date | None
    last_date: dt.date | None
    opening_balance: Money | None
    closing_balance: Money | None
    lines: int
    recognised: int
    gap: Money | None
    imported_at: dt.datetime


class RuleDirection(StrEnum):
    """Which way the money goes."""

    IN = "in"
    OUT = "out"


class BankRuleCreate(
    Input,
    json_schema_extra=example(
        name="Account fees", contains="account fee", direction="out", account="6040", memo="Bank fees", automatic=True
    ),
):
    """A new rule: lines that are as it says are posted against its account. The first that fits, by position, decides.

    `pattern` is a regular expression of RE2: without look-around and back-references, so that no text takes it long.
    """

    id: ResourceId | None = None
    name: Text
    position: Annotated[int, Field(ge=0, le=10_000)] = 100
    bank_account_id: UUID | None = Field(default=None, description="The bank account it is for; null: all of them.")
    contains: Text | None = Field(default=None, description="What the text, the counterparty or the reference has.")
    pattern: Annotated[str, StringConstraints(min_length=1, max_length=MAX_PATTERN)] | None = None
    direction: RuleDirection | None = None
    min_amount: Annotated[Amount, Field(ge=0, description="Whichever way the money goes.")] | None = None
    max_amount: Annotated[Amount, Field(ge=0)] | None = None
    account: Annotated[AccountCode, Field(description="What the line is posted against.")]
    location_id: UUID | None = None
    memo: Text | None = None
    automatic: StrictBool = Field(default=False, description="Whether `apply-rules` posts it without being asked.")
    active: StrictBool = True


class BankRulePatch(Patch, json_schema_extra=example(automatic=True)):
    """A change of a rule."""

    name: Text = absent()
    position: Annotated[int, Field(ge=0, le=10_000)] = absent()
    bank_account_id: UUID | None = absent()
    contains: Text | None = absent()
    pattern: Annotated[str, StringConstraints(min_length=1, max_length=MAX_PATTERN)] | None = absent()
    direction: RuleDirection | None = absent()
    min_amount: Annotated[Amount, Field(ge=0)] | None = absent()
    max_amount: Annotated[Amount, Field(ge=0)] | None = absent()
    account: AccountCode = absent()
    location_id: UUID | None = absent()
    memo: Text | None = absent()
    automatic: StrictBool = absent()
    active: StrictBool = absent()


class BankRuleView(Output):
    """A rule as read."""

    id: UUID
    name: str
    position: int
    bank_account_id: UUID | None
    contains: str | None
    pattern: str | None
    direction: RuleDirection | None
    min_amount: Money | None
    max_amount: Money | None
    account: str
    location_id: UUID | None
    memo: str | None
    automatic: bool
    active: bool
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime
