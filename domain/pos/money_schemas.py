"""What goes in and comes out of stored values, deposits and customers' accounts."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field, StrictBool

from domain.core.fields import Code, Patch, absent
from domain.core.schemas import Input, Output, example
from domain.pos.schemas import Money, Plain

CardCode = Annotated[Code, Field(examples=["4021770003412906558"])]
LastDay = Annotated[date, Field(description="The last day on which it pays.", examples=["2027-11-22"])]


class StoredValueKind(StrEnum):
    """What we owe to whoever holds it."""

    GIFT_CARD = "gift_card"
    STORE_CREDIT = "store_credit"
    DEPOSIT = "deposit"


class DepositStatus(StrEnum):
    """What has become of a deposit: it still holds money, it paid for a sale, or it was given back."""

    OPEN = "open"
    SETTLED = "settled"
    REFUNDED = "refunded"


class GiftCardCreate(Input, json_schema_extra=example(code="4021770003412906558", expires_on="2027-11-22")):
    """A gift card before it is sold; without a code it gets one that nobody guesses, with a check digit."""

    code: CardCode | None = None
    expires_on: LastDay | None = None


class GiftCardPatch(Patch, json_schema_extra=example(blocked=True)):
    """A change of a gift card; a blocked one neither pays nor is loaded."""

    expires_on: LastDay | None = absent()
    blocked: StrictBool = absent()


class StoredValueView(Output):
    """A gift card, a store credit or a deposit, and what it still holds."""

    id: UUID
    kind: StoredValueKind
    code: str
    customer_id: UUID | None
    balance: Money
    expires_on: date | None
    blocked: bool
    version: int
    created_at: datetime
    updated_at: datetime


class SourceView(Output):
    """The document that did it."""

    type: str
    id: UUID


class StoredValueMovementView(Output):
    """One change of a stored value: loaded where positive, taken where negative."""

    id: UUID
    amount: Money
    source: SourceView
    occurred_at: datetime
    business_date: date
    posted_at: datetime


class StoredValueInFull(StoredValueView):
    """A stored value with a page of its movements, newest first."""

    movements: list[StoredValueMovementView]
    next_cursor: str | None


class LayawayLineView(Output):
    """Goods that are put aside, at the price that was agreed."""

    line_no: int
    item_id: UUID
    sku: str
    name: str
    quantity: Plain
    unit_price: Plain
    discount: Money
    net: Money
    tax: Money
    total: Money
    note: str | None


class MoneyTenderView(Output):
    """One tender; negative where money was given out. `change` is what was given back of it."""

    method: str
    kind: str
    amount: Money
    change: Money
    reference: str | None


class MoneyDocumentView(Output):
    """Money that moved without a sale; `amount` is positive, its kind says which way."""

    id: UUID
    kind: str
    location_id: UUID
    terminal_id: UUID | None
    shift_id: UUID | None
    customer_id: UUID | None
    amount: Money
    rounding: Money
    original_id: UUID | None
    reason: str | None
    reference: str | None
    note: str | None
    occurred_at: datetime
    business_date: date
    posted_at: datetime
    journal_id: UUID
    tenders: list[MoneyTenderView]


class DepositView(Output):
    """A deposit: `paid` less refunds, `used` by sales, `balance` what it still holds.

    `total` is what all that is put aside comes to, and `outstanding` what is still to be paid of it: nothing, once
    a sale used the deposit or it was given back. Both are null where nothing is put aside.
    """

    id: UUID
    status: DepositStatus
    customer_id: UUID | None
    paid: Money
    used: Money
    balance: Money
    total: Money | None
    outstanding: Money | None
    due_on: date | None
    reference: str | None
    note: str | None
    taken_at: datetime


class DepositInFull(DepositView):
    """A deposit with what is put aside, and the documents of its money, oldest first."""

    lines: list[LayawayLineView]
    documents: list[MoneyDocumentView]


class StatementEntry(Output):
    """One entry of a customer's account: what it added to what is owed, and what was owed after it."""

    id: UUID
    type: Annotated[str, Field(description="The document's kind.", examples=["sale"])]
    receipt_number: int | None
    occurred_at: datetime
    business_date: date
    posted_at: datetime
    reference: str | None
    amount: Money
    balance: Money


class Statement(Output):
    """A customer's account, newest entry first."""

    customer_id: UUID
    receivable: Money
    items: list[StatementEntry]
    next_cursor: str | None
