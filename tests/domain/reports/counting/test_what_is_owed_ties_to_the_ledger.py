"""Debts by age and taxes by rate are those of the documents, and whatever the ledger says otherwise is named."""

import csv
import io
from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from tests.books.inbox import Inbox
from tests.domain.posting.till import Counter
from tests.domain.reports.counting.documents import a_past, ask, every_page, grouped, journals, read, roll_up

RECEIVABLES, TAX = "/api/reports/receivables", "/api/reports/tax"
AGES = ((0, 30, "days_0_30"), (31, 60, "days_31_60"), (61, 90, "days_61_90"), (91, 10**6, "days_over_90"))


@pytest.fixture(scope="module", params=[0, 0.5, 1], ids=["nothing rolled up", "half rolled up", "all rolled up"])
def books(request, client):
    """A random past with two journals by hand on the accounts in question."""
    history = a_past(client, seed=24, count=450)
    shop = history.floor.shop
    hand = Inbox(shop, digits=2)
    day = ask(shop, "SELECT min(business_date) AS day FROM pos.sales")[0]["day"]
    for debit, credit, amount in (("1100", "3010", "77.10"), ("2100", "1030", "12.34")):
        lines = [{"account": debit, "debit": amount}, {"account": credit, "credit": amount}]
        identity = str(uuid4())
        hand.post([("journal.post", {"id": identity, "date": day.isoformat(), "memo": "By hand", "lines": lines})])
    roll_up(shop, limit=max(1, int(journals(shop) * request.param)))
    return read(history)


def entries(books):
    """Return customer, day, place, what was charged and what credited, of every document that says so."""
    found = []
    for sale in books.sales:
        for paid in books.payments[sale["id"]]:
            if paid["kind"] == "on_account":
                amount = paid["amount"] - paid["change"]
                where = (sale["customer_id"], sale["business_date"], str(sale["location_id"]))
                found.append((*where, max(amount, 0), max(-amount, 0)))
    money = {row["id"]: row for row in ask(books.shop, "SELECT * FROM pos.money_documents")}
    for row in money.values():
        undone = money.get(row["original_id"])
        if row["kind"] == "customer_payment" or (undone and undone["kind"] == "customer_payment"):
            amount = row["amount"] if undone is None else -row["amount"]
            found.append((row["customer_id"], row["business_date"], str(row["location_id"]), 0, amount))
    return found


def aged(books, as_of, location_id):
    """Return by customer what each age owes: the oldest charges are paid first, charge by charge."""
    expected: Any = {}
    known: list[Any] = [one for one in entries(books) if one[1] <= as_of and location_id in {None, one[2]}]
    for customer, ones in grouped(known, lambda one: one[0]).items():
        credit = sum(one[4] for one in ones)
        balance = sum(one[3] for one in ones) - credit
        ages = dict.fromkeys((name for *_, name in AGES), 0)
        for _, day, _, charged, _ in sorted(ones, key=lambda one: one[1]):
            paid = min(charged, max(credit, 0))
            credit -= paid
            name = next(name for low, high, name in AGES if low <= (as_of - day).days <= high)
            ages[name] += charged - paid
        # Taken back here, paid elsewhere: what it had paid is not among these documents, and counts as the oldest.
        ages["days_over_90"] += max(-credit, 0)
        if balance:
            expected[str(customer)] = ages | {"credit": max(-balance, 0), "balance": balance}
    return {key: {name: books.money(value) for name, value in row.items()} for key, row in expected.items()}


