"""Operations sent over HTTP and posted by the worker's own code, without waiting for a broker."""

from typing import Any
from uuid import uuid4

from domain.core.clock import now
from domain.posting.drain import connect_for_posting, drain_shard
from tests.api.nouns import ITEMS, TERMINALS
from tests.shops import Shop


class Till:
    """One shop's till as its clients see it."""

    def __init__(self, shop: Shop) -> None:
        """Put up a till."""
        self.shop = shop
        self.terminal_id = TERMINALS.make(shop)["id"]

    def item(self, **given: Any) -> str:
        """Create an item that is not kept in stock; return its id."""
        return str(ITEMS.make(self.shop, **{"stocked": False, **given})["id"])

    def sale(self, *lines: dict[str, Any], paid: str = "1000.00", **given: Any) -> dict[str, Any]:
        """Return a sale that is paid in cash."""
        return {
            "id": str(uuid4()),
            "terminal_id": self.terminal_id,
            "occurred_at": now().isoformat(),
            "lines": list(lines),
            "payments": [{"method": "cash", "amount": paid}],
            **given,
        }

    def send(self, path: str, body: dict[str, Any], headers: dict[str, str] | None = None) -> Any:
        """Send an operation and post what it became; return it as it ended, or the refusal as it came."""
        answer = self.shop.client.post(path, json=body, headers=headers or self.shop.headers)
        if answer.status_code >= 300:
            return answer.json()
        with connect_for_posting() as connection:
            for (shard,) in connection.execute(
                "SELECT shard FROM core.shards WHERE core.has_waiting(shard)"
            ).fetchall():
                drain_shard(connection, shard)
        return self.shop.get(f"/api/operations/{answer.json()['id']}").json()

    def approval(self, headers: dict[str, str], operation_id: str, *permissions: str, **given: Any) -> str:
        """Return a manager's approval of one operation."""
        wish = {"operation_id": operation_id, "permissions": list(permissions), **given}
        answer = self.shop.client.post("/api/auth/approvals", json=wish, headers=headers)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["approval"])
