"""Matching, posting, undoing, settlements of cards, rules, and the proof of what is outstanding."""

from decimal import Decimal
from uuid import uuid4

import pytest

from domain.core.clock import now
from domain.reports.verification import verify
from tests.api.bank import BANK, Bank
from tests.api.nouns import BANK_RULES, ITEMS, TERMINALS
from tests.draining import drain
from tests.shops import open_shop


@pytest.fixture
def bank(client):
    found = Bank.opened(open_shop(client))
    yield found
    proof = verify([found.shop.org_id])
    assert [one.as_dict() for finding in proof.findings for one in finding.examples] == []


def code_of(operation):
    assert operation["status"] == "rejected", operation
    return operation["error"]["code"]


def test_a_line_is_what_the_ledger_has_already(bank):
    journal = bank.posted("2026-02-01", "-500.00", memo="Rent by hand")
    bank.told(("2026-02-03", "Rent", "-500.00"))
    line = bank.line("Rent")
    [suggested] = line["suggestions"]
    assert (suggested["kind"], suggested["journals"][0]["journal_id"]) == ("ledger", journal)
    before = bank.balances()
    matched = [{name: one[name] for name in ("journal_id", "line_no")} for one in suggested["journals"]]
    ended = bank.reconcile(line["id"], journals=matched)
    assert (ended["status"], ended["result"]["journal_id"]) == ("posted", None)
    assert bank.balances() == before
    assert bank.line("Rent")["status"] == "reconciled"
    assert bank.outstanding()["outstanding_ledger_count"] == 0


def test_what_is_not_in_the_ledger_is_posted(bank):
    bank.told(("2026-02-03", "Account fee", "-7.50"))
    place = str(bank.shop.default_location_id)
    line = bank.line("Account fee")
    ended = bank.reconcile(
        line["id"], post=[{"account": "6040", "amount": "-7.50", "location_id": place, "memo": "February"}]
    )
    journal = bank.shop.get(f"/api/accounting/journals/{ended['result']['journal_id']}").json()
    assert (journal["date"], journal["memo"], journal["source"]["type"]) == ("2026-02-03", "Account fee", "bank_line")
    assert [
        (one["account"], one["debit"], one["credit"], one["location_id"], one["memo"]) for one in journal["lines"]
    ] == [
        (BANK, "0.00", "7.50", None, None),
        ("6040", "7.50", "0.00", place, "February"),
    ]
    assert bank.outstanding()["outstanding_ledger_count"] == 0


def test_matched_and_posted_make_the_amount_together(bank):
    journal = bank.posted("2026-02-01", "100.00")
    bank.told(("2026-02-02", "Customer", "98.00"))
    line = bank.line("Customer")
    matched = [{"journal_id": journal}]
    assert code_of(bank.reconcile(line["id"], journals=matched)) == "accounting.bank_sum_differs"
    ended = bank.reconcile(line["id"], journals=matched, post=[{"account": "6040", "amount": "-2.00"}])
    assert ended["status"] == "posted"
    assert bank.balances() == {BANK: "98.00", "3100": "-100.00", "6040": "2.00"}
    assert bank.outstanding()["outstanding_ledger"] == "0.00"


def test_card_takings_are_settled_less_the_fee(bank):
    shop = bank.shop
    till, item = TERMINALS.make(shop)["id"], ITEMS.make(shop, price="500.00", stocked=False)["id"]
    for _ in range(2):
        body = {
            "id": str(uuid4()),
            "terminal_id": till,
            "occurred_at": now().isoformat(),
            "lines": [{"item_id": item, "quantity": "1"}],
            "payments": [{"method": "card", "amount": "500.00"}],
        }
        assert shop.post("/api/pos/sales", json=body).status_code == 202
    drain(shop)
    day = shop.get("/api/pos/sales").json()["items"][0]["business_date"]
    bank.told((day, "CARD SETTLEMENT", "970.00"))
    line = bank.line("CARD SETTLEMENT")
    [suggested] = line["suggestions"]
    assert suggested["kind"] == "card_settlement"
    place = str(shop.default_location_id)
    assert [(part["account"], part["amount"], part["location_id"]) for part in suggested["post"]] == [
        ("1040", "1000.00", place),
        ("6040", "-30.00", place),
    ]
    ended = bank.reconcile(line["id"], post=suggested["post"])
    assert ended["status"] == "posted", ended
    assert "1040" not in bank.balances()
    assert (bank.balances()["6040"], bank.balances()[BANK]) == ("30.00", "970.00")
    bank.told((day, "SECOND SETTLEMENT", "970.00"))
    assert bank.line("SECOND SETTLEMENT")["suggestions"] == []
    bank.undo(line["id"])
    assert bank.line("SECOND SETTLEMENT")["suggestions"][0]["kind"] == "card_settlement"


