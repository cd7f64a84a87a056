"""Stock documents over HTTP: accepted durably, carried out once, and readable with all that they posted."""

from uuid import UUID, uuid4

import pytest

from domain.reports.verification.service import verify
from tests.api.nouns import ITEMS, LOCATIONS, SUPPLIERS
from tests.draining import drain

NOBODYS = UUID("0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9cff")


@pytest.fixture
def sound(shop):
    """After the test the books must be right."""
    yield
    found = verify([shop.org_id])
    assert not found.differences, [one.as_dict() for one in found.findings if one.differences]


pytestmark = pytest.mark.usefixtures("sound")


def here(shop):
    return str(shop.default_location_id)


def done(shop, path, **body):
    """Send a document, let it be carried out, and return its result."""
    sent = {"id": str(uuid4()), **body}
    answer = shop.post(path, json=sent)
    assert answer.status_code == 202, answer.text
    drain(shop)
    ended = shop.get(answer.headers["Location"]).json()
    assert ended["status"] == "posted", ended
    return ended["result"]


def stocked(shop, quantity="10", unit_cost="2.00", **given):
    """Return an item of which there is some."""
    item = ITEMS.make(shop, **given)["id"]
    lines = [{"item_id": item, "quantity": quantity, "unit_cost": unit_cost}]
    return item, done(shop, "/api/inventory/receipts", location_id=here(shop), lines=lines)["document_id"]


def test_a_transfer_is_followed_from_its_leaving_to_its_end(shop):
    item, _ = stocked(shop)
    there = LOCATIONS.make(shop)["id"]
    between = {"from_location_id": here(shop), "to_location_id": there}
    lines = [{"item_id": item, "quantity": "4"}]
    sent = done(shop, "/api/inventory/transfers", **between, lines=lines, receive="on_arrival", note="Van 2")
    address = f"/api/inventory/transfers/{sent['transfer_id']}"
    seen = shop.get(address).json()
    assert (seen["status"], seen["note"], seen["receive"]) == ("in_transit", "Van 2", "on_arrival")
    assert (seen["lines"][0]["under_way"], seen["lines"][0]["under_way_value"]) == ("4", "8.00")
    assert [(move["quantity"], move["value"]) for move in seen["movements"]] == [("-4", "-8.00")]
    assert [line["name"] for line in seen["journal"]["lines"]] == ["Stock in transit", "Inventory"]
    done(shop, f"{address}/receive", lines=[{"line_no": 1, "quantity": "2", "lost": "1"}])
    done(shop, f"{address}/close", note="Gone")
    seen = shop.get(address).json()
    line = seen["lines"][0]
    assert (seen["status"], line["received"], line["lost"], line["under_way"]) == ("closed", "2", "2", "0")
    assert [one["kind"] for one in seen["documents"]] == ["transfer_receipt", "transfer_close"]
    listed = shop.get("/api/inventory/transfers", params={"status": "closed", "to_location_id": there}).json()["items"]
    assert [one["id"] for one in listed] == [sent["transfer_id"]]
    assert shop.get("/api/inventory/transfers", params={"status": "in_transit"}).json()["items"] == []


def test_an_arrival_waits_in_the_lane_of_where_it_arrives_once_that_is_known(shop):
    item, _ = stocked(shop)
    there = LOCATIONS.make(shop)["id"]
    transfer_id = str(uuid4())
    lines = [{"item_id": item, "quantity": "4"}]
    between = {"from_location_id": here(shop), "to_location_id": there, "receive": "on_arrival"}
    shop.post("/api/inventory/transfers", json={"id": transfer_id, **between, "lines": lines})
    address = f"/api/inventory/transfers/{transfer_id}/receive"
    early, late = str(uuid4()), str(uuid4())
    arrival = [{"line_no": 1, "quantity": "1"}]
    assert shop.post(address, json={"id": early, "lines": arrival}).status_code == 202
    # Not posted yet: the arrival waits behind it, where it left.
    assert waiting(shop) == {here(shop): 2}
    drain(shop)
    assert shop.post(address, json={"id": late, "lines": arrival}).status_code == 202
    assert waiting(shop) == {there: 1}
    drain(shop)
    for one in (early, late):
        assert shop.get(f"/api/operations/{one}").json()["status"] == "posted"


def waiting(shop):
    return {lane["lane"]: lane["waiting"] for lane in shop.get("/api/operations/backlog").json()["lanes"]}


def test_sent_again_it_is_the_same_transfer(shop):
    item, _ = stocked(shop)
    there = LOCATIONS.make(shop)["id"]
    body = {
        "id": str(uuid4()),
        "from_location_id": here(shop),
        "to_location_id": there,
        "lines": [{"item_id": item, "quantity": "4"}],
    }
    for _ in range(2):
        shop.post("/api/inventory/transfers", json=body)
        drain(shop)
    again = shop.post("/api/inventory/transfers", json=body)
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (200, "true")
    levels = shop.get("/api/inventory/stock-levels", params={"item_id": item}).json()["items"]
    assert {level["location_id"]: level["quantity"] for level in levels} == {here(shop): "6", there: "4"}


