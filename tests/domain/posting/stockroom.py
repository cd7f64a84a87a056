"""Two stock rooms of one shop, and documents between them as the back office writes them."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from tests.api.nouns import LOCATIONS
from tests.domain.posting.till import Counter, Outcome
from tests.draining import drain


@dataclass
class Stockroom:
    """A counter's stock room and another one."""

    counter: Counter
    here: str = field(init=False)
    there: str = field(init=False)

    def __post_init__(self) -> None:
        """Open the other room."""
        self.here = str(self.counter.shop.default_location_id)
        self.there = LOCATIONS.make(self.counter.shop)["id"]

    def post(self, kind: str, *, about: str | None = None, follow: bool = True, **body: Any) -> Outcome:
        """Post one document; with `follow` also what it hands on."""
        sent: dict[str, Any] = {"id": str(uuid4()), **body}
        if about is not None:
            sent["_about"] = about
        lane = UUID(str(body.get("location_id") or body.get("from_location_id") or self.here))
        [outcome] = self.counter.post((kind, sent), lane=lane)
        if follow:
            drain(self.counter.shop)
        return outcome

    def posted(self, kind: str, **given: Any) -> dict[str, Any]:
        """Post one document, which must succeed; return its result."""
        outcome = self.post(kind, **given)
        assert outcome.status == "posted", outcome
        return outcome.result

    def refused(self, kind: str, **given: Any) -> tuple[str, str | None]:
        """Post one document, which must be rejected without a trace; return code and path."""
        before = self.counter.counts(), self.levels()
        outcome = self.post(kind, **given)
        assert (self.counter.counts(), self.levels()) == before
        return outcome.refusal

    def received(self, item: str, quantity: str, unit_cost: str, *, at: str | None = None, **line: Any) -> str:
        """Receive goods; return the receipt's id."""
        lines = [{"item_id": item, "quantity": quantity, "unit_cost": unit_cost, **line}]
        result = self.posted("stock.receive", location_id=at or self.here, lines=lines)
        return str(result["document_id"])

    def sent(self, item: str, quantity: str, *, receive: str = "on_arrival", follow: bool = True) -> dict[str, Any]:
        """Send goods to the other room."""
        return self.posted(
            "stock.transfer",
            from_location_id=self.here,
            to_location_id=self.there,
            receive=receive,
            follow=follow,
            lines=[{"item_id": item, "quantity": quantity}],
        )

    def level(self, item: str, at: str) -> tuple[str, int]:
        """Return quantity and value (minor units) of an item in a room."""
        rows = self.counter.query(
            "SELECT quantity, value FROM inv.stock_levels WHERE item_id = %s AND location_id = %s", (item, at)
        )
        return (rows[0][0], rows[0][1]) if rows else ("0.0000", 0)

    def levels(self) -> list[tuple[Any, ...]]:
        """Return everything that lies anywhere, and what is under way."""
        lying = "SELECT location_id, item_id, quantity, value FROM inv.stock_levels WHERE quantity <> 0 ORDER BY 1, 2"
        under_way = "SELECT * FROM inv.transfer_lines ORDER BY transfer_id, line_no"
        return self.counter.query(lying) + self.counter.query(under_way)

    def transfer(self, transfer_id: str) -> tuple[str, str, int]:
        """Return a transfer's status, and quantity and value of what of it is under way."""
        [row] = self.counter.query(
            """
            SELECT t.status, sum(l.shipped - l.received - l.lost - l.returned)::text,
                sum(l.value - l.received_value - l.lost_value - l.returned_value)::bigint
            FROM inv.transfers t JOIN inv.transfer_lines l ON l.transfer_id = t.id
            WHERE t.id = %s GROUP BY t.status
            """,
            (transfer_id,),
        )
        return row[0], row[1], row[2]

    def balance(self, role: str) -> int:
        """Return the balance of the account that serves a role, minor units, debits positive."""
        [row] = self.counter.query(
            """
            SELECT coalesce(sum(b.debit - b.credit), 0)::bigint FROM acct.balances b
            JOIN acct.account_roles r ON r.account_id = b.account_id WHERE r.role = %s
            """,
            (role,),
        )
        return int(row[0])
