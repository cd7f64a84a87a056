"""A manager's approval: given by who may, for one operation of one organization, and written down."""

from datetime import timedelta
from uuid import UUID, uuid4

import jwt
import pytest

from domain.auth import tokens
from domain.auth.approvals import AUDIENCE, read_approval
from domain.auth.errors import ApprovalInvalid
from domain.core import clock
from domain.core.settings import settings
from tests.api.nouns import ITEMS, TERMINALS
from tests.draining import drain
from tests.shops import PASSWORD

DISCOUNT = "pos.discounts.exceed"


def approve(shop, headers, **body):
    wish = {"operation_id": str(uuid4()), "permissions": [DISCOUNT], **body}
    return shop.client.post("/api/auth/approvals", json=wish, headers=headers)


def test_a_manager_approves_at_a_devices_till_with_their_password(shop):
    manager, till, operation = shop.hire("manager"), shop.key("cashier"), uuid4()
    answer = approve(shop, till["headers"], operation_id=str(operation), email=manager.email, password=PASSWORD)
    assert answer.status_code == 201
    approval = read_approval(answer.json()["approval"])
    assert (approval.org_id, approval.operation_id) == (shop.org_id, operation)
    assert approval.approver_id == manager.user_id
    assert sorted(approval.permissions) == [DISCOUNT]
    assert answer.json()["expires_in"] == settings().approval_ttl_s


def test_a_manager_approves_with_their_own_token(shop):
    manager = shop.hire("manager")
    answer = approve(shop, shop.seen_by(manager))
    assert read_approval(answer.json()["approval"]).approver_id == manager.user_id


def test_an_approval_leaves_its_trace_in_the_approvers_name(shop):
    manager, till, operation = shop.hire("manager"), shop.key("cashier"), str(uuid4())
    headers = till["headers"] | {"User-Agent": "Till 1/2.0"}
    approve(shop, headers, operation_id=operation, email=manager.email, password=PASSWORD)
    entry = shop.get("/api/org/audit").json()["items"][0]
    assert (entry["action"], entry["subject"]) == ("approval.give", {"type": "operation", "id": operation})
    assert entry["actor"] == {"type": "user", "id": str(manager.user_id)}
    assert entry["after"] == {"permissions": [DISCOUNT], "asked_by": {"type": "api_key", "id": till["id"]}}
    assert entry["origin"] == {"address": "testclient", "user_agent": "Till 1/2.0"}


def test_who_may_not_approve_is_told_what_is_missing(shop):
    cashier = shop.hire("cashier")
    answer = approve(shop, shop.seen_by(cashier))
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert "pos.approve" in answer.json()["detail"]


def test_nobody_lends_what_they_do_not_hold(shop):
    answer = approve(shop, shop.seen_by(shop.hire("manager")), permissions=[DISCOUNT, "org.users.manage"])
    assert answer.status_code == 403
    assert "org.users.manage" in answer.json()["detail"]


def test_a_device_cannot_approve_for_itself(shop):
    answer = approve(shop, shop.key("owner")["headers"])
    assert (answer.status_code, answer.json()["code"]) == (403, "auth.approver_not_named")


def test_a_manager_of_another_organization_approves_nothing_here(shop, other_shop):
    answer = approve(shop, shop.headers, email=other_shop.owner.email, password=PASSWORD)
    assert (answer.status_code, answer.json()["code"]) == (403, "auth.not_a_member")


def test_a_wrong_password_approves_nothing_and_is_counted_like_a_login(shop):
    manager, till = shop.hire("manager"), shop.key("cashier")
    answers = [
        approve(shop, till["headers"], email=manager.email, password="not this one")
        for _ in range(settings().login_attempts_per_minute + 1)
    ]
    assert [answer.status_code for answer in answers] == [401] * settings().login_attempts_per_minute + [429]


@pytest.mark.parametrize("body", [{"permissions": []}, {"permissions": ["everything"]}, {"operation_id": None}])
def test_an_approval_of_nothing_is_refused(shop, body):
    assert approve(shop, shop.headers, **body).status_code == 422


def test_an_approval_is_no_access_token_and_an_access_token_no_approval(shop):
    given = approve(shop, shop.headers).json()["approval"]
    assert shop.get("/api/org/settings", headers={"Authorization": f"Bearer {given}"}).status_code == 401
    with pytest.raises(ApprovalInvalid):
        read_approval(shop.owner.tokens["access_token"])


@pytest.mark.parametrize(
    "change",
    [{"exp": "never"}, {"org": "nobody"}, {"perms": ["everything"]}, {"perms": None}, {"aud": tokens.AUDIENCE}],
)
def test_an_approval_that_is_not_ours_is_refused(shop, change):
    given = approve(shop, shop.headers).json()["approval"]
    claims = jwt.decode(given, settings().secret_key, algorithms=["HS256"], audience=AUDIENCE)
    assert UUID(claims["org"]) == shop.org_id
    with pytest.raises(ApprovalInvalid):
        read_approval(jwt.encode(claims | change, settings().secret_key, algorithm="HS256"))


def test_what_was_accepted_with_an_approval_is_the_same_operation_after_it_has_expired(shop, monkeypatch):
    terminal, item = TERMINALS.make(shop)["id"], ITEMS.make(shop, stocked=False)["id"]
    cashier = shop.seen_by(shop.hire("cashier"))

    def returned(operation_id):
        token = shop.post(
            "/api/auth/approvals", json={"permissions": ["pos.returns.blind"], "operation_id": operation_id}
        ).json()["approval"]
        return {
            "id": operation_id,
            "terminal_id": terminal,
            "lines": [{"item_id": item, "quantity": "1"}],
            "refunds": [{"method": "cash", "amount": "10.50"}],
            "approval": token,
        }

    sent, late = returned(str(uuid4())), returned(str(uuid4()))
    assert shop.client.post("/api/pos/returns", json=sent, headers=cashier).status_code == 202
    drain(shop)
    [written] = shop.get("/api/org/audit?action=sale.return_blind").json()["items"]
    assert written["after"]["approved_by"] == str(shop.owner.user_id)
    after = clock.now() + timedelta(seconds=settings().approval_ttl_s + 60)
    monkeypatch.setattr("domain.auth.approvals.clock.now", lambda: after)
    again = shop.client.post("/api/pos/returns", json=sent, headers=cashier)
    assert (again.status_code, again.headers["idempotency-replayed"]) == (200, "true")
    refused = shop.client.post("/api/pos/returns", json=late, headers=cashier)
    assert (refused.status_code, refused.json()["code"]) == (403, "auth.approval_invalid")
