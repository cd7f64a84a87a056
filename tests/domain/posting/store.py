"""A till and a stock room that post over HTTP, with a worker behind them."""

from uuid import uuid4

from domain.core.clock import now
from domain.reports.verification import verify
from tests.api.nouns import ITEMS, TERMINALS
from tests.draining import drain


class Store:
    """A till and a stock room that post over HTTP, with a worker behind them."""

    def __init__(self, shop):
        self.shop = shop
        self.terminal_id = TERMINALS.make(shop)["id"]

    def item(self, **given):
        return ITEMS.make(self.shop, **given)["id"]

    def post(self, path, **body):
        """Post a document, let the worker at it, and return its operation."""
        answer = self.shop.post(path, json={"id": str(uuid4()), "occurred_at": now().isoformat(), **body})
        assert answer.status_code == 202, answer.text
        drain(self.shop)
        return self.shop.get(answer.headers["Location"]).json()

    def posted(self, path, **body):
        operation = self.post(path, **body)
        assert operation["status"] == "posted", operation
        return operation

    def receive(self, *lines):
        given = [
            {"item_id": item, "quantity": quantity, "unit_cost": cost, **more} for item, quantity, cost, more in lines
        ]
        return self.posted("/api/inventory/receipts", location_id=str(self.shop.default_location_id), lines=given)

    def adjust(self, *lines, **given):
        where = {"location_id": str(self.shop.default_location_id), "lines": list(lines), "reason": "Counted", **given}
        return self.posted("/api/inventory/adjustments", **where)

    def sale(self, *lines, **given):
        paid = {"payments": [{"method": "cash", "amount": "100000.00"}]}
        return {"terminal_id": self.terminal_id, "lines": list(lines), **paid, **given}

    def sell(self, *lines, **given):
        """Return a posted sale as it is read."""
        operation = self.posted("/api/pos/sales", **self.sale(*lines, **given))
        return self.read(operation)

    def refusal(self, *lines, **given):
        operation = self.post("/api/pos/sales", **self.sale(*lines, **given))
        assert operation["status"] == "rejected", operation
        return operation["error"]["code"], [error["path"] for error in operation["error"]["errors"]]

    def bring_back(self, sale, *lines, **given):
        """Return a posted return, refunded the way it came, as it is read."""
        body = {"terminal_id": self.terminal_id, "lines": list(lines), **given}
        answer = self.shop.post(f"/api/pos/sales/{sale['id']}/return", json={"id": str(uuid4()), **body})
        assert answer.status_code == 202, answer.text
        drain(self.shop)
        operation = self.shop.get(answer.headers["Location"]).json()
        assert operation["status"] == "posted", operation
        return self.read(operation)

    def void(self, sale):
        body = {"id": str(uuid4()), "reason": "Rung up twice"}
        answer = self.shop.post(f"/api/pos/sales/{sale['id']}/void", json=body)
        assert answer.status_code == 202, answer.text
        drain(self.shop)
        return self.shop.get(answer.headers["Location"]).json()

    def read(self, operation):
        return self.shop.get(f"/api/pos/sales/{operation['result']['sale_id']}").json()

    def level(self, item):
        [row] = self.shop.get("/api/inventory/stock-levels", params={"item_id": item}).json()["items"]
        return row["quantity"], row["value"]

    def balance(self, account):
        rows = self.shop.get("/api/reports/trial-balance").json()["rows"]
        found = {row["account"]: (row["debit"], row["credit"]) for row in rows}
        return found.get(account, ("0.00", "0.00"))

    def proven(self):
        found = verify([self.shop.org_id])
        assert not found.differences, [one.as_dict() for one in found.findings if one.differences]


def sides(sale):
    return {line["account"]: (line["debit"], line["credit"]) for line in sale["journal"]["lines"]}
