"""Every rule of the sale's journal, each with a sale whose figures can be checked by hand."""

import pytest

from tests.api.nouns import ACCOUNTS, CUSTOMERS, PAYMENT_METHODS, TAX_RATES
from tests.domain.posting.till import refused


def posted(counter, wanted):
    [outcome] = counter.post(wanted)
    assert outcome.status == "posted", outcome
    return outcome.result, counter.journal(outcome.result["journal_id"])


def test_exclusive_tax_is_added_to_the_price(counter):
    rate = TAX_RATES.make(counter.shop, percent="16", inclusive=False)
    item = counter.item(price="10.50", tax_rate_id=rate["id"], stocked=False)
    result, journal = posted(counter, counter.sale({"item_id": item, "quantity": "2"}, paid="25.00"))
    assert (result["total"], result["tax"], result["change"]) == ("24.36", "3.36", "0.64")
    assert journal == {"cash": 2436, "sales": -2100, "tax_payable": -336}


def test_inclusive_tax_is_within_the_price(counter):
    rate = TAX_RATES.make(counter.shop, percent="16", inclusive=True)
    item = counter.item(price="10.50", tax_rate_id=rate["id"], stocked=False)
    result, journal = posted(counter, counter.sale({"item_id": item, "quantity": "2"}, paid="21.00"))
    assert (result["total"], result["tax"], result["change"]) == ("21.00", "2.90", "0.00")
    assert journal == {"cash": 2100, "sales": -1810, "tax_payable": -290}


def test_a_rate_that_does_not_say_follows_the_organization(counter):
    counter.set(prices_include_tax=True)
    rate = TAX_RATES.make(counter.shop, percent="10", inclusive=None)
    item = counter.item(price="11", tax_rate_id=rate["id"], stocked=False)
    result, _ = posted(counter, counter.sale({"item_id": item, "quantity": "1"}))
    assert (result["total"], result["tax"]) == ("11.00", "1.00")


def test_a_lines_own_rate_replaces_the_items(counter):
    of_item = TAX_RATES.make(counter.shop, percent="16", inclusive=False)
    of_line = TAX_RATES.make(counter.shop, percent="5", inclusive=False)
    item = counter.item(price="10", tax_rate_id=of_item["id"], stocked=False)
    sale = counter.sale({"item_id": item, "quantity": "1", "tax_rate_id": of_line["id"]})
    assert posted(counter, sale)[0]["total"] == "10.50"


@pytest.mark.parametrize(("rounding", "tax"), [("line", "0.06"), ("document", "0.05")])
def test_tax_is_rounded_per_line_or_per_document(counter, rounding, tax):
    # Three lines of 0.33 at 5 %: 0.0165 each rounds to 0.02, together 0.0495 rounds to 0.05.
    counter.set(tax_rounding=rounding)
    rate = TAX_RATES.make(counter.shop, percent="5", inclusive=False)
    item = counter.item(price="0.33", tax_rate_id=rate["id"], stocked=False)
    result, journal = posted(counter, counter.sale(*[{"item_id": item, "quantity": "1"}] * 3))
    assert result["tax"] == tax
    assert journal["tax_payable"] == -round(float(tax) * 100)
    assert sum(journal.values()) == 0
    [(stored,)] = counter.query("SELECT tax_rounding FROM pos.sales")
    assert stored == rounding


def test_each_rate_is_payable_to_its_own_account(counter):
    account = ACCOUNTS.make(counter.shop, code="2190", name="Excise", type="liability")
    vat = TAX_RATES.make(counter.shop, percent="16", inclusive=False)
    excise = TAX_RATES.make(counter.shop, percent="10", inclusive=False, account=account["code"])
    one = counter.item(price="10", tax_rate_id=vat["id"], stocked=False)
    other = counter.item(price="10", tax_rate_id=excise["id"], stocked=False)
    sale = counter.sale({"item_id": one, "quantity": "1"}, {"item_id": other, "quantity": "1"})
    _, journal = posted(counter, sale)
    assert (journal["tax_payable"], journal["2190"]) == (-160, -100)


def test_a_lines_discount_is_for_the_whole_line(counter):
    rate = TAX_RATES.make(counter.shop, percent="16", inclusive=False)
    item = counter.item(price="10.50", tax_rate_id=rate["id"], stocked=False)
    sale = counter.sale({"item_id": item, "quantity": "2", "discount": "1.00"}, paid="30")
    result, journal = posted(counter, sale)
    assert (result["total"], result["tax"]) == ("23.20", "3.20")
    assert journal == {"cash": 2320, "sales": -2000, "tax_payable": -320}


