"""Returns, exchanges and voids: at the prices, tax and cost of the sale, never more than was sold."""

from decimal import Decimal
from itertools import pairwise
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.posting.originals import OriginalLine
from tests.api.nouns import CUSTOMERS, LOCATIONS, TAX_RATES, TERMINALS
from tests.domain.posting.till import Counter, refused
from tests.shops import open_shop


@pytest.fixture
def coffee(counter):
    """Ten at 4.00, sold for 10.00."""
    item = counter.item(price="10.00")
    counter.post(counter.receipt({"item_id": item, "quantity": "10", "unit_cost": "4.00"}))
    return item


def sold(counter, item, quantity="1", **given):
    [outcome] = counter.post(counter.sale({"item_id": item, "quantity": quantity}, **given))
    assert outcome.status == "posted", outcome
    return outcome


def status(counter, sale_id):
    return counter.query("SELECT status FROM pos.sales WHERE id = %s", (sale_id,))[0][0]


def test_goods_come_back_at_what_they_had_cost_whatever_they_cost_now(counter, coffee):
    sale = sold(counter, coffee, "2", paid={"card": "20.00"})
    counter.post(counter.receipt({"item_id": coffee, "quantity": "8", "unit_cost": "9.00"}))
    [back] = counter.post(counter.back(sale.id, (1, "1")))
    assert counter.journal(back.result["journal_id"]) == {
        "sales": 1000,
        "card_clearing": -1000,
        "inventory": 400,
        "cogs": -400,
    }
    assert counter.movements(back.id) == [("1.0000", 400, "return")]
    assert counter.level(coffee)[:2] == ("17.0000", 3200 + 7200 + 400)
    assert status(counter, sale.id) == "part_returned"
    counter.proven()


def test_everything_comes_back_little_by_little_and_nothing_is_left(counter):
    rate = TAX_RATES.make(counter.shop, percent="16")["id"]
    item = counter.item(price="3.33", tax_rate_id=rate)
    counter.post(counter.receipt({"item_id": item, "quantity": "3", "unit_cost": "1.11"}))
    [sale] = counter.post(counter.sale({"item_id": item, "quantity": "3", "discount": "0.50"}, paid={"card": "11.01"}))
    for quantity in ("0.5", "1", "0.7", "0.8"):
        [back] = counter.post(counter.back(sale.id, (1, quantity)))
        assert back.status == "posted", back
    sums = "SELECT sum(net)::int, sum(tax)::int, sum(discount)::int, sum(cost)::int, sum(quantity) FROM pos.sale_lines"
    assert counter.query(sums) == [(0, 0, 0, 0, "0.0000")]
    assert counter.query("SELECT sum(amount)::int FROM pos.payments") == [(0,)]
    assert status(counter, sale.id) == "returned"
    assert counter.level(item)[:2] == ("3.0000", 333)
    counter.proven()


@given(
    quantity=st.integers(1, 10**8),
    amounts=st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=4),
    cuts=st.lists(st.integers(0, 10**8), max_size=12),
)
def test_shares_of_partial_returns_add_up_to_the_sale_in_every_amount(quantity, amounts, cuts):
    places = sorted({cut % quantity for cut in cuts} | {0, quantity})
    for amount in amounts:
        line = OriginalLine(1, "", quantity, "", 0, amount, 0, 0, None, 0, "", False, 0, True, None, False)
        shares = []
        for start, end in pairwise(places):
            shares.append(line.share(amount, end - start))
            line.returned = end
        assert sum(shares) == amount
        assert all(abs(share) <= abs(amount) for share in shares)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    price=st.integers(1, 5_000),
    quantity=st.integers(1, 60_000),
    off=st.integers(0, 100),
    cuts=st.lists(st.integers(1, 59_999), max_size=4),
)
def test_any_partial_returns_of_any_sale_leave_nothing(counter, price, quantity, off, cuts):
    rate = TAX_RATES.make(counter.shop, percent="7.7")["id"]
    item = counter.item(price=f"{price / 100:.2f}", tax_rate_id=rate)
    counter.post(counter.receipt({"item_id": item, "quantity": "7", "unit_cost": "1.37"}))
    whole = price * quantity // 10_000
    line = {"item_id": item, "quantity": f"{quantity / 10_000:.4f}", "discount": f"{whole * off // 100 / 100:.2f}"}
    [sale] = counter.post(counter.sale(line))
    places = sorted({cut for cut in cuts if cut < quantity} | {0, quantity})
    for start, end in pairwise(places):
        [back] = counter.post(counter.back(sale.id, (1, f"{(end - start) / 10_000:.4f}")))
        assert back.status == "posted", back
    sums = """
    SELECT sum(net)::int, sum(tax)::int, sum(discount)::int, sum(cost)::int, sum(quantity) FROM pos.sale_lines
    WHERE item_id = %s
    """
    assert counter.query(sums, (item,)) == [(0, 0, 0, 0, "0.0000")]
    assert counter.level(item)[:2] == ("7.0000", 959)


