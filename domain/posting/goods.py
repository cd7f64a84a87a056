"""Transfers under way, and receipts of goods of which something goes back: loaded and locked to be decided over.

Quantities in ten-thousandths, values in minor units.
"""

from dataclasses import dataclass, field

from domain.core.money import divide_half_up


@dataclass(slots=True)
class TransferLine:
    """What of one item left its location, and what has become of it; what is not accounted for is under way."""

    line_no: int
    item_id: str
    shipped: int
    value: int
    received: int = 0
    received_value: int = 0
    lost: int = 0
    lost_value: int = 0
    returned: int = 0
    returned_value: int = 0
    changed: bool = False

    @property
    def under_way(self) -> int:
        """How much has neither arrived nor been lost nor come back."""
        return self.shipped - self.received - self.lost - self.returned

    def next_value(self, quantity: int) -> int:
        """Return what the next `quantity` that is accounted for is worth.

        From running sums, each rounded half-up: whatever the parts, they add up to what had left.
        """
        before = self.shipped - self.under_way
        parts = (before, before + quantity)
        return divide_half_up(self.value * parts[1], self.shipped) - divide_half_up(self.value * parts[0], self.shipped)

    def receive(self, quantity: int) -> int:
        """Note that this much has arrived; return its value."""
        value = self.next_value(quantity)
        self.received, self.received_value, self.changed = self.received + quantity, self.received_value + value, True
        return value

    def lose(self, quantity: int) -> int:
        """Note that this much will not arrive; return its value."""
        value = self.next_value(quantity)
        self.lost, self.lost_value, self.changed = self.lost + quantity, self.lost_value + value, True
        return value

    def give_back(self, quantity: int) -> int:
        """Note that this much came back to where it had left; return its value."""
        value = self.next_value(quantity)
        self.returned, self.returned_value, self.changed = self.returned + quantity, self.returned_value + value, True
        return value


@dataclass(slots=True)
class Transfer:
    """Goods between two locations; `stored` tells one that is there from one that this batch makes."""

    id: str
    from_location_id: str
    to_location_id: str
    receive: str
    status: str
    note: str | None
    occurred_at: str
    business_date: str
    lines: dict[int, TransferLine]
    stored: bool = False
    changed: bool = False

    def settle_status(self, *, closed: bool = False) -> None:
        """Say what has become of it, from what of its lines is accounted for."""
        self.changed = True
        if any(line.under_way for line in self.lines.values()):
            arrived = any(line.received or line.lost or line.returned for line in self.lines.values())
            self.status = "part_received" if arrived else "in_transit"
        elif closed:
            self.status = "closed"
        elif all(line.returned == line.shipped for line in self.lines.values()):
            self.status = "returned"
        else:
            self.status = "received"


@dataclass(slots=True)
class ReceivedLine:
    """A line of a receipt of goods; `charges` is what of its value is not for the goods; `returned` grows."""

    line_no: int
    item_id: str
    quantity: int
    value: int
    charges: int
    returned: int = 0

    def goods_value(self, quantity: int) -> int:
        """Return what the next `quantity` that goes back had cost, from running sums, charges left out."""
        worth = self.value - self.charges
        parts = (self.returned, self.returned + quantity)
        return divide_half_up(worth * parts[1], self.quantity) - divide_half_up(worth * parts[0], self.quantity)


@dataclass(slots=True)
class Receipt:
    """A posted receipt of goods; `charges` by account."""

    id: str
    location_id: str
    supplier_id: str | None
    supplier: str | None
    reversed: bool
    lines: dict[int, ReceivedLine]
    charges: list[tuple[str, int]] = field(default_factory=list)
