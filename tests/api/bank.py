"""A bank, as a shop's accountant meets it over HTTP."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests.draining import drain
from tests.shops import Shop

BANK = "1030"


@dataclass(frozen=True)
class Bank:
    """One bank account of a shop."""

    shop: Shop
    address: str

    @classmethod
    def opened(cls, shop: Shop, **given: Any) -> "Bank":
        answer = shop.post("/api/accounting/bank-accounts", json={"name": "Current", "account": BANK, **given})
        assert answer.status_code == 201, answer.text
        return cls(shop, f"/api/accounting/bank-accounts/{answer.json()['id']}")

    def told(self, *lines: tuple[str, str, str], **given: Any) -> dict[str, Any]:
        """Read a CSV of these lines: day, text, amount."""
        answer = self.read(csv_of(*lines), **given)
        assert answer.status_code in {200, 201}, answer.text
        return dict(answer.json())

    def read(self, raw: bytes, *, name: str = "bank.csv", at: str = "statements", **form: str) -> Any:
        return self.shop.post(f"{self.address}/{at}", files={"file": (name, raw)}, data=form)

    def lines(self, query: str = "") -> list[dict[str, Any]]:
        answer = self.shop.get(f"{self.address}/lines?limit=500{query}")
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    def line(self, text: str) -> dict[str, Any]:
        """Return the one line with this text, with its suggestions."""
        [line] = [one for one in self.lines() if one["text"] == text]
        answer = self.shop.get(f"{self.address}/lines/{line['id']}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def reconcile(self, line_id: str, **body: Any) -> dict[str, Any]:
        """Reconcile a line and return the operation as it ended."""
        return self.carried_out("reconcile", id=str(uuid4()), line_id=line_id, **body)

    def undo(self, line_id: str) -> dict[str, Any]:
        return self.carried_out(f"lines/{line_id}/undo", id=str(uuid4()))

    def carried_out(self, path: str, **body: Any) -> dict[str, Any]:
        answer = self.shop.post(f"{self.address}/{path}", json=body)
        assert answer.status_code == 202, answer.text
        drain(self.shop)
        return dict(self.shop.get(f"/api/operations/{answer.json()['id']}").json())

    def outstanding(self, as_of: str | None = None) -> dict[str, Any]:
        """Return what is outstanding; the proof must hold."""
        answer = self.shop.get(f"{self.address}/outstanding", params={} if as_of is None else {"as_of": as_of})
        assert answer.status_code == 200, answer.text
        assert answer.json()["difference"] == "0.00"
        return dict(answer.json())

    def posted(self, day: str, amount: str, *, against: str = "3100", memo: str = "By hand") -> str:
        """Post a journal by hand that moves the bank's account; return its id."""
        side, other = ("debit", "credit") if not amount.startswith("-") else ("credit", "debit")
        plain = amount.removeprefix("-")
        lines = [{"account": BANK, side: plain}, {"account": against, other: plain}]
        body = {"id": str(uuid4()), "date": day, "memo": memo, "lines": lines}
        answer = self.shop.post("/api/accounting/journals", json=body)
        assert answer.status_code == 202, answer.text
        drain(self.shop)
        assert self.shop.get(f"/api/operations/{body['id']}").json()["status"] == "posted"
        return str(body["id"])

    def balances(self) -> dict[str, str]:
        """Return the balance of each account that is not nought."""
        items = self.shop.get("/api/accounting/balances?as_of=2099-12-31").json()["items"]
        return {item["account"]: item["balance"] for item in items if item["balance"] != "0.00"}


def csv_of(*lines: tuple[str, str, str]) -> bytes:
    rows = ["Date,Description,Amount", *(f"{day},{text},{amount}" for day, text, amount in lines)]
    return ("\n".join(rows) + "\n").encode()
