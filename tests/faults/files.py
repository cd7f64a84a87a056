"""A second organization, whose back office hands files of past sales in all the while: each receipt comes in once."""

import contextlib
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx2

from tests.faults.installation import Installation
from tests.shops import Shop, open_shop

RECEIPTS, OVERLAP, WRONG = 60, 15, 19
PAUSE_S = 0.2
PATIENCE_S = 120.0
COUNTED = "SELECT count(*), count(DISTINCT reference) FROM pos.sales WHERE org_id = %s"
LEFT = "SELECT count(*) FROM core.import_chunks WHERE org_id = %s"


@dataclass
class Files:
    """A back office that imports; what it saw to be wrong."""

    shop: Shop
    client: httpx2.Client
    handed_in: int = 0
    last: int = 0
    """The number of the last receipt that was sent."""
    stopped: bool = False
    wrong: list[str] = field(default_factory=list)

    def work(self) -> None:
        """Hand in one file after the other until told to stop; each begins with the last receipts of the one before."""
        while not self.stopped and not self.wrong:
            first = max(1, self.last - OVERLAP + 1)
            numbers = range(first, self.last + RECEIPTS + 1)
            already = sum(not _is_wrong(n) for n in numbers if n <= self.last)
            good = sum(not _is_wrong(n) for n in numbers)
            view = self._until_it_rests(self._sent(_sales(numbers)))
            self.last = numbers[-1]
            self.handed_in += 1
            came = (view["status"], view["rows_new"], view["rows_unchanged"], view["rows_rejected"])
            if came != ("done", good - already, already, len(numbers) - good):
                self.wrong.append(f"import {view['id']} of receipts {first} to {self.last} came to {came}")
        self.client.close()

    def reckon(self, at: Installation) -> list[str]:
        """Return what is wrong with what came in."""
        expected = sum(not _is_wrong(n) for n in range(1, self.last + 1))
        with at.superuser() as connection:
            counted = connection.execute(COUNTED, (self.shop.org_id,)).fetchone()
            left = connection.execute(LEFT, (self.shop.org_id,)).fetchone()
        if (counted, left) != ((expected, expected), (0,)):
            self.wrong.append(f"{expected} receipts were imported; there are {counted}, and {left} have not come home")
        return self.wrong

    def _sent(self, content: str) -> str:
        """Hand a file in until that is answered; its key makes one import of it."""
        headers = self.shop.headers | {"Idempotency-Key": str(uuid4())}
        form: dict[str, Any] = {
            "data": {"kind": "sales", "on_error": "skip_rows"}, "files": {"file": ("sales.csv", content)},
        }  # fmt: skip
        return str(self._asked("POST", "/api/imports", 202, headers=headers, **form)["id"])

    def _until_it_rests(self, import_id: str) -> dict[str, Any]:
        until = time.monotonic() + PATIENCE_S
        while True:
            view = self._asked("GET", f"/api/imports/{import_id}", 200, headers=self.shop.headers)
            if view["status"] not in {"received", "checking", "applying"} or time.monotonic() > until:
                return view
            time.sleep(PAUSE_S)

    def _asked(self, method: str, path: str, wanted: int, **given: Any) -> dict[str, Any]:
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            with contextlib.suppress(httpx2.HTTPError):
                answer = self.client.request(method, path, **given)
                if answer.status_code == wanted:
                    return dict(answer.json())
                if answer.status_code < 500:
                    break
            time.sleep(PAUSE_S)
        self.wrong.append(f"{method} {path} was not answered with {wanted}")
        return dict.fromkeys(("id", "status", "rows_new", "rows_unchanged", "rows_rejected"))


def open_files(base_url: str) -> Files:
    """Open the organization, with a till and an item."""
    client = httpx2.Client(base_url=base_url, timeout=20)
    shop = open_shop(client)  # type: ignore[arg-type]  # It asks as the test client does.
    till = {"code": "T1", "name": "Till", "location_id": str(shop.default_location_id)}
    for path, body in (
        ("/api/pos/terminals", till),
        ("/api/inventory/items", {"sku": "TEA", "name": "Tea", "price": "4"}),
    ):
        answer = shop.post(path, json=body)
        assert answer.status_code == 201, answer.text
    return Files(shop, client)


def _is_wrong(number: int) -> bool:
    return number % WRONG == 0


def _sales(numbers: range) -> str:
    rows = (
        f"T1,R-{n},2025-03-{n % 28 + 1:02} 10:00:00,{'NOTHING' if _is_wrong(n) else 'TEA'},{n % 3 + 1},4.00\n"
        for n in numbers
    )
    return "terminal,receipt,sold_at,sku,quantity,unit_price\n" + "".join(rows)