@pytest.mark.parametrize("later", [0, 45, 75, 200])
@pytest.mark.parametrize("here", [False, True], ids=["everywhere", "at one location"])
def test_debts_are_as_old_as_their_documents_and_tie_to_the_ledger(books, later, here):
    location_id = str(books.sales[0]["location_id"]) if here else None
    for first in {books.days[-1], books.days[len(books.days) // 2]}:
        as_of = first + timedelta(days=later)
        params = {"as_of": as_of.isoformat()} | ({"location_id": location_id} if here else {})
        report = books.shop.get(RECEIVABLES, params=params).json()
        rows = every_page(books.shop, RECEIVABLES, "rows", **(params | {"limit": 1}))
        found = {row.pop("customer_id"): row for row in rows}
        assert {key: {name: row[name] for name in report["total"]} for key, row in found.items()} == aged(
            books, as_of, location_id
        )
        tie = report["ledger"]
        assert (tie["unexplained"], tie["not_listed"]) == ("0.00", "0.00")
        assert tie["documents"] == report["total"]["balance"]
        by_hand = [(one["memo"], one["amount"], one["why"]) for one in tie["journals"]]
        assert by_hand == ([] if here else [("By hand", "77.10", "by_hand")])
        if not here:
            balance = books.shop.get("/api/reports/trial-balance", params=params).json()["rows"]
            assert tie["ledger"] == next(row["debit"] for row in balance if row["account"] == "1100")


def test_a_statement_ends_with_what_the_report_says_and_its_open_charges_come_to_it(books):
    last = books.days[-1].isoformat()
    rows = books.shop.get(RECEIVABLES, params={"as_of": last}).json()["rows"]
    assert rows
    for row in rows:
        path = f"{RECEIVABLES}/{row['customer_id']}"
        params = {"from": "2000-01-01", "to": last}
        statement = books.shop.get(path, params=params).json()
        entered = every_page(books.shop, path, "rows", **(params | {"limit": 3}))
        assert (statement["opening"], statement["closing"]) == ("0.00", row["balance"])
        assert entered[-1]["balance"] == row["balance"]
        owed = sum((Decimal(one["open"]) for one in entered), Decimal(0))
        assert owed == max(Decimal(0), Decimal(row["balance"]))
        half = entered[len(entered) // 2]["business_date"]
        late = books.shop.get(path, params={"from": half, "to": last, "limit": 500}).json()
        assert late["rows"] == [one for one in entered if one["business_date"] >= half]
        before = [one["balance"] for one in entered if one["business_date"] < half]
        assert late["opening"] == (before[-1] if before else "0.00")
        told = books.shop.get(path, params=params | {"format": "csv"}).text
        assert list(csv.DictReader(io.StringIO(told)))[-1]["balance"] == row["balance"]


def period(day, group_by, first, last):
    """Return what the period of a day is called."""
    if group_by == "total":
        return f"{first.isoformat()} – {last.isoformat()}"
    return f"{day:%Y-%m}" if group_by == "month" else f"{day.year}-Q{(day.month + 2) // 3}"


def taxed(books, first, last, location_id, group_by):
    sums: Any = defaultdict(lambda: [0, 0, 0, 0])
    for sale in books.sales:
        if not first <= sale["business_date"] <= last or location_id not in {None, str(sale["location_id"])}:
            continue
        for line in books.lines[sale["id"]]:
            if line["stored_value_id"]:
                continue
            rate = line["tax_rate_id"] and str(line["tax_rate_id"])
            found = sums[period(sale["business_date"], group_by, first, last), rate, line["tax_percent"]]
            at = 2 if line["quantity"] < 0 else 0
            found[at] += line["net"]
            found[at + 1] += line["tax"]
    return {
        key: [books.money(amount) for amount in (*found, found[0] + found[2], found[1] + found[3])]
        for key, found in sums.items()
    }


@pytest.mark.parametrize("group_by", ["month", "quarter", "total"])
@pytest.mark.parametrize("here", [False, True], ids=["everywhere", "at one location"])
def test_tax_by_rate_is_that_of_the_lines_and_ties_to_the_ledger(books, group_by, here):
    location_id = str(books.sales[0]["location_id"]) if here else None
    days = books.days
    for first, last in ((days[0], days[-1]), (days[len(days) // 3], days[-1]), (days[1], days[1])):
        params = {"from": first.isoformat(), "to": last.isoformat(), "group_by": group_by}
        params |= {"location_id": location_id} if here else {}
        rows = every_page(books.shop, TAX, "rows", **params)
        names = ("sold_net", "sold_tax", "returned_net", "returned_tax", "net", "tax")
        found = {
            (row["period"], row["tax_rate_id"], Decimal(row["percent"])): [row[name] for name in names] for row in rows
        }
        assert found == taxed(books, first, last, location_id, group_by)
        report = books.shop.get(TAX, params=params).json()
        tie = report["ledger"]
        assert (tie["unexplained"], tie["documents"]) == ("0.00", report["total"]["tax"])
        expected = [("By hand", "-12.34", "by_hand")] if first == days[0] and not here else []
        assert [(one["memo"], one["amount"], one["why"]) for one in tie["journals"]] == expected
        lines = list(csv.DictReader(io.StringIO(books.shop.get(TAX, params=params | {"format": "csv"}).text)))
        assert [line["tax"] for line in lines] == [*(row["tax"] for row in rows), report["total"]["tax"]]


def test_a_document_that_moves_the_account_otherwise_is_named(shop):
    counter = Counter(shop)
    item = counter.item(price="10.00", stocked=False)
    made = shop.post(
        "/api/pos/payment-methods", json={"code": "voucher", "name": "Voucher", "kind": "other", "account": "1100"}
    )
    assert made.status_code == 201, made.text
    sold, _ = counter.post(
        counter.sale({"item_id": item, "quantity": "1"}, paid={"voucher": "10.00"}),
        counter.sale({"item_id": item, "quantity": "1"}, paid={"cash": "10.00"}),
    )
    for _ in range(2):
        tie = shop.get(RECEIVABLES).json()["ledger"]
        assert (tie["documents"], tie["ledger"], tie["unexplained"]) == ("0.00", "10.00", "0.00")
        [named] = tie["journals"]
        assert (named["source"], named["amount"], named["why"]) == (
            {"type": "sale", "id": sold.id},
            "10.00",
            "document",
        )
        roll_up(shop)


def test_an_account_that_served_before_still_counts(shop):
    counter = Counter(shop)
    customer = shop.post("/api/pos/customers", json={"name": "Ana"}).json()["id"]
    item = counter.item(price="10.00", stocked=False)
    line = {"item_id": item, "quantity": "1"}
    counter.post(counter.sale(line, paid={"on_account": "10.00"}, customer_id=customer))
    made = shop.post("/api/accounting/accounts", json={"code": "1101", "name": "Debtors", "type": "asset"})
    assert made.status_code == 201, made.text
    changed = shop.client.put(
        "/api/accounting/account-roles/receivable", json={"account": "1101"}, headers=shop.headers
    )
    assert changed.status_code == 200, changed.text
    counter.post(counter.sale(line, paid={"on_account": "10.00"}, customer_id=customer))
    tie = shop.get(RECEIVABLES).json()["ledger"]
    assert (tie["accounts"], tie["ledger"], tie["difference"]) == (["1100", "1101"], "20.00", "0.00")


def test_another_organizations_customer_or_location_is_not_found(shop, other_shop):
    customer = other_shop.post("/api/pos/customers", json={"name": "Eva"}).json()["id"]
    location = str(other_shop.default_location_id)
    assert shop.get(f"{RECEIVABLES}/{customer}").status_code == 404
    for path in (RECEIVABLES, TAX, "/api/reports/sales", "/api/reports/discounts", "/api/reports/gross-margin"):
        assert shop.get(path, params={"location_id": location}).status_code == 404
        assert shop.get(path, params={"cursor": "bm9uc2Vuc2U"}).status_code == 422


def test_what_was_earned_and_owed_is_for_who_reads_the_books(shop):
    seen = {
        role: {
            path: shop.client.get(f"/api/reports/{path}", headers=shop.seen_by(shop.hire(role))).status_code
            for path in ("sales", "gross-margin", "discounts", "tax", "receivables")
        }
        for role in ("viewer", "cashier", "stock_clerk")
    }
    assert set(seen["viewer"].values()) == {200}
    assert set(seen["cashier"].values()) == set(seen["stock_clerk"].values()) == {403}
