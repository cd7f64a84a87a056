"""The running product: one installation a module, and a shop over HTTP for each test."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from domain.core.clock import now
from tests.faults.installation import Installation, installed
from tests.shops import Shop, open_shop


@pytest.fixture(scope="module")
def settings_of_the_installation() -> dict[str, str]:
    return {}


@pytest.fixture(scope="module")
def installation(settings_of_the_installation) -> Iterator[Installation]:
    with installed(spare=False, **settings_of_the_installation) as running:
        yield running


@dataclass(frozen=True)
class Front:
    """A shop of the running product, with a till and something to sell."""

    shop: Shop
    terminal_id: str
    item_id: str

    def sale(self, **given: Any) -> dict[str, Any]:
        return {
            "id": str(uuid4()),
            "terminal_id": self.terminal_id,
            "occurred_at": now().isoformat(),
            "lines": [{"item_id": self.item_id, "quantity": "1"}],
            "payments": [{"method": "cash", "amount": "20.00"}],
            **given,
        }

    def send(self, body: dict[str, Any], **given: Any) -> Any:
        return self.shop.post("/api/sales", json=body, **given)

    def sell(self, *, wait_s: int = 30, **given: Any) -> Any:
        return self.send(self.sale(**given), headers={"Prefer": f"wait={wait_s}"})

    def operation(self, identity: str) -> dict[str, Any]:
        return dict(self.shop.get(f"/api/operations/{identity}").json())

    def ended(self, identity: str) -> dict[str, Any]:
        wait_until(lambda: self.operation(identity)["status"] != "pending")
        return self.operation(identity)

    def waiting(self) -> int:
        return int(self.shop.get("/api/operations/backlog").json()["waiting"])


def wait_until(condition: Callable[[], object], *, timeout_s: float = 40.0) -> None:
    """Return when a condition holds; fail when it does not in time."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


@pytest.fixture
def front(installation) -> Iterator[Front]:
    with httpx2.Client(base_url=installation.stack.base_url, timeout=40) as client:
        shop = open_shop(client)  # type: ignore[arg-type]  # It asks as the test client does.
        place = {"code": "T1", "name": "Till", "location_id": str(shop.default_location_id)}
        till = shop.post("/api/pos/terminals", json=place).json()
        item = shop.post("/api/inventory/items", json={"sku": "COF", "name": "Coffee", "price": "10.50"}).json()
        yield Front(shop, till["id"], item["id"])
