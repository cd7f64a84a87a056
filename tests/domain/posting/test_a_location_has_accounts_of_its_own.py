"""Every document of a location posts to the accounts that it has of its own, and to no other's; and that is proven."""

from collections import defaultdict
from typing import Any, cast
from uuid import uuid4

import pytest

from tests.api.nouns import ACCOUNTS, CUSTOMERS, LOCATIONS, TERMINALS
from tests.domain.posting.till import Counter

# What a shop posts to by role at its location, and the type of an account for it.
LOCAL = {
    "cash": "asset",
    "safe": "asset",
    "card_clearing": "asset",
    "receivable": "asset",
    "goods_received": "liability",
    "tax_payable": "liability",
    "gift_card": "liability",
    "store_credit": "liability",
    "customer_deposits": "liability",
    "tips_payable": "liability",
    "sales": "revenue",
    "sales_discounts": "revenue",
    "cogs": "expense",
    "stock_variance": "expense",
    "cash_over_short": "expense",
    "rounding": "expense",
}


def override(counter: Counter, location_id: str, roles=LOCAL) -> dict[str, str]:
    """Give a location an account of its own for each of these roles; return their codes by role."""
    codes = {}
    for role in roles:
        codes[role] = f"own-{role}"[:20]
        ACCOUNTS.make(counter.shop, code=codes[role], type=LOCAL[role])
        address = f"/api/accounting/account-roles/{role}/locations/{location_id}"
        answer = counter.shop.client.put(address, json={"account": codes[role]}, headers=counter.shop.headers)
        assert answer.status_code == 200, answer.text
    return codes


def sides(counter: Counter, journal_id: str) -> dict[str, int]:
    """Return a journal's sides by the account's code, minor units, debits positive."""
    rows = counter.query(
        "SELECT a.code, sum(l.debit - l.credit)::bigint FROM acct.journal_lines l"
        " JOIN acct.chart_of_accounts a ON a.id = l.account_id WHERE l.journal_id = %s GROUP BY 1",
        (journal_id,),
    )
    return dict(rows)


def posted(outcome):
    assert outcome.status == "posted", outcome
    return outcome.result


@pytest.fixture
def second(counter: Counter) -> Counter:
    """A till at a second location of the same organization."""
    place = LOCATIONS.make(counter.shop)["id"]
    other = Counter(counter.shop)
    other.terminal_id = TERMINALS.make(counter.shop, location_id=place)["id"]
    return other


def here(counter: Counter) -> str:
    return str(counter.shop.default_location_id)


def test_a_sale_posts_to_its_locations_accounts_and_another_locations_does_not(counter, second):
    codes = override(counter, here(counter))
    rate = counter.shop.post("/api/pos/tax-rates", json={"name": "VAT", "code": "V", "percent": "10"}).json()["id"]
    item = counter.item(price="10.00", tax_rate_id=rate, cost="4.00")
    line = {"item_id": item, "quantity": "1", "discount": "1.00"}
    tenders = {"cash": "5.00", "card": "5.90"}
    [own] = counter.post(counter.sale(line, paid=tenders, tip="1.00"))
    assert sides(counter, posted(own)["journal_id"]) == {
        codes["cash"]: 500,
        codes["card_clearing"]: 590,
        codes["sales"]: -1000,
        codes["sales_discounts"]: 100,
        codes["tax_payable"]: -90,
        codes["tips_payable"]: -100,
        codes["cogs"]: 400,
        "1200": -400,
    }
    [others] = second.post(second.sale(line, paid=tenders, tip="1.00"))
    assert sides(counter, posted(others)["journal_id"]) == {
        "1010": 500,
        "1040": 590,
        "4010": -900,
        "2100": -90,
        "2300": -100,
        "5010": 400,
        "1200": -400,
    }
    counter.proven()
    for role in codes:
        address = f"/api/accounting/account-roles/{role}/locations/{here(counter)}"
        assert counter.shop.delete(address).status_code == 204
    [after] = counter.post(counter.sale(line, paid=tenders, tip="1.00"))
    assert "1010" in sides(counter, posted(after)["journal_id"])
    # What was posted before is proven by the log of changes.
    counter.proven()