@pytest.mark.parametrize(
    ("path", "change", "fault"),
    [
        ("transfers", {"lines": []}, "lines"),
        ("transfers", {"to_location_id": "from"}, "to_location_id"),
        ("transfers", {"lines": [{"sku": "A", "quantity": "0"}]}, "lines.0.quantity"),
        ("counts", {"lines": []}, "lines"),
        ("counts", {"lines": [{"sku": "A", "counted": "-1"}]}, "lines.0.counted"),
        ("counts", {"scope": "half"}, "scope"),
        ("revaluations", {"reason": " "}, "reason"),
        ("revaluations", {"lines": [{"sku": "A", "unit_cost": "-1"}]}, "lines.0.unit_cost"),
        ("supplier-returns", {"lines": [{"line_no": 1, "quantity": "1"}]}, "lines.0.line_no"),
        ("receipts", {"charges": [{"name": "Duty", "amount": "0"}]}, "charges.0.amount"),
        ("receipts", {"charges": [{"name": "Duty", "amount": "1.001"}]}, "charges.0.amount"),
    ],
)
def test_a_fault_is_named_where_it_lies(shop, path, change, fault):
    place = here(shop)
    lines = {
        "counts": [{"sku": "A", "counted": "1"}],
        "revaluations": [{"sku": "A", "unit_cost": "1"}],
        "receipts": [{"sku": "A", "quantity": "1", "unit_cost": "1"}],
    }
    where = {"location_id": place}
    if path == "transfers":
        where = {"from_location_id": place, "to_location_id": str(uuid4())}
    body = {"id": str(uuid4()), **where, "lines": lines.get(path, [{"sku": "A", "quantity": "1"}])}
    if path == "revaluations":
        body["reason"] = "x"
    change = {name: place if value == "from" else value for name, value in change.items()}
    answer = shop.post(f"/api/inventory/{path}", json=body | change)
    assert answer.status_code == 422, answer.text
    assert [error["path"] for error in answer.json()["errors"]] == [fault]


def test_a_count_is_read_with_what_was_found_and_what_that_moved(shop):
    item, _ = stocked(shop)
    body = {"location_id": here(shop), "lines": [{"item_id": item, "counted": "9"}], "note": "Monday"}
    result = done(shop, "/api/inventory/counts", **body)
    seen = shop.get(f"/api/inventory/counts/{result['document_id']}").json()
    [line] = seen["lines"]
    assert (line["counted"], line["level"], line["quantity"], line["value"]) == ("9", "10", "-1", "-2.00")
    assert (seen["scope"], seen["note"], seen["journal"]["id"]) == ("partial", "Monday", result["journal_id"])
    assert [move["kind"] for move in seen["movements"]] == ["count"]
    assert [one["id"] for one in shop.get("/api/inventory/counts").json()["items"]] == [seen["id"]]


def test_a_blind_sheet_does_not_say_how_much_there_should_be(shop):
    first, _ = stocked(shop, sku="A-1")
    ITEMS.make(shop, sku="B-2", stocked=False)
    gone, _ = stocked(shop, sku="C-3")
    assert shop.delete(f"/api/inventory/items/{gone}").status_code in {200, 204}
    other = ITEMS.make(shop, sku="D-4")["id"]
    sheet = {"location_id": here(shop)}
    blind = shop.get("/api/inventory/count-sheet", params=sheet).json()["items"]
    assert [(line["sku"], line["quantity"]) for line in blind] == [("A-1", None), ("C-3", None), ("D-4", None)]
    seen = shop.get("/api/inventory/count-sheet", params=sheet | {"blind": False}).json()["items"]
    assert [(line["item_id"], line["quantity"]) for line in seen] == [(first, "10"), (gone, "10"), (other, "0")]
    page = shop.get("/api/inventory/count-sheet", params=sheet | {"limit": 2}).json()
    rest = shop.get("/api/inventory/count-sheet", params=sheet | {"cursor": page["next_cursor"]}).json()["items"]
    assert [line["sku"] for line in [*page["items"], *rest]] == ["A-1", "C-3", "D-4"]


