"""What goes in and comes out of the till's services."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field, StrictBool, StringConstraints

from domain.accounting.schemas import JournalView
from domain.core.fields import Amount, Code, Patch, PlainDecimal, ResourceId, Text, absent
from domain.core.schemas import Input, Output, example
from domain.inventory.stock_views import StockMovementView

AccountCode = Annotated[Code, Field(description="An account's code; null: the account of the role.")]
Percent = Annotated[
    PlainDecimal, Field(ge=0, lt=Decimal(1000), decimal_places=6, description="Of 100.", examples=["16"])
]
Email = Annotated[Text, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$"), Field(examples=["ana@example.org"])]
CreditLimit = Annotated[Amount, Field(ge=0)]
PriceGroup = Annotated[Code, Field(description="Price lists and promotions can be for it.", examples=["staff"])]
Money = Annotated[str, Field(description="A decimal in the currency's digits.", examples=["10.50"])]
Plain = Annotated[str, Field(description="A plain decimal.", examples=["2"])]


class PaymentKind(StrEnum):
    """How a tender behaves: cash gives change, on account becomes a debt, credit and gift cards are our liability."""

    CASH = "cash"
    CARD = "card"
    STORE_CREDIT = "store_credit"
    GIFT_CARD = "gift_card"
    ON_ACCOUNT = "on_account"
    DEPOSIT = "deposit"
    OTHER = "other"


class SaleStatus(StrEnum):
    """What has become of a sale."""

    POSTED = "posted"
    RETURNED = "returned"
    PART_RETURNED = "part_returned"
    VOIDED = "voided"


class Resource(Output):
    """What every resource of the till's setup tells of itself."""

    id: UUID
    active: bool
    version: int
    created_at: datetime
    updated_at: datetime


class TerminalCreate(
    Input, json_schema_extra=example(code="T1", name="Till 1", location_id="0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c04")
):
    """A new till."""

    id: ResourceId | None = None
    code: Annotated[Code, Field(examples=["T1"])]
    name: Annotated[Text, Field(examples=["Till 1"])]
    location_id: ResourceId
    active: StrictBool = True


class TerminalPatch(Patch, json_schema_extra=example(name="Till at the door")):
    """A change of a till."""

    code: Code = absent()
    name: Text = absent()
    location_id: ResourceId = absent()
    active: StrictBool = absent()


class TerminalView(Resource):
    """A till as read."""

    code: str
    name: str
    location_id: UUID


class TaxRateCreate(Input, json_schema_extra=example(code="VAT16", name="VAT 16 %", percent="16")):
    """A new tax rate; `inclusive` null: the organization's setting says whether prices contain it."""

    id: ResourceId | None = None
    code: Annotated[Code, Field(examples=["VAT16"])]
    name: Annotated[Text, Field(examples=["VAT 16 %"])]
    percent: Percent
    inclusive: StrictBool | None = None
    account: AccountCode | None = None
    active: StrictBool = True


class TaxRatePatch(Patch, json_schema_extra=example(percent="15.5")):
    """A change of a tax rate; sales keep the percentage they were posted with."""

    code: Code = absent()
    name: Text = absent()
    percent: Percent = absent()
    inclusive: StrictBool | None = absent()
    account: AccountCode | None = absent()
    active: StrictBool = absent()


class TaxRateView(Resource):
    """A tax rate as read."""

    code: str
    name: str
    percent: Plain
    inclusive: bool | None
    account: str | None


class PaymentMethodCreate(Input, json_schema_extra=example(code="voucher", name="Voucher", kind="other")):
    """A new payment method; without an account of its own it posts to that of its kind's role."""

    id: ResourceId | None = None
    code: Annotated[Code, Field(examples=["voucher"])]
    name: Annotated[Text, Field(examples=["Voucher"])]
    kind: PaymentKind
    account: AccountCode | None = None
    active: StrictBool = True


class PaymentMethodPatch(Patch, json_schema_extra=example(active=False)):
    """A change of a payment method."""

    code: Code = absent()
    name: Text = absent()
    kind: PaymentKind = absent()
    account: AccountCode | None = absent()
    active: StrictBool = absent()


class PaymentMethodView(Resource):
    """A payment method as read."""

    code: str
    name: str
    kind: PaymentKind
    account: str | None


