"""Shifts over HTTP: a till is opened with its float, cash moves, it is counted and closed, and the report says all."""

from uuid import uuid4

import pytest

from domain.reports.verification import verify
from tests.drawers import Drawer, cash, close, drain
from tests.shops import PASSWORD


@pytest.fixture
def drawer(shop):
    return Drawer(shop)


@pytest.fixture
def sound(shop):
    """After the test the books must be right."""
    yield
    assert [finding.number for finding in verify([shop.org_id]).findings if finding.differences] == []


pytestmark = pytest.mark.usefixtures("sound")


def test_a_float_lies_in_the_drawer_already_unless_it_is_said_where_it_came_from(drawer):
    first = drawer.done("/api/pos/shifts", id=str(uuid4()), terminal_id=drawer.terminal_id, float="100")
    assert (first["number"], first["float"]) == (1, "100.00")
    assert drawer.journal(first["journal_id"]) == {}
    drawer.close(first["shift_id"], {"cash": "100.00"})
    body = {"id": str(uuid4()), "terminal_id": drawer.terminal_id, "float": "80.00", "float_from": "safe"}
    second = drawer.done("/api/pos/shifts", **body)
    assert second["number"] == 2
    assert drawer.journal(second["journal_id"]) == {"1010": "80.00", "1020": "-80.00"}
    drawer.close(second["shift_id"], {"cash": "80.00"})
    third = drawer.done("/api/pos/shifts", **body | {"id": str(uuid4()), "float_from": "1030"})
    assert drawer.journal(third["journal_id"]) == {"1010": "80.00", "1030": "-80.00"}


def test_a_till_has_one_open_shift(drawer):
    shift = drawer.open()
    body = {"id": str(uuid4()), "terminal_id": drawer.terminal_id, "float": "1.00"}
    assert drawer.refused("/api/pos/shifts", **body) == "pos.shift_open"
    Drawer(drawer.shop).open()
    drawer.close(shift, {"cash": "100.00"})
    assert drawer.report(drawer.open())["number"] == 2


def test_cash_that_goes_in_and_out_is_in_the_books_and_on_the_report(drawer):
    shift = drawer.open("50.00")
    paid_in = drawer.cash(shift, "paid_in", "20.00", account="1030")
    assert drawer.journal(paid_in["journal_id"]) == {"1010": "20.00", "1030": "-20.00"}
    paid_out = drawer.cash(shift, "paid_out", "12.50")
    assert drawer.journal(paid_out["journal_id"]) == {"6020": "12.50", "1010": "-12.50"}
    drop = drawer.cash(shift, "drop", "40.00")
    assert drawer.journal(drop["journal_id"]) == {"1020": "40.00", "1010": "-40.00"}
    assert drop["in_drawer"] == "17.50"
    report = drawer.report(shift)
    assert report["cash"] == {
        "paid_in": {"number": 1, "amount": "20.00"},
        "paid_out": {"number": 1, "amount": "12.50"},
        "drops": {"number": 1, "amount": "40.00"},
        "drawer_openings": 0,
    }
    assert (report["report"], report["in_drawer"], report["float"]) == ("X", "17.50", "50.00")


def test_no_more_is_taken_out_of_a_drawer_than_must_be_in_it(drawer):
    shift = drawer.open("10.00")
    path = f"/api/pos/shifts/{shift}/cash"
    assert drawer.refused(path, **cash("paid_out", "10.01")) == "pos.drawer_short"
    assert drawer.refused(path, **cash("drop", "10.01")) == "pos.drawer_short"
    drawer.sell(shift)
    drawer.cash(shift, "drop", "20.00")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"account": "9999"}, "accounting.unknown_account"),
        ({"account": "1200"}, "accounting.control_account"),
        ({"account": "1010"}, "pos.same_account"),
    ],
)
def test_the_other_side_of_cash_is_an_account_that_can_take_it(drawer, given, code):
    path = f"/api/pos/shifts/{drawer.open()}/cash"
    assert drawer.refused(path, **cash("paid_out", "1.00", **given)) == code


def test_money_paid_in_or_out_names_its_account(drawer):
    body = cash("paid_in", "1.00")
    del body["account"]
    answer = drawer.shop.post(f"/api/pos/shifts/{uuid4()}/cash", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "account")


