"""Every route that changes something at once leaves an entry in the audit log: who, what, from where.

The routes come from the OpenAPI document: one that is new is asked for here, or named among those that change nothing.
"""

from typing import Any
from uuid import uuid4

import pytest

from api.main import create_app
from domain.core.clock import now
from tests.api.nouns import ITEMS, JOURNAL_TEMPLATES, NOUNS, PRICE_LISTS
from tests.domain.posting.till import Counter
from tests.shops import register

PATHS = create_app().openapi()["paths"]
WRITES = {
    (method, path)
    for path, methods in PATHS.items()
    for method, operation in methods.items()
    if method in {"post", "put", "patch", "delete"}
    and any(parameter["name"] == "X-Org-ID" for parameter in operation.get("parameters", []))
}
# What only asks, though its question needs a body.
BANK = "/api/accounting/bank-accounts"
ASKS = {
    ("post", "/api/pos/quote"),
    ("post", "/api/pos/receipt-template/preview"),
    ("post", f"{BANK}/{{bank_account_id}}/statements/preview"),
    ("post", "/api/imports/preview"),
}
# What is accepted now and done later is kept as an operation, with its actor and its content for ever.
LATER = {
    (method, path) for method, path in WRITES if "202" in PATHS[path][method]["responses"] and "/retry" not in path
}
AGENT = {"User-Agent": "Office/1"}
STATEMENT = b"Date,Description,Amount\n2026-01-31,Fees,-5.00\n"
ROLE = {"code": "seller", "name": "Seller", "permissions": []}


class Case:
    """One route, and how to call it so that it changes something."""

    def __init__(self, method: str, path: str, prepare: Any) -> None:
        self.route, self.prepare = (method, path), prepare


def rejected(shop):
    counter = Counter(shop)
    item = counter.item(stocked=False, price="3.00")
    _, sale = counter.sale({"item_id": item, "quantity": "1"})
    [outcome] = counter.post(("sale.post", sale | {"payments": [{"method": "card", "amount": "1.00"}]}))
    assert outcome.status == "rejected"
    return outcome.id


def role(shop):
    assert shop.post("/api/org/roles", json=ROLE).status_code == 201


def invitation(shop):
    body = {"email": f"{uuid4().hex}@example.com", "role": "viewer"}
    return shop.post("/api/org/invitations", json=body).json()["id"]


def entry(shop):
    address, item = PRICE_LISTS.at(PRICE_LISTS.make(shop)), ITEMS.make(shop)["id"]
    return address, item


def with_entry(shop):
    address, item = entry(shop)
    body = {"prices": [{"price": "9.00"}]}
    assert shop.client.put(f"{address}/entries/{item}", json=body, headers=shop.headers).status_code == 200
    return f"{address}/entries/{item}"


def many_entries(shop):
    address, item = entry(shop)
    return f"{address}/entries", {"entries": [{"item_id": item, "prices": [{"price": "9.00"}]}]}


def template(shop):
    body = {"template": ".bold {{ organization.name }}"}
    assert shop.client.put("/api/pos/receipt-template", json=body, headers=shop.headers).status_code == 200
    return "/api/pos/receipt-template"


def gift_card(shop):
    return f"/api/pos/gift-cards/{shop.post('/api/pos/gift-cards', json={'code': 'XMAS-1'}).json()['code']}"


def call(path: str, body: dict[str, Any] | None = None) -> tuple[str, dict[str, Any] | None]:
    return path, body


def bank(shop):
    made = shop.post(BANK, json={"name": "House bank", "account": "1030"})
    assert made.status_code == 201, made.text
    return f"{BANK}/{made.json()['id']}"


def own_role(shop):
    return f"/api/accounting/account-roles/sales/locations/{shop.default_location_id}"


def given_role(shop):
    assert shop.client.put(own_role(shop), json={"account": "4020"}, headers=shop.headers).status_code == 200
    return own_role(shop)


ROLES_BY_PLACE = "/api/accounting/account-roles/{role}/locations/{location_id}"


def draft(shop):
    return f"{DRAFTS}/{shop.post(DRAFTS, json={'memo': 'Rent'}).json()['id']}"


def rate(shop):
    body = {"currency": "EUR", "date": "2026-11-22", "rate": "1.1"}
    return f"{RATES}/{shop.post(RATES, json=body).json()['id']}"