def test_returns_voids_and_exchanges_take_back_where_they_had_put(counter):
    codes = override(counter, here(counter))
    item = counter.item(price="10.00", cost="4.00")
    first, second_sale = (counter.sale({"item_id": item, "quantity": "2"}, paid="20.00") for _ in range(2))
    counter.post(first, second_sale)
    [back] = counter.post(counter.back(first[1]["id"], (1, "1"), refunds={"cash": "10.00"}))
    assert sides(counter, posted(back)["journal_id"]) == {
        codes["cash"]: -1000,
        codes["sales"]: 1000,
        codes["cogs"]: -400,
        "1200": 400,
    }
    broken = counter.back(first[1]["id"], (1, "1"), refunds={"cash": "10.00"})
    broken[1]["lines"][0]["restock"] = False
    [written_off] = counter.post(broken)
    assert sides(counter, posted(written_off)["journal_id"])[codes["stock_variance"]] == 400
    [undone] = counter.post(counter.void(second_sale[1]["id"]))
    assert sides(counter, posted(undone)["journal_id"])[codes["cogs"]] == -800
    counter.proven()


def test_what_was_sold_before_the_override_is_voided_where_it_was_booked(counter):
    item = counter.item(price="10.00", cost="4.00")
    sale = counter.sale({"item_id": item, "quantity": "1"}, paid="10.00")
    counter.post(sale)
    override(counter, here(counter))
    [undone] = counter.post(counter.void(sale[1]["id"]))
    assert sides(counter, posted(undone)["journal_id"]) == {"1010": -1000, "4010": 1000, "5010": -400, "1200": 400}
    counter.proven()


def test_cards_deposits_and_debts_are_owed_where_they_were_taken_and_add_up_elsewhere(counter, second):
    codes = override(counter, here(counter))
    customer = CUSTOMERS.make(counter.shop, credit_limit="100.00")["id"]
    counter.post(counter.card("GIFT-1", "30.00"))
    [deposit] = counter.post(counter.money("deposit.take", {"cash": "10.00"}, customer_id=customer))
    assert sides(counter, posted(deposit)["journal_id"]) == {codes["cash"]: 1000, codes["customer_deposits"]: -1000}
    item = counter.item(price="15.00", stocked=False)
    pays = [{"method": "gift_card", "amount": "10.00", "reference": "GIFT-1"}]
    pays += [{"method": "deposit", "amount": "5.00", "reference": deposit.id}]
    line = {"item_id": item, "quantity": "1"}
    [at_first] = counter.post(counter.sale(line, paid=pays))
    assert sides(counter, posted(at_first)["journal_id"]) == {
        codes["gift_card"]: 1000,
        codes["customer_deposits"]: 500,
        codes["sales"]: -1500,
    }
    [at_second] = second.post(second.sale(line, paid=pays))
    assert sides(counter, posted(at_second)["journal_id"]) == {"2200": 1000, "2220": 500, "4010": -1500}
    counter.post(counter.sale(line, paid={"on_account": "15.00"}, customer_id=customer))
    [settled] = counter.post(counter.money("customer.pay", {"cash": "15.00"}, about=customer))
    assert sides(counter, posted(settled)["journal_id"]) == {codes["cash"]: 1500, codes["receivable"]: -1500}
    counter.proven()


def test_a_shift_keeps_its_money_in_its_own_drawer_and_safe(counter):
    codes = override(counter, here(counter))
    shift = str(uuid4())
    opened = {"id": shift, "terminal_id": counter.terminal_id, "float": "50.00", "float_from": "safe"}
    dropped = {"id": str(uuid4()), "_about": shift, "kind": "drop", "amount": "20.00", "reason": "Full"}
    closed = {"id": str(uuid4()), "_about": shift, "counted": [{"method": "cash", "amount": "29.00"}]}
    outcomes = counter.post(("shift.open", opened), ("shift.cash", dropped), ("shift.close", closed))
    opening, drop, close = (sides(counter, posted(one)["journal_id"]) for one in outcomes)
    assert opening == {codes["cash"]: 5000, codes["safe"]: -5000}
    assert drop == {codes["cash"]: -2000, codes["safe"]: 2000}
    assert close == {codes["cash"]: -100, codes["cash_over_short"]: 100}
    counter.proven()


@pytest.mark.parametrize("role", ["receivable", "gift_card", "store_credit", "customer_deposits"])
def test_no_cash_goes_from_a_drawer_to_what_is_owed_one_by_one_at_some_location(counter, second, role):
    [[there]] = counter.query("SELECT location_id FROM pos.terminals WHERE id = %s", (second.terminal_id,))
    codes = override(counter, there, [role])
    shift = str(uuid4())
    opened = {"id": shift, "terminal_id": counter.terminal_id, "float": "0.00"}
    paid = {"id": str(uuid4()), "_about": shift, "kind": "paid_in", "amount": "1.00", "reason": "No"}
    paid |= {"account": codes[role]}
    [_, refused] = counter.post(("shift.open", opened), ("shift.cash", paid))
    assert refused.refusal[1] == "account"