def test_a_close_posts_what_is_missing_and_what_is_over_tender_by_tender(drawer):
    shift = drawer.open("100.00")
    drawer.sell(shift, paid={"cash": "6.00", "card": "4.00"})
    drawer.sell(shift, paid={"cash": "20.00"})
    drawer.sell(shift, paid={"card": "10.00"})
    closed = drawer.close(shift, {"cash": "115.50", "card": "14.25"})
    assert (closed["z_number"], closed["number"]) == (1, 1)
    assert closed["expected"] == [{"method": "card", "amount": "14.00"}, {"method": "cash", "amount": "116.00"}]
    assert closed["counted"] == [{"method": "card", "amount": "14.25"}, {"method": "cash", "amount": "115.50"}]
    assert closed["variance"] == [{"method": "card", "amount": "0.25"}, {"method": "cash", "amount": "-0.50"}]
    assert drawer.journal(closed["journal_id"]) == {"1010": "-0.50", "1040": "0.25", "6900": "0.25"}
    report = drawer.report(shift)
    assert (report["report"], report["status"], report["z_number"], report["variance"]) == ("Z", "closed", 1, "-0.25")
    assert [(one["method"], one["variance"]) for one in report["counts"]] == [("card", "0.25"), ("cash", "-0.50")]


def test_cash_must_be_counted_and_another_tender_is_as_expected_unless_it_is(drawer):
    shift = drawer.open("0.00")
    drawer.sell(shift, paid={"card": "10.00"})
    drawer.sell(shift)
    path = f"/api/pos/shifts/{shift}/close"
    assert drawer.refused(path, **close({"card": "10.00"})) == "pos.cash_not_counted"
    assert drawer.refused(path, **close({"cash": "-1.00"})) == "pos.count_below_zero"
    assert drawer.refused(path, **close({"shells": "10.00"})) == "pos.unknown_payment_method"
    closed = drawer.close(shift, {"cash": "10.00"})
    assert {one["amount"] for one in closed["variance"]} == {"0.00"}
    assert drawer.journal(closed["journal_id"]) == {}


def test_what_is_owed_by_name_is_counted_but_not_posted(drawer):
    customer = drawer.shop.post("/api/pos/customers", json={"name": "Ana"}).json()["id"]
    shift = drawer.open("0.00")
    drawer.sell(shift, paid={"on_account": "10.00"}, customer_id=customer)
    closed = drawer.close(shift, {"on_account": "7.00"})
    assert closed["variance"] == [{"method": "cash", "amount": "0.00"}, {"method": "on_account", "amount": "-3.00"}]
    assert drawer.journal(closed["journal_id"]) == {}


def test_a_close_is_final_and_the_same_close_again_is_the_same(drawer):
    shift = drawer.open()
    body = close({"cash": "100.00"})
    first = drawer.done(f"/api/pos/shifts/{shift}/close", **body)
    again = drawer.shop.post(f"/api/pos/shifts/{shift}/close", json=body)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.json()["result"] == first
    assert drawer.refused(f"/api/pos/shifts/{shift}/close", **close({"cash": "100.00"})) == "pos.shift_closed"


def test_a_close_takes_its_identity_from_the_header_where_the_body_has_none(drawer):
    shift = drawer.open()
    body = {"counted": [{"method": "cash", "amount": "100.00"}]}
    path = f"/api/pos/shifts/{shift}/close"
    key = str(uuid4())
    answer = drawer.shop.post(path, json=body, headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["id"]) == (202, key)
    drain()
    assert drawer.report(shift)["status"] == "closed"


def test_the_drawer_is_opened_by_who_may_or_with_a_managers_approval(drawer):
    shop, shift = drawer.shop, drawer.open()
    cashier, manager = shop.hire("cashier"), shop.hire("manager")
    path, headers = f"/api/pos/shifts/{shift}/open-drawer", shop.seen_by(cashier)
    body = {"id": str(uuid4()), "reason": "Change"}
    for unapproved in (body, body | {"approval": None}):
        refused = shop.client.post(path, json=unapproved, headers=headers)
        assert (refused.status_code, "pos.drawer.open" in refused.json()["detail"]) == (403, True)
    wish = {
        "operation_id": body["id"],
        "permissions": ["pos.drawer.open"],
        "email": manager.email,
        "password": PASSWORD,
    }
    approval = shop.client.post("/api/auth/approvals", json=wish, headers=headers).json()["approval"]
    answer = shop.client.post(path, json=body | {"approval": approval}, headers=headers)
    assert answer.status_code == 202, answer.text
    drain()
    assert drawer.report(shift)["cash"]["drawer_openings"] == 1


