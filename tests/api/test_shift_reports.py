"""X and Z reports over HTTP: everything that happened, on paper too, what came late, and what never came."""

from uuid import uuid4

import pytest

from domain.reports.verification import verify
from tests.api.nouns import ITEMS, TERMINALS
from tests.drawers import Drawer, drain


@pytest.fixture
def drawer(shop):
    return Drawer(shop)


@pytest.fixture
def sound(shop):
    """After the test the books must be right."""
    yield
    assert [finding.number for finding in verify([shop.org_id]).findings if finding.differences] == []


pytestmark = pytest.mark.usefixtures("sound")


def test_what_comes_after_the_close_is_a_supplement_beside_a_z_that_does_not_change(drawer):
    shift = drawer.open("100.00")
    drawer.sell(shift)
    manifest = {"sales": 2, "total": "20.00"}
    closed = drawer.close(shift, {"cash": "110.00"}, manifest=manifest)
    assert closed["manifest"] == manifest | {"arrived_sales": 1, "arrived_total": "10.00", "complete": False}
    before = drawer.report(shift)
    assert (before["supplements"], before["supplement"]) == (0, None)
    late = drawer.sell(shift)
    late_cash = drawer.cash(shift, "paid_out", "5000.00")
    assert late_cash["supplement"] is True
    after = drawer.report(shift)
    assert after["supplements"] == 2
    assert after["supplement"]["sales"] == {"number": 1, "amount": "10.00"}
    assert after["supplement"]["cash"]["paid_out"] == {"number": 1, "amount": "5000.00"}
    assert after["manifest"] == manifest | {"arrived_sales": 2, "arrived_total": "20.00", "complete": True}
    differing = {name for name in after if after[name] != before[name]}
    assert differing == {"supplements", "supplement", "manifest"}
    assert drawer.shop.get(f"/api/pos/sales/{late['sale_id']}").json()["shift_id"] == shift


def test_a_z_report_tells_everything_that_happened(drawer):
    shop = drawer.shop
    rate = shop.post("/api/pos/tax-rates", json={"code": "VAT", "name": "VAT", "percent": "10"}).json()["id"]
    taxed = ITEMS.make(shop, price="10.00", stocked=False, tax_rate_id=rate)["id"]
    shift = drawer.open("100.00")
    line = {"item_id": taxed, "quantity": "1"}
    drawer.sell(shift, lines=[line | {"discount": "1.00"}], tip="2.00", paid={"card": "11.90"})
    sold = drawer.sell(shift, lines=[line], paid={"cash": "11.00"})
    drawer.done(
        f"/api/pos/sales/{sold['sale_id']}/return",
        id=str(uuid4()),
        terminal_id=drawer.terminal_id,
        shift_id=shift,
        lines=[{"line_no": 1, "quantity": "1"}],
        refunds=[{"method": "cash", "amount": "11.00"}],
    )
    voided = drawer.sell(shift)
    drawer.done(f"/api/pos/sales/{voided['sale_id']}/void", id=str(uuid4()), shift_id=shift, reason="Twice")
    drawer.done(f"/api/pos/shifts/{shift}/open-drawer", id=str(uuid4()), reason="Change")
    drawer.close(shift, {"cash": "100.00"}, note="All well")
    report = drawer.report(shift)
    assert report["sales"] == {"number": 3, "amount": "32.90"}
    assert report["returns"] == {"number": 1, "amount": "-11.00"}
    assert report["voids"] == {"number": 1, "amount": "-10.00"}
    assert report["exchanges"] == {"number": 0, "amount": "0.00"}
    assert report["discounts"] == {"number": 1, "amount": "1.00"}
    assert report["tips"] == {"number": 1, "amount": "2.00"}
    assert (report["gross"], report["net"], report["tax"], report["total"]) == ("9.90", "9.00", "0.90", "11.90")
    assert [(one["name"], one["percent"], one["amount"]) for one in report["taxes"]] == [("VAT", "10", "0.90")]
    assert [(one["method"], one["number"], one["amount"]) for one in report["tenders"]] == [
        ("card", 1, "11.90"),
        ("cash", 4, "0.00"),
    ]
    assert report["cash"]["drawer_openings"] == 1
    assert (report["first_receipt"], report["last_receipt"], report["documents"]) == (1, 5, 5)
    assert (report["grand_total"], report["closing_note"]) == ("11.90", "All well")