@pytest.mark.parametrize(("inclusive", "given", "revenue"), [(False, 100, -2100), (True, 86, -1810)])
def test_discounts_show_where_an_account_is_set_for_them(counter, inclusive, given, revenue):
    account = ACCOUNTS.make(counter.shop, code="4990", name="Discounts", type="revenue")
    answer = counter.shop.patch("/api/accounting/account-roles/sales_discounts", json={"account": account["code"]})
    assert answer.status_code == 200, answer.text
    rate = TAX_RATES.make(counter.shop, percent="16", inclusive=inclusive)
    item = counter.item(price="10.50", tax_rate_id=rate["id"], stocked=False)
    sale = counter.sale({"item_id": item, "quantity": "2", "discount": "1.00"}, paid="30")
    _, journal = posted(counter, sale)
    assert (journal["sales_discounts"], journal["sales"]) == (given, revenue)
    assert sum(journal.values()) == 0


def test_a_sales_discount_is_spread_by_largest_remainder(counter):
    items = [counter.item(price="1", stocked=False) for _ in range(3)]
    sale = counter.sale(*[{"item_id": item, "quantity": "1"} for item in items], discount="1.00")
    result, journal = posted(counter, sale)
    assert result["total"] == "2.00"
    assert journal == {"cash": 200, "sales": -200}
    rows = counter.query("SELECT discount, net FROM pos.sale_lines ORDER BY line_no")
    assert rows == [(34, 66), (33, 67), (33, 67)]


def test_a_tender_is_split_and_only_cash_gives_change(counter):
    item = counter.item(price="20", stocked=False)
    sale = counter.sale({"item_id": item, "quantity": "1"}, paid={"card": "15.00", "cash": "10.00"})
    result, journal = posted(counter, sale)
    assert result["change"] == "5.00"
    assert journal == {"card_clearing": 1500, "cash": 500, "sales": -2000}
    assert counter.query("SELECT method, amount, change FROM pos.payments ORDER BY payment_no") == [
        ("card", 1500, 0),
        ("cash", 1000, 500),
    ]


def test_a_card_gives_no_change(counter):
    item = counter.item(price="20", stocked=False)
    line = {"item_id": item, "quantity": "1"}
    assert refused(counter, counter.sale(line, paid={"card": "20.01"})) == ("pos.overpaid", "payments")
    # The cash is less than the excess.
    sale = counter.sale(line, paid={"card": "25.00", "cash": "1.00"})
    assert refused(counter, sale) == ("pos.overpaid", "payments")


def test_a_tender_of_its_own_account_is_debited_there(counter):
    account = ACCOUNTS.make(counter.shop, code="1190", name="Vouchers", type="asset")
    PAYMENT_METHODS.make(counter.shop, code="voucher", kind="other", account=account["code"])
    item = counter.item(price="20", stocked=False)
    _, journal = posted(counter, counter.sale({"item_id": item, "quantity": "1"}, paid={"voucher": "20.00"}))
    assert journal == {"1190": 2000, "sales": -2000}


def test_a_tip_is_owed_to_the_staff(counter):
    item = counter.item(price="20", stocked=False)
    sale = counter.sale({"item_id": item, "quantity": "1"}, tip="3.00", paid={"card": "23.00"})
    result, journal = posted(counter, sale)
    assert result["total"] == "23.00"
    assert journal == {"card_clearing": 2300, "sales": -2000, "tips_payable": -300}


@pytest.mark.parametrize(
    ("price", "total", "rounding"), [("10.02", "10.00", 2), ("10.03", "10.05", -2), ("10.025", "10.05", -2)]
)
def test_cash_is_rounded_to_the_smallest_coin_up_and_down(counter, price, total, rounding):
    counter.set(cash_rounding=5)
    item = counter.item(price=price, stocked=False)
    result, journal = posted(counter, counter.sale({"item_id": item, "quantity": "1"}, paid="20.00"))
    assert result["total"] == total
    assert journal["rounding"] == rounding
    assert sum(journal.values()) == 0


def test_a_card_is_not_rounded(counter):
    counter.set(cash_rounding=5)
    item = counter.item(price="10.02", stocked=False)
    result, journal = posted(counter, counter.sale({"item_id": item, "quantity": "1"}, paid={"card": "10.02"}))
    assert result["total"] == "10.02"
    assert "rounding" not in journal