def attachments(shop):
    counter = Counter(shop)
    [posted] = counter.post(counter.entry(counter.code("bank"), counter.code("opening_equity"), "5.00"))
    return f"/api/accounting/journals/{posted.id}/attachments"


def attachment(shop):
    address = attachments(shop)
    return f"{address}/{shop.post(address, json=PAPER).json()['id']}"


DRAFTS, RATES = "/api/accounting/journal-drafts", "/api/accounting/exchange-rates"
PAPER = {"name": "Invoice", "reference": "4711"}
PAPERS = "/api/accounting/journals/{journal_id}/attachments"
ENTRIES = "/api/pos/price-lists/{price_list_id}/entries"
CASES = [
    Case("post", DRAFTS, lambda _: call(DRAFTS, {"memo": "Rent"})),
    Case("patch", f"{DRAFTS}/{{draft_id}}", lambda shop: call(draft(shop), {"memo": "Rent of November"})),
    Case("delete", f"{DRAFTS}/{{draft_id}}", lambda shop: call(draft(shop))),
    Case(
        "post",
        "/api/accounting/journal-templates/{journal_template_id}/draft",
        lambda shop: call(f"{JOURNAL_TEMPLATES.at(JOURNAL_TEMPLATES.make(shop))}/draft", {}),
    ),
    Case("post", RATES, lambda _: call(RATES, {"currency": "EUR", "date": "2026-11-22", "rate": "1.1"})),
    Case("patch", f"{RATES}/{{exchange_rate_id}}", lambda shop: call(rate(shop), {"rate": "1.2"})),
    Case("delete", f"{RATES}/{{exchange_rate_id}}", lambda shop: call(rate(shop))),
    Case("post", PAPERS, lambda shop: call(attachments(shop), PAPER)),
    Case("delete", f"{PAPERS}/{{attachment_id}}", lambda shop: call(f"{attachment(shop)}?reason=Wrong")),
    Case(
        "post",
        "/api/auth/approvals",
        lambda shop: call("/api/auth/approvals", {"operation_id": str(uuid4()), "permissions": ["pos.sales.void"]}),
    ),
    Case("patch", "/api/org/settings", lambda shop: call("/api/org/settings", {"cash_rounding": 5})),
    Case("post", "/api/org/roles", lambda shop: call("/api/org/roles", ROLE)),
    Case("patch", "/api/org/roles/{code}", lambda shop: (role(shop), call("/api/org/roles/seller", {"name": "V"}))[1]),
    Case("delete", "/api/org/roles/{code}", lambda shop: (role(shop), call("/api/org/roles/seller"))[1]),
    Case(
        "post",
        "/api/org/users",
        lambda shop: call("/api/org/users", {"email": register(shop.client).email, "role": "viewer"}),
    ),
    Case(
        "patch",
        "/api/org/users/{user_id}",
        lambda shop: call(f"/api/org/users/{shop.hire('viewer').user_id}", {"role": "cashier"}),
    ),
    Case("delete", "/api/org/users/{user_id}", lambda shop: call(f"/api/org/users/{shop.hire('viewer').user_id}")),
    Case(
        "post",
        "/api/org/invitations",
        lambda shop: call("/api/org/invitations", {"email": "new@example.com", "role": "viewer"}),
    ),
    Case(
        "delete",
        "/api/org/invitations/{invitation_id}",
        lambda shop: call(f"/api/org/invitations/{invitation(shop)}"),
    ),
    Case("post", "/api/org/api-keys", lambda shop: call("/api/org/api-keys", {"name": "T", "role": "cashier"})),
    Case("delete", "/api/org/api-keys/{key_id}", lambda shop: call(f"/api/org/api-keys/{shop.key()['id']}")),
    Case("post", "/api/org/close", lambda shop: call("/api/org/close", {"name": "Café Sol"})),
    Case(
        "post",
        "/api/operations/{operation_id}/retry",
        lambda shop: call(f"/api/operations/{rejected(shop)}/retry", {}),
    ),
    Case(
        "post",
        "/api/operations/{operation_id}/dismiss",
        lambda shop: call(f"/api/operations/{rejected(shop)}/dismiss", {"reason": "Paid in cash."}),
    ),
    *(
        Case(
            method,
            "/api/accounting/account-roles/{role}",
            lambda shop: call("/api/accounting/account-roles/rounding", {"account": "4010"}),
        )
        for method in ("put", "patch")
    ),
    Case(
        "put",
        ROLES_BY_PLACE,
        lambda shop: call(own_role(shop), {"account": "4020"}),
    ),
    Case("delete", ROLES_BY_PLACE, lambda shop: call(given_role(shop))),
    Case(
        "post",
        "/api/accounting/accounts/import",
        lambda shop: call("/api/accounting/accounts/import", {"accounts": [{"code": "1010", "name": "Tills"}]}),
    ),
    Case(
        "put",
        "/api/pos/receipt-template",
        lambda shop: call("/api/pos/receipt-template", {"template": ".bold {{ organization.name }}"}),
    ),
    Case("delete", "/api/pos/receipt-template", lambda shop: call(template(shop))),
    Case("put", f"{ENTRIES}/{{item_id}}", lambda shop: call(with_entry(shop), {"prices": [{"price": "8.00"}]})),
    Case("delete", f"{ENTRIES}/{{item_id}}", lambda shop: call(with_entry(shop))),
    Case("post", "/api/pos/gift-cards", lambda shop: call("/api/pos/gift-cards", {"code": "XMAS-1"})),
    Case("patch", "/api/pos/gift-cards/{code}", lambda shop: call(gift_card(shop), {"blocked": True})),
    Case("put", ENTRIES, many_entries),
    Case("post", BANK, lambda _shop: call(BANK, {"name": "House bank", "account": "1030"})),
    Case("patch", f"{BANK}/{{bank_account_id}}", lambda shop: call(bank(shop), {"name": "Savings bank"})),
    Case("delete", f"{BANK}/{{bank_account_id}}", lambda shop: call(bank(shop))),
    Case("post", f"{BANK}/{{bank_account_id}}/statements", lambda shop: (f"{bank(shop)}/statements", STATEMENT)),
]