def test_a_few_of_the_ledger_make_a_line(bank):
    for amount in ("10.00", "20.00", "30.00", "-30.00"):
        bank.posted("2026-02-01", amount)
    bank.told(("2026-02-02", "Deposit", "60.00"))
    [suggested] = bank.line("Deposit")["suggestions"]
    assert (suggested["kind"], sorted(one["amount"] for one in suggested["journals"])) == (
        "ledger_sum",
        ["10.00", "20.00", "30.00"],
    )


def test_undoing_leaves_ledger_and_statement_as_they_were(bank):
    bank.told(("2026-02-03", "Account fee", "-7.50"))
    line = bank.line("Account fee")
    before = bank.balances(), bank.outstanding()
    first = bank.reconcile(line["id"], post=[{"account": "6040", "amount": "-7.50"}])
    undone = bank.undo(line["id"])
    assert undone["result"]["undone_id"] == first["result"]["reconciliation_id"]
    mirror = bank.shop.get(f"/api/accounting/journals/{undone['result']['journal_id']}").json()
    assert (mirror["reverses_id"], mirror["source"]["type"]) == (first["result"]["journal_id"], "bank_undo")
    assert (bank.balances(), bank.outstanding()) == before
    assert bank.line("Account fee")["status"] == "open"
    assert code_of(bank.undo(line["id"])) == "accounting.not_reconciled"
    assert bank.reconcile(line["id"], post=[{"account": "6020", "amount": "-7.50"}])["status"] == "posted"


def test_a_line_is_reconciled_once_and_a_ledger_line_matched_once(bank):
    journal = bank.posted("2026-02-01", "-5.00")
    bank.told(("2026-02-03", "One", "-5.00"), ("2026-02-03", "Two", "-5.00"))
    matched = [{"journal_id": journal}]
    assert bank.reconcile(bank.line("One")["id"], journals=matched)["status"] == "posted"
    assert code_of(bank.reconcile(bank.line("One")["id"], journals=matched)) == "accounting.already_reconciled"
    assert code_of(bank.reconcile(bank.line("Two")["id"], journals=matched)) == "accounting.already_matched"
    assert bank.line("Two")["suggestions"] == []
    bank.undo(bank.line("One")["id"])
    assert bank.reconcile(bank.line("Two")["id"], journals=matched)["status"] == "posted"


def test_reversing_what_was_matched_leaves_the_match_and_the_reversal_is_outstanding(bank):
    journal = bank.posted("2026-02-01", "-5.00")
    bank.told(("2026-02-03", "One", "-5.00"))
    bank.reconcile(bank.line("One")["id"], journals=[{"journal_id": journal}])
    answer = bank.shop.post(f"/api/accounting/journals/{journal}/reverse", json={"id": str(uuid4())})
    assert answer.status_code == 202, answer.text
    drain(bank.shop)
    assert bank.line("One")["status"] == "reconciled"
    assert [one["amount"] for one in bank.outstanding()["ledger"]] == ["5.00"]


