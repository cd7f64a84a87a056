"""A till whose shifts are worked over HTTP, and posted by the worker's own code."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from domain.core.clock import now
from domain.core.settings import settings
from domain.posting.drain import connect_for_posting, drain_shard
from tests.api.nouns import ITEMS, TERMINALS
from tests.shops import Shop


def drain() -> None:
    """Post whatever waits."""
    with connect_for_posting() as connection:
        for shard in range(settings().shard_count):
            drain_shard(connection, shard)


@dataclass
class Drawer:
    """One terminal of a shop; what it sends is carried out before the call returns."""

    shop: Shop
    terminal_id: str = ""
    item_id: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Put up a till, and something to sell for 10.00 that is not kept in stock."""
        self.terminal_id = self.terminal_id or TERMINALS.make(self.shop)["id"]
        self.item_id = self.item_id or ITEMS.make(self.shop, price="10.00", stocked=False)["id"]

    def send(self, path: str, **body: Any) -> dict[str, Any]:
        """Send an operation, and return what it ended as."""
        answer = self.shop.post(path, json=body, headers=self.headers)
        assert answer.status_code in {200, 202}, answer.text
        drain()
        ended = self.shop.get(f"/api/operations/{answer.json()['id']}").json()
        assert ended["status"] in {"posted", "rejected"}, ended
        return dict(ended)

    def done(self, path: str, **body: Any) -> dict[str, Any]:
        """Send an operation that must be posted; return its result."""
        ended = self.send(path, **body)
        assert ended["status"] == "posted", ended
        return dict(ended["result"])

    def refused(self, path: str, **body: Any) -> str:
        """Send an operation that must be rejected; return the code."""
        ended = self.send(path, **body)
        assert ended["status"] == "rejected", ended
        return str(ended["error"]["code"])

    def open(self, opening_float: str = "100.00", **given: Any) -> str:
        """Open a shift; return its id."""
        body = {"id": str(uuid4()), "terminal_id": self.terminal_id, "float": opening_float, **given}
        return str(self.done("/api/pos/shifts", **body)["shift_id"])

    def cash(self, shift_id: str, kind: str, amount: str, **given: Any) -> dict[str, Any]:
        """Move cash; return the result."""
        return self.done(f"/api/pos/shifts/{shift_id}/cash", **cash(kind, amount, **given))

    def sell(self, shift_id: str | None, *, paid: dict[str, str] | None = None, **given: Any) -> dict[str, Any]:
        """Sell one thing for 10.00, in cash unless said otherwise; return the result."""
        return self.done("/api/pos/sales", **self.sale(shift_id, paid=paid, **given))

    def sale(self, shift_id: str | None, *, paid: dict[str, str] | None = None, **given: Any) -> dict[str, Any]:
        """Return the body of a sale."""
        tenders = {"cash": "10.00"} if paid is None else paid
        return {
            "id": str(uuid4()),
            "terminal_id": self.terminal_id,
            "shift_id": shift_id,
            "occurred_at": now().isoformat(),
            "lines": [{"item_id": self.item_id, "quantity": "1"}],
            "payments": [{"method": method, "amount": amount} for method, amount in tenders.items()],
            **given,
        }

    def close(self, shift_id: str, counted: dict[str, str], **given: Any) -> dict[str, Any]:
        """Close a shift; return the result."""
        return self.done(f"/api/pos/shifts/{shift_id}/close", **close(counted, **given))

    def report(self, shift_id: str) -> dict[str, Any]:
        """Return a shift's X or Z report."""
        answer = self.shop.get(f"/api/pos/shifts/{shift_id}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def journal(self, journal_id: str) -> dict[str, str]:
        """Return a journal's sides by account code: amounts, credits with a minus."""
        lines = self.shop.get(f"/api/accounting/journals/{journal_id}").json()["lines"]
        sides = {}
        for line in lines:
            debit, credit = line["debit"], line["credit"]
            sides[line["account"]] = debit if float(debit or 0) else f"-{credit}"
        return sides


def cash(kind: str, amount: str, **given: Any) -> dict[str, Any]:
    """Return the body of a cash movement."""
    account = {} if kind == "drop" else {"account": "6020"}
    return {"id": str(uuid4()), "kind": kind, "amount": amount, "reason": "Because", **account, **given}


def close(counted: dict[str, str], **given: Any) -> dict[str, Any]:
    """Return the body of a close."""
    return {
        "id": str(uuid4()),
        "counted": [{"method": method, "amount": amount} for method, amount in counted.items()],
        **given,
    }