def of_nouns():
    """Yield the routes that every noun of master data has; what its parameter is called is its own business."""
    for noun in NOUNS:
        for method, path in WRITES:
            below = path.removeprefix(noun.address)
            if path.startswith(noun.address) and (not below or (below.startswith("/{") and below.endswith("}"))):
                yield method, path


def latest(shop):
    return shop.get("/api/org/audit").json()["items"][0]


def seen_since(shop, before):
    return [one for one in shop.get("/api/org/audit").json()["items"] if one["at"] > before]


def test_every_route_that_changes_something_is_asked_for_here():
    assert WRITES - ASKS - LATER - set(of_nouns()) - {case.route for case in CASES} == set()


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(case.route))
def test_a_change_is_written_down(shop, case):
    path, body = case.prepare(shop)
    before = now().isoformat()
    given = {"files": {"file": ("bank.csv", body)}} if isinstance(body, bytes) else {"json": body}
    answer = shop.client.request(case.route[0], path, headers=shop.headers | AGENT, **given)
    assert answer.status_code < 300, answer.text
    entries = seen_since(shop, before)
    assert entries, "nothing was written down"
    for one in entries:
        assert one["actor"] == {"type": "user", "id": str(shop.owner.user_id)}
        assert one["origin"] == {"address": "testclient", "user_agent": "Office/1"}
        assert one["before"] is not None or one["after"] is not None


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.name)
def test_master_data_is_written_down_whole_before_and_after(noun, shop):
    headers = shop.headers | AGENT
    made = shop.client.post(noun.address, json=noun.body(shop), headers=headers).json()
    created = latest(shop)
    shop.client.patch(noun.at(made), json=noun.change, headers=headers)
    updated = latest(shop)
    assert shop.client.delete(noun.at(made), headers=headers).status_code == 204
    deleted = latest(shop)
    assert [one["subject"]["id"] for one in (created, updated, deleted)] == [made["id"]] * 3
    assert {one["origin"]["user_agent"] for one in (created, updated, deleted)} == {"Office/1"}
    assert (created["before"], deleted["after"]) == (None, None)
    assert (created["after"], updated["after"]) == (updated["before"], deleted["before"])
    changed = {name for name in updated["after"] if updated["after"][name] != updated["before"][name]}
    assert set(noun.change) <= changed