def test_stock_documents_differ_on_the_account_of_their_location(counter, second):
    codes = override(counter, here(counter))
    item = counter.item(price="10.00")
    line = {"item_id": item, "quantity": "10", "unit_cost": "2.00"}
    [received] = counter.post(counter.receipt(line))
    assert sides(counter, posted(received)["journal_id"]) == {"1200": 2000, codes["goods_received"]: -2000}
    [adjusted] = counter.post(counter.adjustment({"item_id": item, "quantity_delta": "-1"}))
    assert sides(counter, posted(adjusted)["journal_id"]) == {"1200": -200, codes["stock_variance"]: 200}
    [[there]] = counter.query("SELECT location_id FROM pos.terminals WHERE id = %s", (second.terminal_id,))
    transfer = {
        "id": str(uuid4()),
        "from_location_id": here(counter),
        "to_location_id": there,
        "receive": "on_arrival",
        "lines": [{"item_id": item, "quantity": "3"}],
    }
    counter.post(("stock.transfer", transfer))
    arrived = {
        "id": str(uuid4()),
        "_about": transfer["id"],
        "lines": [{"line_no": 1, "quantity": "2", "lost": "1"}],
    }
    [got] = counter.post(("transfer.receive", arrived))
    # It was lost where it had left: that location's variance, and the goods in transit have one account.
    assert sides(counter, posted(got)["journal_id"]) == {"1200": 400, codes["stock_variance"]: 200, "1210": -600}
    counter.proven()


def test_what_names_its_account_itself_goes_before_the_locations(counter):
    codes = override(counter, here(counter), ["sales", "cash", "tax_payable"])
    for code, kind in (("4500", "revenue"), ("1500-a", "asset"), ("2500-a", "liability")):
        ACCOUNTS.make(counter.shop, code=code, type=kind)
    rate = {"name": "VAT", "code": "V", "percent": "10", "account": "2500-a"}
    rate_id = counter.shop.post("/api/pos/tax-rates", json=rate).json()["id"]
    category = {"code": "tea", "name": "Tea", "sales_account": "4500"}
    assert counter.shop.post("/api/inventory/categories", json=category).status_code == 201
    method = {"code": "box", "name": "Box", "kind": "card", "account": "1500-a"}
    assert counter.shop.post("/api/pos/payment-methods", json=method).status_code == 201
    tea = counter.item(price="10.00", category="tea", tax_rate_id=rate_id, stocked=False)
    plain = counter.item(price="1.00", stocked=False)
    lines = [{"item_id": tea, "quantity": "1"}, {"item_id": plain, "quantity": "1"}]
    [sold] = counter.post(counter.sale(*lines, paid={"box": "11.00", "cash": "1.00"}))
    found = defaultdict(int, sides(counter, posted(sold)["journal_id"]))
    assert found == {"1500-a": 1100, codes["cash"]: 100, "4500": -1000, "2500-a": -100, codes["sales"]: -100}
    counter.proven()


def test_organizations_without_accounts_by_location_are_asked_nothing_more(counter):
    """The look behind the flag is not taken; one batch later, once there is one, it is."""
    from domain.posting.load import orgs

    asked = []

    class Watched:
        def __init__(self, connection):
            self.connection = connection

        def execute(self, query, *given, **more):
            asked.append(query)
            return self.connection.execute(query, *given, **more)

        def __getattr__(self, name):
            return getattr(self.connection, name)

    from domain.posting.drain import connect_for_posting
    from domain.posting.wants import Wants

    def look():
        asked.clear()
        with connect_for_posting() as connection, connection.transaction():
            connection.execute("SELECT set_config('app.org_ids', %s, true)", (f"{{{counter.shop.org_id}}}",))
            wants = Wants()
            wants.org_ids.add(str(counter.shop.org_id))
            facts = orgs.load_orgs(cast(Any, Watched(connection)), wants)
        return facts[str(counter.shop.org_id)]

    assert look().location_roles == {}
    assert orgs.LOCATION_ROLES not in asked
    codes = override(counter, here(counter), ["cash"])
    loaded = look()
    assert orgs.LOCATION_ROLES in asked
    assert list(loaded.location_roles) == [(here(counter), "cash")]
    assert loaded.account("cash", here(counter)) != loaded.account("cash") == loaded.account("cash", str(uuid4()))
    assert codes == {"cash": "own-cash"}
