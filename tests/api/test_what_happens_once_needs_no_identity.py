"""A void, a close and a reversal happen once to their subject: sent bare, and again, they are one operation."""

from uuid import uuid4

from domain.core.clock import now
from tests.api.nouns import ITEMS, TERMINALS
from tests.draining import drain


def sold(shop):
    till, item = TERMINALS.make(shop)["id"], ITEMS.make(shop, stocked=False, price="10.00")["id"]
    body = {
        "id": str(uuid4()),
        "terminal_id": till,
        "occurred_at": now().isoformat(),
        "lines": [{"item_id": item, "quantity": "1"}],
        "payments": [{"method": "cash", "amount": "10.00"}],
    }
    assert shop.post("/api/pos/sales", json=body).status_code == 202
    drain(shop)
    return till, body["id"]


def test_a_void_without_a_body_voids_once(shop):
    _, sale = sold(shop)
    first = shop.post(f"/api/pos/sales/{sale}/void")
    assert first.status_code == 202
    drain(shop)
    again = shop.post(f"/api/pos/sales/{sale}/void", json={})
    assert (again.status_code, again.headers["idempotency-replayed"]) == (200, "true")
    assert again.json()["id"] == first.json()["id"]
    assert again.json()["status"] == "posted"
    assert shop.get(f"/api/pos/sales/{sale}").json()["status"] == "voided"


def test_a_shift_is_closed_once_without_an_identity(shop):
    till, _ = sold(shop)
    shift = str(uuid4())
    assert shop.post("/api/pos/shifts", json={"id": shift, "terminal_id": till, "float": "5.00"}).status_code == 202
    body = {"counted": [{"method": "cash", "amount": "5.00"}]}
    assert shop.post(f"/api/pos/shifts/{shift}/close", json=body).status_code == 202
    drain(shop)
    again = shop.post(f"/api/pos/shifts/{shift}/close", json=body)
    assert (again.status_code, again.json()["status"]) == (200, "posted")


def test_a_reversal_without_a_body_reverses_once(shop):
    journal = str(uuid4())
    entry = [{"account": "1030", "debit": "5.00"}, {"account": "3100", "credit": "5.00"}]
    body = {"id": journal, "date": now().date().isoformat(), "lines": entry}
    assert shop.post("/api/accounting/journals", json=body).status_code == 202
    assert shop.post(f"/api/accounting/journals/{journal}/reverse").status_code == 202
    drain(shop)
    assert shop.post(f"/api/accounting/journals/{journal}/reverse").json()["status"] == "posted"
