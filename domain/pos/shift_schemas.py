"""What a shift tells of itself: in lists, as X and Z report, and what of a till's numbers never came."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from domain.core.schemas import Output
from domain.pos.schemas import Money, Plain


class ShiftStatus(StrEnum):
    """Whether a shift still works."""

    OPEN = "open"
    CLOSED = "closed"


class ShiftView(Output):
    """A shift without its totals; what belongs to its close is null until then."""

    id: UUID
    terminal_id: UUID
    location_id: UUID
    number: Annotated[int, Field(description="Running per terminal.")]
    status: ShiftStatus
    opening_float: Annotated[Money, Field(serialization_alias="float", description="What lay in the drawer at first.")]
    opened_at: datetime
    business_date: date
    opening_journal_id: UUID
    note: str | None
    closed_at: datetime | None
    z_number: Annotated[int | None, Field(description="Running per terminal, without a gap.")]
    variance: Annotated[Money | None, Field(description="What was posted as over (positive) or short.")]
    closing_journal_id: UUID | None
    closing_note: str | None


class Counter(Output):
    """How often, and how much together."""

    number: int
    amount: Money


class TaxTotal(Output):
    """The tax at one rate; `number` counts lines."""

    tax_rate_id: UUID
    name: str
    percent: Plain
    number: int
    amount: Money


class TenderTotal(Output):
    """What was taken by one tender, less change and refunds."""

    method: str
    kind: str
    name: str
    number: int
    amount: Money


class TenderCountView(Output):
    """One tender: what must be there, what was counted, and the difference."""

    method: str
    kind: str
    name: str
    expected: Money
    counted: Money | None
    variance: Money | None


class CashMovements(Output):
    """What went into and out of the drawer without a sale."""

    paid_in: Counter
    paid_out: Counter
    drops: Counter
    drawer_openings: int


class ShiftTotals(Output):
    """The sums of a shift, or of its supplement.

    `gross` is what lines came to with tax, `net` without; `total` is `gross` with tips and rounding, which is what all
    documents came to.
    """

    sales: Counter
    returns: Counter
    exchanges: Counter
    voids: Counter
    documents: int
    gross: Money
    discounts: Counter
    net: Money
    tax: Money
    taxes: list[TaxTotal]
    tips: Counter
    rounding: Counter
    total: Money
    tenders: list[TenderTotal]
    cash: CashMovements
    deposits: Counter
    deposit_refunds: Counter
    customer_payments: Counter
    money_voids: Annotated[Counter, Field(description="Deposits, refunds of them and customers' payments undone.")]


class ManifestView(Output):
    """What the till says it has sent, beside what has arrived until now; what arrived after the close is included."""

    sales: int
    total: Money
    arrived_sales: int
    arrived_total: Money
    complete: bool


class ShiftReport(ShiftView, ShiftTotals):
    """A shift's X report while it is open, its Z report once it is closed.

    The totals are those until the close and never change afterwards; `supplement` is what came later.
    """

    report: Literal["X", "Z"]
    in_drawer: Annotated[Money, Field(description="What must be in the drawer; at the close, once it is closed.")]
    counts: Annotated[list[TenderCountView], Field(description="Every tender; counted once the shift is closed.")]
    first_receipt: Annotated[int | None, Field(description="First number that the terminal drew in the shift.")]
    last_receipt: Annotated[int | None, Field(description="Last number that the terminal drew in the shift.")]
    grand_total: Annotated[Money, Field(description="All documents of the terminal since its first, until then.")]
    manifest: ManifestView | None
    supplements: Annotated[int, Field(description="How many documents and movements came after the close.")]
    supplement: ShiftTotals | None


class NumberRange(Output):
    """Numbers from the first to the last, both included."""

    first: Annotated[int, Field(serialization_alias="from")]
    last: Annotated[int, Field(serialization_alias="to")]


class SetAside(Output):
    """A number that came, but whose operation is not posted."""

    terminal_seq: int
    operation_id: UUID
    status: Literal["pending", "rejected", "failed"]


class Gaps(Output):
    """What of a till's own counting (`terminal_seq`) never came, between the first and the last that did."""

    terminal_id: UUID
    first: int | None
    last: int | None
    missing: list[NumberRange]
    set_aside: list[SetAside]
    truncated: Annotated[bool, Field(description="Whether there is more than is shown.")]