def test_what_cannot_be_is_rejected_with_its_path(bank):
    elsewhere = bank.posted("2026-02-01", "-5.00")
    other = Bank.opened(bank.shop, account="1020")
    bank.told(("2026-02-03", "Fee", "-5.00"))
    other.told(("2026-02-03", "Theirs", "-5.00"))
    line, theirs = bank.line("Fee")["id"], other.line("Theirs")["id"]

    def told(error_of, **body):
        ended = error_of.reconcile(body.pop("line_id", line), **body)
        return code_of(ended), ended["error"]["errors"][0]["path"]

    part = {"account": "6040", "amount": "-5.00"}
    assert told(bank, line_id=theirs, post=[part]) == ("accounting.unknown_bank_line", "line_id")
    assert told(bank, line_id=str(uuid4()), post=[part]) == ("accounting.unknown_bank_line", "line_id")
    assert told(other, line_id=theirs, journals=[{"journal_id": elsewhere}]) == (
        "accounting.not_on_bank_account",
        "journals.0",
    )
    assert told(bank, journals=[{"journal_id": elsewhere, "line_no": 2}])[0] == "accounting.not_on_bank_account"
    assert told(bank, journals=[{"journal_id": str(uuid4())}])[0] == "accounting.unknown_journal"
    assert told(bank, post=[part | {"account": BANK}]) == ("accounting.posted_to_bank", "post.0.account")
    assert told(bank, post=[part | {"account": "1200"}]) == ("accounting.control_account", "post.0.account")
    assert told(bank, post=[part | {"account": "9999"}]) == ("accounting.unknown_account", "post.0.account")
    assert told(bank, post=[part | {"location_id": str(uuid4())}])[0] == "inventory.unknown_location"
    both = [part, part | {"amount": "5.00"}]
    assert told(bank, post=both) == ("accounting.nothing_posted", "post")


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"post": [{"account": "6040", "amount": "0"}]}, "post.0.amount"),
        ({"post": [{"account": "6040", "amount": "1.001"}]}, "post.0.amount"),
        ({"journals": [{"journal_id": str(uuid4()), "line_no": 0}]}, "journals.0.line_no"),
        ({"journals": [{"journal_id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c81"}] * 2}, "journals.1"),
    ],
)
def test_a_body_that_says_nonsense_is_not_accepted(bank, body, path):
    answer = bank.shop.post(f"{bank.address}/reconcile", json={"id": str(uuid4()), "line_id": str(uuid4()), **body})
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, path)


def test_a_line_of_another_bank_account_is_not_there(bank):
    other = Bank.opened(bank.shop, account="1020")
    bank.told(("2026-02-03", "Fee", "-5.00"))
    line = bank.line("Fee")["id"]
    assert bank.shop.get(f"{other.address}/lines/{line}").status_code == 404
    assert bank.shop.post(f"{other.address}/lines/{line}/undo", json={"id": str(uuid4())}).status_code == 404
    assert bank.shop.post(f"{bank.address}/lines/{line}/unreconcile", json={"id": str(uuid4())}).status_code == 202
    drain(bank.shop)


def test_a_dry_run_shows_the_journal_and_leaves_no_trace(bank):
    bank.told(("2026-02-03", "Fee", "-5.00"))
    body = {"id": str(uuid4()), "line_id": bank.line("Fee")["id"], "post": [{"account": "6040", "amount": "-5.00"}]}
    answer = bank.shop.post(f"{bank.address}/reconcile?dry_run=true", json=body).json()
    assert (answer["status"], [line["account"] for line in answer["journal"]]) == ("would_post", [BANK, "6040"])
    assert bank.line("Fee")["status"] == "open"


def test_automatic_rules_decide_each_line_once(bank):
    rule = BANK_RULES.make(bank.shop, automatic=True, memo="Fees", direction="out", max_amount="20.00")
    BANK_RULES.make(bank.shop, contains="rent", account="6020", position=200)
    bank.told(
        ("2026-02-03", "Account fee February", "-5.00"),
        ("2026-02-04", "ACCOUNT FEE yearly", "-50.00"),
        ("2026-02-05", "Account fee refund", "5.00"),
        ("2026-02-06", "Rent", "-500.00"),
    )
    applied = bank.shop.post(f"{bank.address}/apply-rules")
    assert applied.status_code == 202, applied.text
    [operation] = applied.json()["operations"]
    assert operation["rule_id"] == rule["id"]
    drain(bank.shop)
    assert bank.line("Account fee February")["status"] == "reconciled"
    assert bank.shop.post(f"{bank.address}/apply-rules").json()["operations"] == []
    assert bank.balances() == {BANK: "-5.00", "6040": "5.00"}
    [suggested] = bank.line("Rent")["suggestions"]
    assert (suggested["kind"], suggested["post"][0]["account"]) == ("rule", "6020")
    # What was undone by hand is not done again by the same rule.
    bank.undo(operation["line_id"])
    [again] = bank.shop.post(f"{bank.address}/apply-rules").json()["operations"]
    assert (again["operation_id"], again["status"]) == (operation["operation_id"], "posted")
    drain(bank.shop)
    assert bank.line("Account fee February")["status"] == "open"