@pytest.mark.parametrize("role", ["viewer", "stock_clerk", "accountant"])
def test_who_does_not_work_at_a_till_opens_and_closes_nothing(drawer, role):
    shop, shift = drawer.shop, drawer.open()
    headers = shop.seen_by(shop.hire(role))
    opening = {"id": str(uuid4()), "terminal_id": drawer.terminal_id, "float": "1.00"}
    for path, body in (("", opening), (f"/{shift}/cash", cash("drop", "1.00")), (f"/{shift}/close", close({}))):
        answer = shop.client.post(f"/api/pos/shifts{path}", json=body, headers=headers)
        assert (answer.status_code, "pos.shifts.manage" in answer.json()["detail"]) == (403, True)


def test_a_tills_key_touches_the_shifts_of_its_own_till_only(drawer):
    shop = drawer.shop
    other = Drawer(shop, item_id=drawer.item_id)
    ours, theirs = drawer.open(), other.open()
    key = shop.key("manager", terminal_id=drawer.terminal_id)["headers"]
    for path, body in (
        ("cash", cash("drop", "1.00")),
        ("open-drawer", {"id": str(uuid4()), "reason": "Change"}),
        ("close", close({"cash": "100.00"})),
    ):
        refused = shop.client.post(f"/api/pos/shifts/{theirs}/{path}", json=body, headers=key)
        assert refused.status_code == 403, refused.text
        unknown = shop.client.post(f"/api/pos/shifts/{uuid4()}/{path}", json=body, headers=key)
        assert unknown.json()["code"] == "pos.unknown_shift"
    body = {"id": str(uuid4()), "terminal_id": other.terminal_id, "float": "1.00"}
    assert shop.client.post("/api/pos/shifts", json=body, headers=key).status_code == 403
    drawer.headers = key
    drawer.cash(ours, "drop", "1.00")
    drawer.close(ours, {"cash": "99.00"})


def test_a_rehearsed_close_shows_its_journal_and_closes_nothing(drawer):
    shift = drawer.open()
    answer = drawer.shop.post(f"/api/pos/shifts/{shift}/close?dry_run=true", json=close({"cash": "99.00"})).json()
    assert answer["status"] == "would_post"
    assert {line["account"]: (line["debit"], line["credit"]) for line in answer["journal"]} == {
        "1010": ("0.00", "1.00"),
        "6900": ("1.00", "0.00"),
    }
    refused = drawer.shop.post(f"/api/pos/shifts/{shift}/close?dry_run=true", json=close({})).json()
    assert (refused["status"], refused["error"]["code"]) == ("would_reject", "pos.cash_not_counted")
    assert drawer.report(shift)["status"] == "open"


def test_what_happens_at_a_drawer_is_in_the_audit_log(drawer):
    shift = drawer.open()
    drawer.cash(shift, "drop", "1.00")
    drawer.done(f"/api/pos/shifts/{shift}/open-drawer", id=str(uuid4()), reason="Change")
    drawer.close(shift, {"cash": "98.00"})
    log = drawer.shop.get("/api/org/audit").json()["items"]
    actions = [one["action"] for one in log][:4]
    assert actions == ["shift.close", "drawer.open", "shift.cash", "shift.open"]
    assert log[0]["after"]["variance"] == "-1.00"
    assert log[0]["subject"] == {"type": "shift", "id": shift}


def test_an_unknown_shift_is_neither_read_nor_worked(drawer):
    unknown = f"/api/pos/shifts/{uuid4()}"
    assert drawer.shop.get(unknown).status_code == 404
    assert drawer.shop.get(f"{unknown}/report").status_code == 404
    assert drawer.refused(f"{unknown}/close", **close({})) == "pos.unknown_shift"
    assert drawer.refused(f"{unknown}/cash", **cash("drop", "1.00")) == "pos.unknown_shift"


def test_a_till_with_shifts_is_deactivated_rather_than_deleted_and_still_closes(drawer):
    shift = drawer.open()
    assert drawer.shop.delete(f"/api/pos/terminals/{drawer.terminal_id}").status_code == 204
    assert drawer.shop.get(f"/api/pos/terminals/{drawer.terminal_id}").json()["active"] is False
    drawer.close(shift, {"cash": "100.00"})
