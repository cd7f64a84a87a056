"""Periods and fiscal years over HTTP: how they stand, who may close them, and by what routes."""

from uuid import uuid4

import pytest

from domain.core.clock import now
from tests.domain.posting.closes import noon
from tests.domain.posting.till import Counter
from tests.draining import drain


@pytest.fixture
def counter(shop):
    return Counter(shop)


def send(shop, path, **given):
    """Send an operation, have it carried out, and return it as it ended."""
    answer = shop.post(f"/api/accounting/{path}", **given)
    assert answer.status_code == 202, answer.text
    drain(shop)
    return shop.get(answer.headers["Location"]).json()


def test_a_fiscal_year_is_listed_with_its_twelve_months(shop):
    months = shop.get("/api/accounting/periods?fiscal_year=2026").json()
    assert [one["period"] for one in months["items"]] == [f"2026-{month:02}" for month in range(1, 13)]
    assert months["next_cursor"] is None
    assert months["items"][1] | {"id": ""} == {
        "id": "",
        "period": "2026-02",
        "first_day": "2026-02-01",
        "last_day": "2026-02-28",
        "fiscal_year": 2026,
        "status": "open",
        "posted": False,
        "modules": {
            module: {"status": "open", "closed_at": None, "closed_by": None, "operation_id": None, "closed_with": None}
            for module in ("sales", "stock", "all")
        },
    }
    assert str(now().year) in {one["period"][:4] for one in shop.get("/api/accounting/periods").json()["items"]}


def test_a_fiscal_year_that_begins_in_july_is_named_by_the_year_in_which_it_ends(shop):
    assert shop.patch("/api/org/settings", json={"fiscal_year_start": 7}).status_code == 200
    months = [one["period"] for one in shop.get("/api/accounting/periods?fiscal_year=2026").json()["items"]]
    assert (months[0], months[-1]) == ("2025-07", "2026-06")
    assert shop.get("/api/accounting/periods/2025-07").json()["fiscal_year"] == 2026
    assert shop.get("/api/accounting/periods/2025-06").json()["fiscal_year"] == 2025


def test_a_month_is_closed_by_its_path_or_by_its_name(shop):
    first = send(shop, "periods/2026-01/close")
    second = send(shop, "periods/close", json={"id": str(uuid4()), "period": "2026-02", "module": "sales"})
    assert (first["status"], second["status"]) == ("posted", "posted")
    january, february = (shop.get(f"/api/accounting/periods/2026-{month}").json() for month in ("01", "02"))
    assert (january["status"], february["status"]) == ("closed", "part_closed")
    assert january["modules"]["all"]["operation_id"] == first["id"]
    assert january["modules"]["all"]["closed_by"] == str(shop.owner.user_id)
    assert january["modules"]["sales"]["closed_with"] == "2026-01"
    assert {module: one["status"] for module, one in february["modules"].items()} == {
        "sales": "closed",
        "stock": "open",
        "all": "open",
    }
    assert first["subject"] == {"type": "period", "id": january["id"]}
    reopened = send(shop, "periods/reopen", json={"period": "2026-02", "module": "sales"})
    assert reopened["result"] == {"period": "2026-02", "module": "sales", "still_closed": []}
    assert shop.get("/api/accounting/periods/2026-02").json()["status"] == "open"
    audited = [(one["action"], one["subject"]["type"]) for one in shop.get("/api/org/audit?limit=500").json()["items"]]
    assert audited.count(("period.close", "period")) == 2
    assert audited.count(("period.reopen", "period")) == 1


def test_the_same_close_again_is_the_same_operation_and_without_an_identity_it_is_refused(shop):
    body = {"id": str(uuid4()), "module": "all"}
    assert send(shop, "periods/2026-01/close", json=body)["status"] == "posted"
    again = shop.post("/api/accounting/periods/2026-01/close", json=body)
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (200, "true")
    assert shop.post("/api/accounting/periods/2026-02/close", json=body).status_code == 409
    unnamed = send(shop, "periods/2026-01/close")
    assert (unnamed["status"], unnamed["error"]["code"]) == ("rejected", "accounting.period_already_closed")


def test_a_month_that_is_none_is_refused(shop):
    for period in ("2026-13", "2026-1", "january", "1969-12", "2026-0\u0661"):
        assert shop.post(f"/api/accounting/periods/{period}/close").status_code == 422, period
        assert shop.get(f"/api/accounting/periods/{period}").status_code == 404, period
    assert shop.post("/api/accounting/periods/close", json={}).status_code == 422
    assert shop.post("/api/accounting/periods/2026-01/close", json={"period": "2026-02"}).status_code == 422
    assert shop.post("/api/accounting/periods/2026-01/close", json={"module": "cash"}).status_code == 422
    assert shop.post("/api/accounting/fiscal-years/12/close").status_code == 422
    assert shop.get("/api/accounting/periods?fiscal_year=9999").status_code == 422


def test_who_does_not_manage_periods_closes_none(shop):
    for role in ("manager", "cashier", "viewer"):
        headers = shop.seen_by(shop.hire(role))
        for path in ("periods/2026-01/close", "periods/2026-01/reopen", "fiscal-years/2025/close"):
            assert shop.post(f"/api/accounting/{path}", headers=headers).status_code == 403
    accountant = shop.seen_by(shop.hire("accountant"))
    assert shop.post("/api/accounting/periods/2026-01/close", headers=accountant).status_code == 202


def test_a_year_is_listed_closed_and_open_again(shop, counter):
    item = counter.item(stocked=False)
    counter.post(
        counter.sale({"item_id": item, "quantity": "1", "unit_price": "10.00"}, occurred_at=noon("2025-12-10"))
    )
    assert [one["fiscal_year"] for one in shop.get("/api/accounting/fiscal-years").json()["items"]] == [2026, 2025]
    assert send(shop, "periods/2025-12/close")["status"] == "posted"
    closed = send(shop, "fiscal-years/2025/close")
    assert closed["result"]["profit"] == "10.00"
    year = shop.get("/api/accounting/fiscal-years").json()["items"][1]
    assert (year["status"], year["profit"], year["periods_closed"]) == ("closed", "10.00", 12)
    assert (year["first_day"], year["last_day"]) == ("2025-01-01", "2025-12-31")
    assert (year["journal_id"], year["operation_id"]) == (closed["result"]["journal_id"], closed["id"])
    assert year["closed_by"] == str(shop.owner.user_id)
    journal = shop.get(f"/api/accounting/journals/{year['journal_id']}").json()
    assert (journal["source"]["type"], journal["business_date"], journal["late"]) == ("year_close", "2025-12-31", False)
    assert {line["account"] for line in journal["lines"]} == {"4010", "3200"}
    refused = shop.post(f"/api/accounting/journals/{year['journal_id']}/reverse")
    drain(shop)
    assert shop.get(refused.headers["Location"]).json()["error"]["code"] == "accounting.not_reversible"
    assert send(shop, "fiscal-years/2025/reopen")["status"] == "posted"
    year = shop.get("/api/accounting/fiscal-years").json()["items"][1]
    assert (year["status"], year["profit"], year["journal_id"]) == ("open", None, None)
    counter.proven()
