"""Sales over HTTP in a shop with price lists and promotions: what was taken off, why, and that the books agree."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from domain.posting.drain import connect_for_posting, drain_shard
from domain.reports.verification import verify
from tests.api.nouns import CATEGORIES, CUSTOMERS, ITEMS, LOCATIONS, PRICE_LISTS, PROMOTIONS, TAX_RATES, TERMINALS
from tests.domain.posting.till import Counter

# Chicago is six hours behind: a Wednesday, 12:30 there.
NOON = datetime(2026, 3, 4, 18, 30, tzinfo=UTC)
SALES = "/api/pos/sales"


class Till:
    """A till that posts over HTTP, and a worker behind it."""

    def __init__(self, shop):
        self.shop = shop
        self.counter = Counter(shop)

    def body(self, *lines, at=NOON, **given):
        """Return a sale paid in cash, of lines that are (item, quantity) or whole."""
        named = [line if isinstance(line, dict) else {"item_id": line[0], "quantity": line[1]} for line in lines]
        return {
            "id": str(uuid4()),
            "terminal_id": given.pop("terminal_id", self.counter.terminal_id),
            "occurred_at": at.isoformat(),
            "lines": named,
            "payments": [{"method": "cash", "amount": "1000.00"}],
            **given,
        }

    def post(self, body):
        """Post a sale, let the worker at it, and return its operation."""
        answer = self.shop.post(SALES, json=body)
        assert answer.status_code == 202, answer.text
        with connect_for_posting() as connection:
            drain_shard(connection, self.counter.wish("sale.post", body, lane=self.lane(body)).shard)
        return self.shop.get(answer.headers["Location"]).json()

    def lane(self, body):
        terminal = self.shop.get(f"{TERMINALS.address}/{body['terminal_id']}").json()
        return type(self.shop.org_id)(terminal["location_id"])

    def sell(self, *lines, **given):
        """Return a posted sale as it is read."""
        body = self.body(*lines, **given)
        operation = self.post(body)
        assert operation["status"] == "posted", operation
        return self.shop.get(f"{SALES}/{body['id']}").json()

    def refusal(self, *lines, **given):
        """Return why a sale was rejected."""
        error = self.post(self.body(*lines, **given))["error"]
        return error["code"], [fault["path"] for fault in error["errors"]]


@pytest.fixture
def till(shop):
    return Till(shop)


def put_price(shop, price_list, item_id, *tiers):
    prices = [{"min_quantity": minimum, "price": price} for minimum, price in tiers]
    path = f"{PRICE_LISTS.at(price_list)}/entries/{item_id}"
    answer = shop.client.put(path, json={"prices": prices}, headers=shop.headers)
    assert answer.status_code == 200, answer.text


def found(line):
    return line["unit_price"], line["discount"], [(why["code"], why["amount"]) for why in line["explained"]]


def clean(shop):
    return verify([shop.org_id]).differences == 0


def test_happy_hour_counts_from_five_to_seven_on_the_shops_clock(till):
    item = till.counter.item(price="10.00")
    PROMOTIONS.make(
        till.shop, code="HAPPY", name="Happy hour", percent="20", hours=[{"starts": "17:00", "ends": "19:00"}]
    )
    [noon] = till.sell((item, "1"))["lines"]
    assert (noon["net"], noon["explained"]) == ("10.00", [])
    sale = till.sell((item, "1"), at=NOON + timedelta(hours=5))
    [line] = sale["lines"]
    assert line["explained"] == [
        {
            "kind": "promotion",
            "code": "HAPPY",
            "name": "Happy hour",
            "amount": "2.00",
            "text": "Happy hour: 20 % off",
        }
    ]
    assert (line["unit_price"], line["discount"], line["net"], sale["total"]) == ("10.00", "2.00", "8.00", "8.00")
    [late] = till.sell((item, "1"), at=NOON + timedelta(hours=7))["lines"]
    assert late["explained"] == []


def test_a_price_list_is_for_a_customer_or_for_a_group(till):
    item = till.counter.item(price="10.00")
    ana, eva = CUSTOMERS.make(till.shop), CUSTOMERS.make(till.shop, price_group="trade")
    special = PRICE_LISTS.make(till.shop, code="ANA", customer_ids=[ana["id"]], priority=1)
    trade = PRICE_LISTS.make(till.shop, code="TRADE", customer_groups=["trade"])
    put_price(till.shop, special, item, ("0", "7.00"))
    put_price(till.shop, trade, item, ("0", "9.00"), ("10", "6.50"))
    assert found(till.sell((item, "1"))["lines"][0]) == ("10.00", "0.00", [])
    assert found(till.sell((item, "1"), customer_id=ana["id"])["lines"][0]) == ("7.00", "0.00", [("ANA", "3.00")])
    assert found(till.sell((item, "9"), customer_id=eva["id"])["lines"][0]) == ("9.00", "0.00", [("TRADE", "9.00")])
    lines = till.sell((item, "9"), (item, "1"), customer_id=eva["id"])["lines"]
    assert [found(line) for line in lines] == [
        ("6.50", "0.00", [("TRADE", "31.50")]),
        ("6.50", "0.00", [("TRADE", "3.50")]),
    ]


def test_the_airport_is_dearer(till):
    item = till.counter.item(price="10.00")
    airport = LOCATIONS.make(till.shop, name="Airport")
    there = TERMINALS.make(till.shop, location_id=airport["id"])
    put_price(till.shop, PRICE_LISTS.make(till.shop, code="AIR", location_ids=[airport["id"]]), item, ("0", "12.5"))
    assert found(till.sell((item, "1"))["lines"][0]) == ("10.00", "0.00", [])
    sale = till.sell((item, "2"), terminal_id=there["id"])
    assert (sale["total"], found(sale["lines"][0])) == ("25.00", ("12.50", "0.00", [("AIR", "-5.00")]))


def test_buy_two_get_one_gives_the_cheapest_and_the_journal_is_what_was_paid(till):
    rate = TAX_RATES.make(till.shop, percent="16")
    drinks = CATEGORIES.make(till.shop, code="Drinks")
    tea, coffee = (
        till.counter.item(price=price, category=drinks["code"], tax_rate_id=rate["id"], stocked=False)
        for price in ("3.00", "4.00")
    )
    bread = till.counter.item(price="1.00", stocked=False)
    PROMOTIONS.make(
        till.shop, code="B2G1", name="Third drink", kind="buy_get", buy=2, get=1, percent=None, categories=["Drinks"]
    )
    sale = till.sell((coffee, "2"), (bread, "3"), (tea, "1"))
    assert [found(line) for line in sale["lines"]] == [
        ("4.00", "0.00", []),
        ("1.00", "0.00", []),
        ("3.00", "3.00", [("B2G1", "3.00")]),
    ]
    assert sale["lines"][2]["explained"][0]["text"] == "Third drink: buy 2, get 1 free"
    assert (sale["net"], sale["tax"], sale["total"]) == ("11.00", "1.28", "12.28")
    assert till.counter.journal(sale["journal_id"]) == {"cash": 1228, "sales": -1100, "tax_payable": -128}
    assert clean(till.shop)


def test_promotions_stack_on_a_list_price_and_every_line_adds_up(till):
    item, other = till.counter.item(price="10.00"), till.counter.item(price="0.99")
    everyday = PRICE_LISTS.make(till.shop, code="LIST", name="Everyday")
    put_price(till.shop, everyday, item, ("0", "9.00"))
    PROMOTIONS.make(till.shop, code="THREE", kind="fixed_price", buy=3, amount="20.00", percent=None, priority=2)
    PROMOTIONS.make(till.shop, code="TEN", percent="10", priority=1)
    PROMOTIONS.make(till.shop, code="FIVE", kind="amount", amount="1.00", percent=None, min_amount="18.00")
    sale = till.sell((item, "3"), {"item_id": other, "quantity": "1", "discount": "0.50"}, discount="1.00")
    first, second = sale["lines"]
    assert [code for code, _ in found(first)[2]] == ["LIST", "THREE", "TEN", "FIVE"]
    assert [(code, amount) for code, amount in found(first)[2]][:2] == [("LIST", "3.00"), ("THREE", "7.00")]
    for line, own in ((first, 3000), (second, 99)):
        explained = sum(cents(why["amount"]) for why in line["explained"])
        by_hand = 0 if line is first else 50
        document = cents(line["discount"]) - by_hand - promoted(line)
        assert own - explained - by_hand - document == cents(line["net"])
    assert cents(sale["total"]) == 3000 + 99 - 50 - 100 - sum(
        cents(why["amount"]) for line in sale["lines"] for why in line["explained"]
    )
    assert clean(till.shop)


def cents(text):
    return int(text.replace(".", ""))


def promoted(line):
    return sum(cents(why["amount"]) for why in line["explained"] if why["kind"] == "promotion")


def test_a_till_that_sends_its_price_is_trusted_and_gets_no_promotion(till):
    item = till.counter.item(price="10.00")
    PROMOTIONS.make(till.shop, percent="50")
    line = {"item_id": item, "quantity": "1", "unit_price": "8.00", "discount": "1.00"}
    sale = till.sell(line, (item, "1"))
    assert [found(line)[:2] for line in sale["lines"]] == [("8.00", "1.00"), ("10.00", "5.00")]
    assert sale["lines"][0]["explained"] == []


def test_where_prices_are_checked_a_price_that_is_sent_is_the_one_of_the_rules(till):
    item = till.counter.item(price="10.00")
    put_price(till.shop, PRICE_LISTS.make(till.shop), item, ("0", "9.00"))
    till.counter.set(price_check="reject_difference")
    priced = {"item_id": item, "quantity": "1"}
    assert till.sell(priced | {"unit_price": "9.00"})["lines"][0]["net"] == "9.00"
    wanted = ("pos.price_differs", ["lines.1.unit_price"])
    assert till.refusal((item, "1"), priced | {"unit_price": "10.00"}) == wanted
    assert till.sell(priced)["lines"][0]["net"] == "9.00"


def test_a_promotion_is_no_discount_of_the_cashiers(till):
    item = till.counter.item(price="10.00")
    PROMOTIONS.make(till.shop, percent="50")
    till.counter.change("UPDATE core.settings SET discount_limit = 10")
    device = till.shop.key("cashier")["headers"]
    for discount, status in (("1.00", "posted"), ("1.01", "rejected")):
        body = till.body({"item_id": item, "quantity": "1", "discount": discount})
        answer = till.shop.client.post(SALES, json=body, headers=device)
        assert answer.status_code == 202, answer.text
        with connect_for_posting() as connection:
            drain_shard(connection, till.counter.wish("sale.post", body).shard)
        assert till.shop.get(answer.headers["Location"]).json()["status"] == status


def test_what_comes_back_comes_back_at_what_was_paid(till):
    item = till.counter.item(price="10.00", stocked=False)
    PROMOTIONS.make(till.shop, kind="buy_get", buy=2, get=1, percent=None)
    sale = till.sell((item, "3"))
    assert sale["total"] == "20.00"
    body = {
        "id": str(uuid4()),
        "terminal_id": till.counter.terminal_id,
        "lines": [{"line_no": 1, "quantity": "3"}],
    }
    answer = till.shop.post(f"{SALES}/{sale['id']}/return", json=body)
    assert answer.status_code == 202, answer.text
    with connect_for_posting() as connection:
        drain_shard(connection, till.counter.wish("sale.post", till.body((item, "1"))).shard)
    returned = till.shop.get(answer.headers["Location"]).json()
    assert (returned["status"], returned["result"]["total"]) == ("posted", "-20.00")
    assert clean(till.shop)


def test_a_case_is_cheaper_by_a_percentage_and_keeps_its_own_price(till):
    item = till.counter.item(price="1.00", units=[{"code": "case", "factor": "12", "price": "10.00"}])
    put_price(till.shop, PRICE_LISTS.make(till.shop, code="LIST"), item, ("0", "0.50"))
    PROMOTIONS.make(till.shop, code="TEN", percent="10")
    body = {"item_id": item, "quantity": "2"}
    [case, single] = till.sell(body | {"unit": "case"}, body)["lines"]
    assert (case["quantity"], *found(case)) == ("24", "10.00", "2.00", [("TEN", "2.00")])
    assert found(single) == ("0.50", "0.10", [("LIST", "1.00"), ("TEN", "0.10")])
    till.counter.set(price_check="reject_difference")
    sent = body | {"unit": "case", "unit_price": "10.00"}
    assert till.sell(sent)["lines"][0]["net"] == "20.00"
    assert till.refusal(sent | {"unit_price": "9.00"}) == ("pos.price_differs", ["lines.0.unit_price"])


def test_a_blind_return_gives_what_it_would_cost_today(till):
    item = till.counter.item(price="10.00", stocked=False)
    PROMOTIONS.make(till.shop, code="HALF", percent="50")
    body = {
        "id": str(uuid4()),
        "terminal_id": till.counter.terminal_id,
        "occurred_at": NOON.isoformat(),
        "lines": [{"item_id": item, "quantity": "2"}],
        "refunds": [{"method": "cash", "amount": "10.00"}],
        "reason": "No receipt",
    }
    [outcome] = till.counter.post(("sale.return_blind", body))
    assert outcome.status == "posted", outcome
    [line] = till.shop.get(f"{SALES}/{outcome.id}").json()["lines"]
    assert (line["net"], *found(line)) == ("-10.00", "10.00", "-10.00", [("HALF", "-10.00")])


def test_a_rule_that_rests_or_is_over_changes_nothing(till):
    item = till.counter.item(price="10.00")
    PROMOTIONS.make(till.shop, percent="50", active=False)
    PROMOTIONS.make(till.shop, percent="50", valid_to="2026-03-03")
    PROMOTIONS.make(till.shop, percent="50", valid_from="2026-03-05")
    PROMOTIONS.make(till.shop, percent="50", weekdays=[1, 2, 4, 5, 6, 7])
    PROMOTIONS.make(till.shop, percent="50", item_ids=[till.counter.item()])
    [line] = till.sell((item, "1"))["lines"]
    assert (line["net"], line["explained"]) == ("10.00", [])


def test_one_shops_promotion_is_none_of_anothers(till, other_shop):
    PROMOTIONS.make(other_shop, percent="50")
    put_price(other_shop, PRICE_LISTS.make(other_shop), ITEMS.make(other_shop)["id"], ("0", "1.00"))
    [line] = till.sell((till.counter.item(price="10.00"), "1"))["lines"]
    assert (line["net"], line["explained"]) == ("10.00", [])


def test_a_rehearsal_and_a_quote_say_what_the_sale_will_say(till):
    rate = TAX_RATES.make(till.shop, percent="16")
    item = till.counter.item(price="10.00", tax_rate_id=rate["id"])
    ana = CUSTOMERS.make(till.shop, price_group="trade")
    put_price(till.shop, PRICE_LISTS.make(till.shop, code="TRADE", customer_groups=["trade"]), item, ("0", "9.00"))
    PROMOTIONS.make(till.shop, code="TEN", percent="10")
    body = till.body((item, "2"), customer_id=ana["id"], discount="1.00")
    rehearsed = till.shop.post(SALES, params={"dry_run": "true"}, json=body).json()
    asked = {name: body[name] for name in ("lines", "discount", "customer_id")} | {"at": body["occurred_at"]}
    quotes = [
        till.shop.post("/api/pos/quote", json=asked | place)
        for place in (
            {"terminal_id": till.counter.terminal_id},
            {"location_id": str(till.shop.default_location_id)},
        )
    ]
    sale = till.post(body) and till.shop.get(f"{SALES}/{body['id']}").json()
    assert [why["amount"] for why in sale["lines"][0]["explained"]] == ["2.00", "1.80"]
    for lines in (rehearsed["lines"], *(quote.json()["lines"] for quote in quotes)):
        assert [{name: line[name] for name in lines[0]} for line in sale["lines"]] == lines
    for quote in quotes:
        assert quote.status_code == 200, quote.text
        assert quote.json()["location_id"] == str(till.shop.default_location_id)
        assert quote.json()["totals"] == {name: sale[name] for name in ("discount", "net", "tax", "total")}


def test_a_quote_knows_what_will_be_cheaper_next_month(till):
    item = till.counter.item(price="10.00")
    PROMOTIONS.make(till.shop, percent="50", valid_from="2040-01-01")
    basket = {"terminal_id": till.counter.terminal_id, "lines": [{"item_id": item, "quantity": "1"}]}
    for at, total in (("2040-01-01T05:59:59Z", "10.00"), ("2040-01-01T06:00:00Z", "5.00")):
        quote = till.shop.post("/api/pos/quote", json=basket | {"at": at}).json()
        assert (quote["totals"]["total"], quote["at"]) == (total, at)


def test_a_quote_leaves_no_trace_and_names_what_is_wrong(till, other_shop):
    item = till.counter.item(price="10.00")
    device = till.shop.key("cashier")["headers"]
    before = till.counter.counts()
    here = {"terminal_id": till.counter.terminal_id}
    line = {"item_id": item, "quantity": "1"}
    foreign = TERMINALS.make(other_shop)["id"]
    for body, path in (
        (here | {"location_id": str(till.shop.default_location_id), "lines": [line]}, "terminal_id"),
        ({"lines": [line]}, "terminal_id"),
        ({"terminal_id": foreign, "lines": [line]}, "terminal_id"),
        ({"location_id": str(other_shop.default_location_id), "lines": [line]}, "location_id"),
        (here | {"customer_id": CUSTOMERS.make(other_shop)["id"], "lines": [line]}, "customer_id"),
        (here | {"lines": [line | {"item_id": ITEMS.make(other_shop)["id"]}]}, "lines.0.item_id"),
        (here | {"lines": [line | {"discount": "10.01"}]}, "lines.0.discount"),
        (here | {"lines": [line | {"quantity": "0"}]}, "lines.0.quantity"),
        (here | {"lines": []}, "lines"),
        (here | {"lines": [line], "at": "0001-01-01T00:00:00Z"}, "at"),
        (here | {"lines": [line], "at": "9999-12-31T23:59:59-12:00"}, "at"),
    ):
        answer = till.shop.post("/api/pos/quote", json=body)
        assert (answer.status_code, [error["path"] for error in answer.json()["errors"]]) == (422, [path]), body
    cashier = till.shop.client.post("/api/pos/quote", json=here | {"lines": [line]}, headers=device)
    assert cashier.json()["totals"]["total"] == "10.00"
    assert till.counter.counts() == before