class CustomerCreate(
    Input, json_schema_extra=example(name="Ana Pérez", phone="+52 55 1234 5678", credit_limit="200.00")
):
    """A new customer; `credit_limit` null: may owe without limit."""

    id: ResourceId | None = None
    name: Annotated[Text, Field(examples=["Ana Pérez"])]
    email: Email | None = None
    phone: Annotated[Code, Field(examples=["+52 55 1234 5678"])] | None = None
    tax_id: Code | None = None
    credit_limit: CreditLimit | None = None
    price_group: PriceGroup | None = None
    reference: (
        Annotated[Code, Field(examples=["C-1027"], description="Unique; imports find the customer by it.")] | None
    ) = None
    active: StrictBool = True


class CustomerPatch(Patch, json_schema_extra=example(credit_limit="300.00")):
    """A change of a customer."""

    name: Text = absent()
    email: Email | None = absent()
    phone: Code | None = absent()
    tax_id: Code | None = absent()
    credit_limit: CreditLimit | None = absent()
    price_group: PriceGroup | None = absent()
    reference: Code | None = absent()
    active: StrictBool = absent()


class CustomerView(Resource):
    """A customer as read; `receivable` is what is owed."""

    name: str
    email: str | None
    phone: str | None
    tax_id: str | None
    credit_limit: Money | None
    price_group: str | None
    reference: str | None
    receivable: Money


class ExplanationView(Output):
    """What a price list or a promotion did to a line: `amount` is what it took off the item's own price."""

    kind: Annotated[str, Field(examples=["promotion"], description="`price_list` or `promotion`.")]
    code: str
    name: str
    amount: Money
    text: Annotated[str, Field(examples=["Happy hour: 20 % off"])]


class SaleLinePartView(Output):
    """One part that a kit took from stock, or that came back with it: then quantity and cost are negative."""

    item_id: UUID
    quantity: Plain
    cost: Money


class SaleKind(StrEnum):
    """What a document of the till is; an exchange sells and takes back in one."""

    SALE = "sale"
    RETURN = "return"
    EXCHANGE = "exchange"
    VOID = "void"


class ReturnOf(Output):
    """The line that came back."""

    sale_id: UUID
    line_no: int


class SaleLineView(Output):
    """One line of a sale as it was posted.

    `quantity` is in the item's own unit. Where it was sold in another, `unit` and `unit_quantity` say how, and the
    unit price is that of one such unit.
    """

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
    cost: Money
    tax_rate_id: UUID | None
    tax_percent: Plain
    tax_inclusive: bool
    returned: Plain
    unit: str | None
    unit_quantity: Plain | None
    return_of: ReturnOf | None
    restocked: bool | None
    stored_value_id: UUID | None
    note: str | None
    parts: list[SaleLinePartView] = Field(description="What a kit took from stock; empty for everything else.")
    explained: list[ExplanationView] = Field(description="Empty where the price is the item's or the till's own.")


class PaymentView(Output):
    """One tender: what was given, and what was given back of it."""

    method: str
    kind: PaymentKind
    amount: Money
    change: Money
    reference: str | None


class SaleView(Output):
    """A sale, return, exchange or void as posted, without its lines; what came back is negative."""

    id: UUID
    kind: SaleKind
    original_sale_id: UUID | None
    status: SaleStatus
    receipt_number: int
    location_id: UUID
    terminal_id: UUID
    terminal_seq: int | None
    shift_id: UUID | None
    supplement: bool
    customer_id: UUID | None
    reference: str | None
    note: str | None
    occurred_at: datetime
    business_date: date
    original_date: date | None
    late: bool
    posted_at: datetime
    tax_rounding: str
    discount: Money
    net: Money
    tax: Money
    tip: Money
    rounding: Money
    total: Money
    change: Money
    cost: Money
    journal_id: UUID | None


class SaleInFull(SaleView):
    """A sale with all that was posted with it."""

    lines: list[SaleLineView]
    payments: list[PaymentView]
    movements: list[StockMovementView]
    journal: JournalView | None


Template = Annotated[
    str,
    StringConstraints(min_length=1, max_length=20_000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"),
    Field(
        description="Liquid that renders to the receipt's lines; `GET` shows the built-in one to start from.",
        examples=[".center.large {{ organization.name }}\n.bold TOTAL | {{ sale.total | money }}"],
    ),
]


class ReceiptTemplateInput(
    Input,
    json_schema_extra=example(template=".center.large {{ organization.name }}\n.bold TOTAL | {{ sale.total | money }}"),
):
    """A receipt's template to be used or tried."""

    template: Template


class ReceiptTemplateView(Output):
    """A receipt's template as read; `built_in` is what every organization has until it puts its own."""

    template: str
    built_in: bool
    version: int
    updated_at: datetime | None
