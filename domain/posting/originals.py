"""Sales as they were posted, loaded and locked because something of them comes back."""

from dataclasses import dataclass, field

from domain.core.money import divide_half_up


@dataclass(slots=True)
class OriginalPart:
    """One part that a kit's line takes from stock, took, or brings back: item, quantity and cost, never negative."""

    item_id: str
    quantity: int
    cost: int


@dataclass(slots=True)
class OriginalLine:
    """A line of a posted sale: quantities in ten-thousandths, amounts in minor units; `returned` grows.

    `moved` says whether goods left the shelf; a kit moved its parts instead.
    """

    line_no: int
    item_id: str
    quantity: int
    unit_price_text: str
    discount: int
    net: int
    tax: int
    cost: int
    rate_id: str | None
    percent: int
    percent_text: str
    inclusive: bool
    returned: int
    moved: bool
    stored_value_code: str | None
    came_back: bool
    """Whether this line is itself something that came back; then it cannot come back again."""
    parts: list[OriginalPart] = field(default_factory=list)
    unit: str | None = None
    unit_quantity: int = 0
    """How many of `unit` it was sold as, where that is not the item's own."""
    changed: bool = False

    def share(self, amount: int, quantity: int) -> int:
        """Return what of `amount`, which belongs to the whole line, belongs to the next `quantity` that comes back.

        Taken from running sums, each rounded half-up, so that the shares of any partial returns add up exactly.
        """
        before, after = self.returned, self.returned + quantity
        return divide_half_up(amount * after, self.quantity) - divide_half_up(amount * before, self.quantity)


@dataclass(slots=True)
class OriginalTender:
    """What was paid by one payment of a sale, less its change."""

    code: str
    kind: str
    amount: int
    reference: str | None
    stored_value_code: str | None
    method_id: str


@dataclass(slots=True)
class OriginalSale:
    """A posted sale of which something comes back."""

    id: str
    kind: str
    status: str
    terminal_id: str
    location_id: str
    customer_id: str | None
    shift_id: str | None
    business_date: str
    journal: tuple[tuple[str, str | None, int, int], ...]
    """Its journal's lines: account, location, debit, credit."""
    tip: int
    rounding: int
    total: int
    lines: dict[int, OriginalLine]
    tenders: list[OriginalTender]
    refunded: dict[str, int] = field(default_factory=dict)
    """What earlier returns gave back, by method code, before it was rounded to coins; positive."""
    changed: bool = False

    def settle_status(self) -> None:
        """Say what has become of it, from what of its lines has come back."""
        lines = [line for line in self.lines.values() if not line.came_back]
        if all(line.returned == line.quantity for line in lines):
            self.status = "returned"
        elif any(line.returned for line in lines):
            self.status = "part_returned"
        self.changed = True