def test_the_grand_total_runs_on_and_each_z_keeps_its_own(drawer):
    first = drawer.open("0.00")
    drawer.sell(first)
    drawer.close(first, {"cash": "10.00"})
    drawer.sell(None)
    second = drawer.open("10.00")
    drawer.sell(second)
    assert drawer.report(second)["grand_total"] == "30.00"
    assert drawer.close(second, {"cash": "20.00"})["z_number"] == 2
    assert [drawer.report(shift)["grand_total"] for shift in (first, second)] == ["10.00", "30.00"]
    report = drawer.report(second)
    assert (report["first_receipt"], report["last_receipt"]) == (3, 3)


def test_shifts_are_listed_by_till_status_and_day(drawer):
    first = drawer.open()
    drawer.close(first, {"cash": "100.00"})
    second = drawer.open()
    other = Drawer(drawer.shop).open()

    def listed(**given):
        return [one["id"] for one in drawer.shop.get("/api/pos/shifts", params=given).json()["items"]]

    assert listed() == [other, second, first]
    assert listed(terminal_id=drawer.terminal_id) == [second, first]
    assert listed(terminal_id=drawer.terminal_id, status="open") == [second]
    assert listed(status="closed") == [first]
    day = drawer.report(first)["business_date"]
    assert set(listed(**{"from": day, "to": day})) == {first, second, other}
    assert listed(**{"from": "2099-01-01"}) == []
    page = drawer.shop.get("/api/pos/shifts", params={"limit": 2}).json()
    rest = drawer.shop.get("/api/pos/shifts", params={"limit": 2, "cursor": page["next_cursor"]}).json()
    assert [one["id"] for one in [*page["items"], *rest["items"]]] == [other, second, first]


@pytest.mark.parametrize(("medium", "starts"), [("text", b""), ("html", b"<!"), ("pdf", b"%PDF"), ("escpos", b"\x1b")])
def test_a_report_is_printed_in_every_medium(drawer, medium, starts):
    shift = drawer.open("100.00", note="Morning <b>")
    drawer.sell(shift)
    answer = drawer.shop.get(f"/api/pos/shifts/{shift}/report", params={"format": medium})
    assert answer.status_code == 200
    assert answer.content.startswith(starts)
    if medium == "text":
        assert "X REPORT" in answer.text
    drawer.close(shift, {"cash": "109.50"}, manifest={"sales": 2, "total": "20.00"})
    drawer.sell(shift)
    printed = drawer.shop.get(f"/api/pos/shifts/{shift}/report", params={"format": medium, "width": 32})
    assert printed.status_code == 200
    if medium == "text":
        for part in ("Z REPORT 1", "SUPPLEMENT", "109.50", "-0.50", "Till sent (2)", "Morning <b>"):
            assert part in printed.text
        assert max(map(len, printed.text.splitlines())) <= 32


def test_gaps_are_numbers_that_never_came_and_set_aside_is_what_came_but_is_not_posted(drawer):
    path = f"/api/pos/terminals/{drawer.terminal_id}/gaps"
    nothing = drawer.shop.get(path).json()
    assert (nothing["first"], nothing["last"], nothing["missing"], nothing["set_aside"]) == (None, None, [], [])
    for number in (10, 11, 14, 20):
        drawer.sell(None, terminal_seq=number)
    bad = drawer.sale(None, terminal_seq=12, paid={"cash": "1.00"})
    assert drawer.refused("/api/pos/sales", **bad) == "pos.payment_short"
    waiting = drawer.sale(None, terminal_seq=22)
    assert drawer.shop.post("/api/pos/sales", json=waiting).status_code == 202
    gaps = drawer.shop.get(path).json()
    assert (gaps["first"], gaps["last"]) == (10, 22)
    assert gaps["missing"] == [{"from": 13, "to": 13}, {"from": 15, "to": 19}, {"from": 21, "to": 21}]
    assert gaps["set_aside"] == [
        {"terminal_seq": 12, "operation_id": bad["id"], "status": "rejected"},
        {"terminal_seq": 22, "operation_id": waiting["id"], "status": "pending"},
    ]
    drain()
    assert [one["terminal_seq"] for one in drawer.shop.get(path).json()["set_aside"]] == [12]
    other = TERMINALS.make(drawer.shop)["id"]
    assert drawer.shop.get(f"/api/pos/terminals/{other}/gaps").json()["first"] is None