def test_no_more_comes_back_than_was_sold(counter, coffee):
    sale = sold(counter, coffee, "2")
    counter.post(counter.back(sale.id, (1, "1.5")))
    assert refused(counter, counter.back(sale.id, (1, "0.5001"))) == ("pos.return_exceeds_sale", "lines.0.quantity")
    counter.post(counter.back(sale.id, (1, "0.5")))
    assert refused(counter, counter.back(sale.id, (1, "0.0001"))) == ("pos.return_exceeds_sale", "lines.0.quantity")


def test_what_is_written_off_never_reaches_the_shelf(counter, coffee):
    sale = sold(counter, coffee, "2")
    kind, body = counter.back(sale.id, (1, "2"))
    body["lines"][0]["restock"] = False
    [back] = counter.post((kind, body))
    assert counter.movements(back.id) == []
    assert counter.journal(back.result["journal_id"]) == {
        "sales": 2000,
        "cash": -2000,
        "stock_variance": 800,
        "cogs": -800,
    }
    assert counter.level(coffee)[0] == "8.0000"
    counter.proven()


def test_goods_that_come_back_to_less_than_nothing_revalue_what_was_taken_on_trust(counter, coffee):
    sale = sold(counter, coffee, "10")
    sold(counter, coffee, "3")
    counter.change("UPDATE inv.stock_levels SET unit_cost = 9 WHERE item_id = %s", (coffee,))
    sold(counter, coffee, "1")
    [back] = counter.post(counter.back(sale.id, (1, "4")))
    assert [(value, kind) for quantity, value, kind in counter.movements(back.id) if quantity == "0.0000"] == [
        (500, "revaluation")
    ]
    assert counter.level(coffee)[:2] == ("0.0000", 0)
    counter.proven()


def test_a_sale_and_its_return_may_come_in_one_batch(counter, coffee):
    sale = counter.sale({"item_id": coffee, "quantity": "2"}, paid={"card": "20.00"})
    first, second, third = counter.post(
        sale, counter.back(sale[1]["id"], (1, "1.5")), counter.back(sale[1]["id"], (1, "1"))
    )
    assert (first.status, second.status) == ("posted", "posted")
    assert third.refusal == ("pos.return_exceeds_sale", "lines.0.quantity")
    counter.proven()


def test_a_return_of_a_sale_that_the_batch_refused_is_refused_too(counter, coffee):
    sale = counter.sale({"item_id": coffee, "quantity": "2"}, paid="1.00")
    assert [one.refusal[0] for one in counter.post(sale, counter.back(sale[1]["id"], (1, "1")))] == [
        "pos.payment_short",
        "pos.unknown_sale",
    ]


def test_goods_come_back_to_another_location(counter, coffee):
    there = LOCATIONS.make(counter.shop)["id"]
    till = TERMINALS.make(counter.shop, location_id=there)["id"]
    sale = sold(counter, coffee, "2")
    [back] = counter.post(counter.back(sale.id, (1, "2"), terminal_id=till))
    assert back.result["location_id"] == there
    rows = counter.query("SELECT quantity, value FROM inv.stock_levels WHERE location_id = %s", (there,))
    assert rows == [("2.0000", 800)]
    assert counter.level(coffee)[0] == "8.0000"
    counter.proven()