def test_a_receipt_is_read_with_its_charges_and_what_went_back_of_it(shop):
    item = ITEMS.make(shop)["id"]
    supplier = SUPPLIERS.make(shop, name="Roastery")
    result = done(
        shop,
        "/api/inventory/receipts",
        location_id=here(shop),
        supplier_id=supplier["id"],
        lines=[{"item_id": item, "quantity": "4", "unit_cost": "2.00"}],
        charges=[{"name": "Freight", "amount": "1.00"}],
    )
    seen = shop.get(f"/api/inventory/receipts/{result['document_id']}").json()
    assert (seen["supplier"], seen["supplier_id"]) == ("Roastery", supplier["id"])
    assert seen["charges"] == [{"name": "Freight", "amount": "1.00", "account": None, "spread": "value"}]
    assert (seen["lines"][0]["value"], seen["lines"][0]["charges"]) == ("9.00", "1.00")
    back = done(
        shop,
        "/api/inventory/supplier-returns",
        location_id=here(shop),
        receipt_id=seen["id"],
        lines=[{"line_no": 1, "quantity": "1"}],
    )
    about = shop.get("/api/inventory/supplier-returns", params={"about_id": seen["id"]}).json()["items"]
    assert [(one["id"], one["supplier"]) for one in about] == [(back["document_id"], "Roastery")]
    assert shop.get(f"/api/inventory/receipts/{back['document_id']}").status_code == 404
    # What was bought of a supplier stays readable: the supplier is deactivated, not deleted.
    assert shop.delete(f"/api/inventory/suppliers/{supplier['id']}").status_code == 204
    assert shop.get(f"/api/inventory/suppliers/{supplier['id']}").json()["active"] is False


def test_a_receipt_covering_less_than_nothing_is_read_with_its_revaluation(shop):
    item = ITEMS.make(shop, cost="1.00")["id"]
    lines = [{"item_id": item, "quantity_delta": "-2"}]
    done(shop, "/api/inventory/adjustments", location_id=here(shop), reason="x", lines=lines)
    lines = [{"item_id": item, "quantity": "5", "unit_cost": "2.00"}]
    receipt = done(shop, "/api/inventory/receipts", location_id=here(shop), lines=lines)["document_id"]
    moves = shop.get(f"/api/inventory/receipts/{receipt}").json()["movements"]
    assert [(move["kind"], move["value"]) for move in moves] == [("receipt", "10.00"), ("revaluation", "-2.00")]


def test_a_receipt_taken_back_says_so(shop):
    item, receipt = stocked(shop)
    back = done(shop, f"/api/inventory/receipts/{receipt}/reverse", reason="Wrong location")
    seen = shop.get(f"/api/inventory/receipt-reversals/{back['document_id']}").json()
    assert (seen["about_id"], seen["reason"]) == (receipt, "Wrong location")
    assert seen["lines"][0]["about_line_no"] == 1
    [level] = shop.get("/api/inventory/stock-levels", params={"item_id": item}).json()["items"]
    assert (level["quantity"], level["value"]) == ("0", "0.00")


@pytest.mark.parametrize(
    ("path", "permission"),
    [
        ("transfers", "inventory.stock.transfer"),
        (f"transfers/{NOBODYS}/receive", "inventory.stock.transfer"),
        (f"transfers/{NOBODYS}/close", "inventory.stock.transfer"),
        (f"transfers/{NOBODYS}/return", "inventory.stock.transfer"),
        ("counts", "inventory.stock.count"),
        ("revaluations", "inventory.stock.revalue"),
        ("supplier-returns", "inventory.stock.move"),
        (f"receipts/{NOBODYS}/reverse", "inventory.stock.move"),
    ],
)
def test_who_may_not_is_told_which_permission_is_missing(shop, path, permission):
    cashier = shop.hire("cashier")
    answer = shop.client.post(f"/api/inventory/{path}", json={}, headers=shop.seen_by(cashier))
    assert answer.status_code == 403
    assert permission in answer.text


def test_a_stock_clerk_counts_but_does_not_revalue(shop):
    item, _ = stocked(shop)
    clerk = shop.seen_by(shop.hire("stock_clerk"))
    counted = {"id": str(uuid4()), "location_id": here(shop), "lines": [{"item_id": item, "counted": "1"}]}
    assert shop.client.post("/api/inventory/counts", json=counted, headers=clerk).status_code == 202
    assert shop.client.post("/api/inventory/revaluations", json={}, headers=clerk).status_code == 403
    drain(shop)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("counts", {"counted": "7"}),
        ("supplier-returns", {"quantity": "3"}),
        ("revaluations", {"unit_cost": "1.00"}),
        ("adjustments", {"quantity_delta": "-3"}),
    ],
)
def test_a_dry_run_says_what_would_be_posted_and_posts_nothing(shop, path, line):
    item, _ = stocked(shop)
    body = {"id": str(uuid4()), "location_id": here(shop), "lines": [{"item_id": item, **line}]}
    if path in {"revaluations", "adjustments"}:
        body["reason"] = "x"
    said = shop.post(f"/api/inventory/{path}", params={"dry_run": "true"}, json=body).json()
    assert said["status"] == "would_post", said
    assert said["journal"]
    assert len(said["movements"]) == 1
    [level] = shop.get("/api/inventory/stock-levels", params={"item_id": item}).json()["items"]
    assert (level["quantity"], level["value"]) == ("10", "20.00")