def test_a_line_that_the_ledger_seems_to_have_is_left_to_people(bank):
    BANK_RULES.make(bank.shop, automatic=True)
    bank.posted("2026-02-01", "-5.00", against="6040")
    bank.told(("2026-02-03", "Account fee", "-5.00"))
    assert bank.shop.post(f"{bank.address}/apply-rules").json() == {"operations": [], "skipped": 1, "more": False}
    kinds = [one["kind"] for one in bank.line("Account fee")["suggestions"]]
    assert kinds == ["ledger", "rule"]


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"contains": None}, "contains"),
        ({"pattern": "("}, "pattern"),
        ({"pattern": "(?=a)"}, "pattern"),
        ({"min_amount": "2.00", "max_amount": "1.00"}, "min_amount"),
        ({"min_amount": "0.001"}, "min_amount"),
        ({"account": "1200"}, "account"),
        ({"bank_account_id": str(uuid4())}, "bank_account_id"),
        ({"location_id": str(uuid4())}, "location_id"),
    ],
)
def test_a_rule_that_says_nonsense_is_refused(bank, given, path):
    answer = bank.shop.post(BANK_RULES.address, json=BANK_RULES.body(bank.shop, **given))
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, path), answer.text


def test_a_pattern_that_would_take_for_ever_elsewhere_does_not_here(bank):
    BANK_RULES.make(bank.shop, contains=None, pattern="^((a+)+)+b$")
    bank.told(("2026-02-03", "a" * 400, "-5.00"))
    assert bank.lines("&status=open")[0]["suggestions"] == []


def test_what_is_outstanding_is_proven_on_every_day(bank):
    bank.posted("2026-01-10", "-500.00", memo="Cheque 1")
    bank.told(("2026-01-12", "Fee", "-2.00"), ("2026-02-03", "CHEQUE 1", "-500.00"))
    cheque = bank.line("CHEQUE 1")
    bank.reconcile(cheque["id"], journals=[{"journal_id": cheque["suggestions"][0]["journals"][0]["journal_id"]}])
    january = bank.outstanding("2026-01-31")
    assert (january["ledger_balance"], january["statement_balance"]) == ("-500.00", "-2.00")
    assert [one["memo"] for one in january["ledger"]] == ["Cheque 1"]
    assert [one["text"] for one in january["statement"]] == ["Fee"]
    february = bank.outstanding("2026-02-28")
    assert (february["ledger"], [one["text"] for one in february["statement"]]) == ([], ["Fee"])
    assert february["statement_balance"] == "-502.00"


def test_what_is_from_before_the_first_statement_is_brought_forward(client):
    bank = Bank.opened(open_shop(client), starts_on="2026-01-01")
    bank.posted("2025-12-31", "1000.00", memo="Opening balance")
    bank.read(b"Date,Description,Amount,Balance\n2026-01-05,Fee,-5.00,995.00\n")
    view = bank.outstanding("2026-01-31")
    assert (view["opening_balance"], view["brought_forward"], view["opening_difference"]) == (
        "1000.00",
        "1000.00",
        "0.00",
    )
    assert (view["ledger"], view["statement_balance"], view["outstanding_statement"]) == ([], "995.00", "-5.00")


def test_a_line_of_a_closed_month_is_posted_late(bank):
    bank.told(("2026-01-15", "Fee", "-5.00"))
    closed = bank.shop.post("/api/accounting/periods/2026-01/close", json={"id": str(uuid4())})
    assert closed.status_code == 202, closed.text
    drain(bank.shop)
    ended = bank.reconcile(bank.line("Fee")["id"], post=[{"account": "6040", "amount": "-5.00"}])
    assert (ended["result"]["business_date"], ended["result"]["late"]) == ("2026-02-01", True)
    assert bank.outstanding("2026-01-31")["outstanding_statement"] == "-5.00"
    assert bank.outstanding("2026-02-28")["outstanding_statement"] == "0.00"


def test_figures_are_sums_of_what_is_listed(bank):
    bank.posted("2026-01-10", "12.34")
    bank.posted("2026-01-11", "-2.00")
    bank.told(("2026-01-12", "A", "1.11"), ("2026-01-13", "B", "-3.00"))
    view = bank.outstanding("2026-01-31")
    assert (
        Decimal(view["outstanding_ledger"]) == sum(Decimal(one["amount"]) for one in view["ledger"]) == Decimal("10.34")
    )
    assert Decimal(view["outstanding_statement"]) == sum(Decimal(one["amount"]) for one in view["statement"])