def test_another_locations_till_takes_back_a_sale_of_the_same_batch(counter, coffee):
    there = LOCATIONS.make(counter.shop)["id"]
    till = TERMINALS.make(counter.shop, location_id=there)["id"]
    ana = CUSTOMERS.make(counter.shop)["id"]
    sale = counter.sale({"item_id": coffee, "quantity": "1"}, customer_id=ana)
    back = counter.back(sale[1]["id"], (1, "1"), terminal_id=till, refunds={"store_credit": "10.00"})
    assert [one.status for one in counter.post(sale, back)] == ["posted", "posted"]
    counter.proven()


def test_money_goes_back_the_way_it_came_the_last_first(counter, coffee):
    paid = [{"method": "cash", "amount": "15.00"}, {"method": "card", "amount": "25.00"}]
    sale = sold(counter, coffee, "4", paid=paid)
    [first] = counter.post(counter.back(sale.id, (1, "3")))
    assert counter.journal(first.result["journal_id"])["card_clearing"] == -2500
    assert counter.journal(first.result["journal_id"])["cash"] == -500
    [second] = counter.post(counter.back(sale.id, (1, "1")))
    assert counter.journal(second.result["journal_id"])["cash"] == -1000
    assert "card_clearing" not in counter.journal(second.result["journal_id"])
    counter.proven()


def test_refunds_that_are_not_what_is_due_are_refused(counter, coffee):
    sale = sold(counter, coffee, "2")
    for amount in ("19.99", "20.01"):
        assert refused(counter, counter.back(sale.id, (1, "2"), refunds={"cash": amount}))[0] == "pos.refund_differs"
    assert refused(counter, counter.back(sale.id, (1, "2"), expected_total="19.00"))[0] == "pos.total_differs"


def test_a_refund_becomes_store_credit_of_the_customer_or_by_its_code(counter, coffee):
    ana = CUSTOMERS.make(counter.shop)["id"]
    hers, somebodys = sold(counter, coffee, customer_id=ana), sold(counter, coffee)
    [one] = counter.post(counter.back(hers.id, (1, "1"), refunds={"store_credit": "10.00"}))
    slip = [{"method": "store_credit", "amount": "10.00", "reference": "SLIP-1"}]
    [other] = counter.post(counter.back(somebodys.id, (1, "1"), refunds=slip))
    assert (one.status, other.status) == ("posted", "posted")
    nobodys = counter.back(sold(counter, coffee).id, (1, "1"), refunds={"store_credit": "10.00"})
    assert refused(counter, nobodys) == ("pos.reference_missing", "refunds.0.reference")
    paid = [{"method": "store_credit", "amount": "10.00"}]
    assert sold(counter, coffee, customer_id=ana, paid=paid).status == "posted"
    again = counter.sale({"item_id": coffee, "quantity": "1"}, customer_id=ana, paid=paid)
    assert refused(counter, again)[0] == "pos.stored_value_short"
    assert sold(counter, coffee, paid=slip).status == "posted"
    counter.proven()


def test_a_return_without_receipt_is_worth_what_the_item_costs_today(counter, coffee):
    body = {"id": str(uuid4()), "terminal_id": counter.terminal_id, "lines": [{"item_id": coffee, "quantity": "1"}]}
    [back] = counter.post(("sale.return_blind", body | {"refunds": [{"method": "cash", "amount": "10.00"}]}))
    assert counter.journal(back.result["journal_id"]) == {"sales": 1000, "cash": -1000, "inventory": 400, "cogs": -400}
    assert refused(counter, counter.back(back.id, (1, "1"))) == ("pos.not_returnable", "lines.0")
    counter.proven()


def test_another_organizations_sale_is_not_there(counter, client, coffee):
    stranger = Counter(open_shop(client))
    sale = sold(stranger, stranger.item(stocked=False))
    assert refused(counter, counter.back(sale.id, (1, "1"))) == ("pos.unknown_sale", "sale_id")
    assert refused(counter, counter.void(sale.id)) == ("pos.unknown_sale", "sale_id")


def test_cost_is_a_decimal_share_of_what_left(counter):
    item = counter.item(price="10.00")
    counter.post(counter.receipt({"item_id": item, "quantity": "3", "unit_cost": "3.333333"}))
    sale = sold(counter, item, "3")
    values = []
    for _ in range(3):
        [back] = counter.post(counter.back(sale.id, (1, "1")))
        values += [value for _, value, _ in counter.movements(back.id)]
    assert sum(values) == 1000
    assert max(values) - min(values) <= 1
    assert Decimal(counter.level(item)[0]) == 3