def test_on_account_the_customer_owes_it(counter):
    customer = CUSTOMERS.make(counter.shop)
    item = counter.item(price="20", stocked=False)
    sale = counter.sale({"item_id": item, "quantity": "1"}, customer_id=customer["id"], paid={"on_account": "20.00"})
    _, journal = posted(counter, sale)
    assert journal == {"receivable": 2000, "sales": -2000}
    assert counter.query("SELECT receivable FROM pos.customer_balances") == [(2000,)]


def test_on_account_stops_at_the_customers_limit_also_within_a_batch(counter):
    customer = CUSTOMERS.make(counter.shop, credit_limit="30.00")
    item = counter.item(price="20", stocked=False)
    sales = [
        counter.sale({"item_id": item, "quantity": "1"}, customer_id=customer["id"], paid={"on_account": "20.00"})
        for _ in range(2)
    ]
    first, second = counter.post(*sales)
    assert first.status == "posted"
    assert second.refusal == ("pos.credit_limit", "payments")
    smaller = counter.sale(
        {"item_id": item, "quantity": "0.5"}, customer_id=customer["id"], paid={"on_account": "10.00"}
    )
    assert counter.post(smaller)[0].status == "posted"
    assert counter.query("SELECT receivable FROM pos.customer_balances") == [(3000,)]


def test_on_account_needs_a_customer(counter):
    item = counter.item(price="20", stocked=False)
    sale = counter.sale({"item_id": item, "quantity": "1"}, paid={"on_account": "20.00"})
    assert refused(counter, sale) == ("pos.customer_missing", "customer_id")


def test_revenue_goes_to_the_items_own_account(counter):
    account = ACCOUNTS.make(counter.shop, code="4190", name="Rentals", type="revenue")
    item = counter.item(price="20", stocked=False)
    counter.change(
        "UPDATE inv.items SET sales_account_id = (SELECT id FROM acct.chart_of_accounts WHERE code = %s)",
        (account["code"],),
    )
    _, journal = posted(counter, counter.sale({"item_id": item, "quantity": "1"}))
    assert journal == {"cash": 2000, "4190": -2000}


def test_stock_leaves_at_average_cost_and_a_service_leaves_none(counter):
    goods, service = counter.item(price="10"), counter.item(price="5", stocked=False)
    for quantity, cost in (("10", "4.00"), ("5", "7.00")):
        counter.post(counter.receipt({"item_id": goods, "quantity": quantity, "unit_cost": cost}))
    sale = counter.sale({"item_id": goods, "quantity": "2"}, {"item_id": service, "quantity": "1"})
    result, journal = posted(counter, sale)
    assert journal == {"cash": 2500, "sales": -2500, "cogs": 1000, "inventory": -1000}
    assert counter.movements(result["sale_id"]) == [("-2.0000", -1000, "sale")]
    assert counter.level(goods) == ("13.0000", 6500, "5.000000")


def test_a_sale_that_comes_to_nothing_is_still_a_sale(counter):
    item = counter.item(price="0", stocked=False)
    result, journal = posted(counter, counter.sale({"item_id": item, "quantity": "1"}, paid={}))
    assert result["total"] == "0.00"
    assert journal == {}


def test_the_expected_total_is_checked(counter):
    item = counter.item(price="20", stocked=False)
    line = {"item_id": item, "quantity": "1"}
    assert refused(counter, counter.sale(line, expected_total="19.99")) == ("pos.total_differs", "expected_total")
    assert posted(counter, counter.sale(line, expected_total="20"))[0]["total"] == "20.00"


def test_a_price_is_checked_where_the_organization_says_so(counter):
    item = counter.item(price="20", stocked=False)
    sale = counter.sale({"item_id": item, "quantity": "1", "unit_price": "19.99"})
    assert posted(counter, sale)[0]["total"] == "19.99"
    counter.set(price_check="reject_difference")
    again = counter.sale({"item_id": item, "quantity": "1", "unit_price": "19.99"})
    assert refused(counter, again) == ("pos.price_differs", "lines.0.unit_price")
    same = counter.sale({"item_id": item, "quantity": "1", "unit_price": "20.0"})
    assert posted(counter, same)[0]["total"] == "20.00"


def test_receipts_are_numbered_without_gaps_also_across_rejections(counter):
    item = counter.item(price="20", stocked=False)
    line = {"item_id": item, "quantity": "1"}
    first, refusal, second = counter.post(
        counter.sale(line), counter.sale(line, paid={"card": "1.00"}), counter.sale(line)
    )
    assert refusal.refusal == ("pos.payment_short", "payments")
    assert (first.result["receipt_number"], second.result["receipt_number"]) == (1, 2)
    numbers = counter.query("SELECT number FROM acct.journals ORDER BY number")
    assert numbers == [(1,), (2,)]
