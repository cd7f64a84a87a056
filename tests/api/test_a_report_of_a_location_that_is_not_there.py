"""A report of a location that is not there is refused: empty books would look like those of one that sold nothing."""

from uuid import UUID, uuid4

import pytest

REPORTS = [
    "reports/trial-balance",
    "reports/general-ledger",
    "reports/profit-and-loss",
    "reports/balance-sheet",
    "reports/cash-flow",
    "reports/low-stock",
    "reports/stock-valuation",
    "reports/sales",
    "reports/tax",
    "reports/receivables",
    "reports/tie-out",
    "accounting/balances",
    "accounting/accounts/tree",
]


@pytest.mark.parametrize("path", REPORTS)
def test_a_location_of_nobody_is_not_found(shop, path):
    answer = shop.get(f"/api/{path}", params={"location_id": str(uuid4())})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("path", ["reports/trial-balance", "reports/profit-and-loss", "accounting/accounts/tree"])
def test_no_location_is_asked_for_by_the_nil_identity(shop, path):
    assert shop.get(f"/api/{path}", params={"location_id": str(UUID(int=0))}).status_code == 200
