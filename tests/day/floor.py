"""The shop floor: what people do there, sent over HTTP as tills send it, and posted by the worker's own code."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from domain.core.clock import now
from tests.api.nouns import CUSTOMERS, ITEMS, LOCATIONS, TAX_RATES, TERMINALS
from tests.day.ledger import Article
from tests.draining import drain
from tests.shops import Shop


def cents(amount: int) -> str:
    """Return cents as the decimal string that the API takes."""
    sign, whole = ("-", -amount) if amount < 0 else ("", amount)
    return f"{sign}{whole // 100}.{whole % 100:02d}"


@dataclass
class Floor:
    """Two places with two tills each, a few articles, two customers, and the way in."""

    shop: Shop
    places: list[str] = field(default_factory=list)
    tills: dict[str, str] = field(default_factory=dict)
    """Place by till."""
    articles: list[Article] = field(default_factory=list)
    card: str = ""
    """The item that sells gift cards."""
    customers: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        shop = self.shop
        self.places = [str(shop.default_location_id), str(LOCATIONS.make(shop)["id"])]
        for place in self.places:
            for _ in range(2):
                self.tills[str(TERMINALS.make(shop, location_id=place)["id"])] = place
        for price, percent in ((333, 7), (1050, 16), (99, 0)):
            rate = TAX_RATES.make(shop, percent=str(percent), inclusive=False)["id"]
            item = ITEMS.make(shop, price=cents(price), cost=cents(price // 2), tax_rate_id=rate)
            self.articles.append(Article(str(item["id"]), price, percent))
        self.card = str(ITEMS.make(shop, price="10.00", stocked=False)["id"])
        self.customers = [str(CUSTOMERS.make(shop, credit_limit="60.00")["id"]) for _ in range(2)]

    def send(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Send a document with an identity and a time, post all that waits, and return the ended operation."""
        given = {"id": str(uuid4()), "occurred_at": now().isoformat(), **body}
        answer = self.shop.post(path, json=given)
        assert answer.status_code == 202, (path, given, answer.text)
        drain(self.shop)
        operation = self.shop.get(f"/api/operations/{given['id']}").json()
        assert operation["status"] in {"posted", "rejected"}, operation
        return dict(operation)

    def posted(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Send what must be posted; return its result."""
        operation = self.send(path, body)
        assert operation["status"] == "posted", (path, body, operation["error"])
        return dict(operation["result"])

    def refused(self, path: str, body: dict[str, Any]) -> str:
        """Send what must be rejected; return the code."""
        operation = self.send(path, body)
        assert operation["status"] == "rejected", (path, body, operation["result"])
        return str(operation["error"]["code"])
