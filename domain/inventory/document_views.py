"""Stock documents, transfers and low stock as read."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from domain.accounting.schemas import JournalView
from domain.core.schemas import Output
from domain.inventory.schemas import Amount, Count, Price
from domain.inventory.stock_views import StockMovementView


class DocumentKind(StrEnum):
    """What a stock document is."""

    RECEIPT = "receipt"
    RECEIPT_REVERSAL = "receipt_reversal"
    SUPPLIER_RETURN = "supplier_return"
    ADJUSTMENT = "adjustment"
    COUNT = "count"
    REVALUATION = "revaluation"
    TRANSFER = "transfer"
    TRANSFER_RECEIPT = "transfer_receipt"
    TRANSFER_CLOSE = "transfer_close"
    TRANSFER_RETURN = "transfer_return"


class TransferStatus(StrEnum):
    """What has become of a transfer."""

    IN_TRANSIT = "in_transit"
    PART_RECEIVED = "part_received"
    RECEIVED = "received"
    CLOSED = "closed"
    RETURNED = "returned"


class StockDocumentView(Output):
    """A stock document without its lines; `about_id` is the receipt or transfer that it is about."""

    id: UUID
    kind: DocumentKind
    location_id: UUID
    occurred_at: datetime
    business_date: date
    posted_at: datetime
    supplier: str | None
    supplier_id: UUID | None
    reason: str | None
    note: str | None
    about_id: UUID | None
    scope: str | None = Field(description="Of a count: partial or full.")
    journal_id: UUID | None


class ChargeView(Output):
    """What it cost to get the goods there."""

    name: str
    amount: Amount
    account: str | None
    spread: str


class StockDocumentLineView(Output):
    """A line of a stock document; quantity and value are negative when stock left."""

    line_no: int
    item_id: UUID
    sku: str
    name: str
    quantity: Count
    unit: str | None = Field(description="The unit that was given; the quantity is in the item's own.")
    unit_cost: Price | None
    value: Amount
    charges: Amount | None = Field(description="What of the value is not for the goods.")
    counted: Count | None
    level: Count | None = Field(description="What the level was when it was counted.")
    lost: Count | None
    lost_value: Amount | None
    about_line_no: int | None = Field(description="The line of the receipt or transfer that this one is about.")


class StockDocumentInFull(StockDocumentView):
    """A stock document with all that was posted with it."""

    charges: list[ChargeView]
    lines: list[StockDocumentLineView]
    movements: list[StockMovementView]
    journal: JournalView | None


class TransferView(Output):
    """A transfer without its lines."""

    id: UUID
    from_location_id: UUID
    to_location_id: UUID
    receive: str
    status: TransferStatus
    note: str | None
    occurred_at: datetime
    business_date: date
    posted_at: datetime


class TransferLineView(Output):
    """What of one item left, and what has become of it."""

    line_no: int
    item_id: UUID
    sku: str
    name: str
    shipped: Count
    value: Amount
    received: Count
    received_value: Amount
    lost: Count
    lost_value: Amount
    returned: Count
    returned_value: Amount
    under_way: Count
    under_way_value: Amount


class TransferInFull(TransferView):
    """A transfer with its lines, what its first half posted, and the documents that came after it."""

    lines: list[TransferLineView]
    movements: list[StockMovementView]
    journal: JournalView | None
    documents: list[StockDocumentView]


class CountSheetLine(Output):
    """One item to be counted; a blind sheet does not say how much there should be."""

    item_id: UUID
    sku: str
    name: str
    category: str | None
    unit: str
    quantity: Count | None


class LowStockEventView(Output):
    """A level that fell from above its reorder point to it or below."""

    id: UUID
    item_id: UUID
    sku: str
    location_id: UUID
    quantity: Count
    reorder_point: Count
    noted_at: datetime
