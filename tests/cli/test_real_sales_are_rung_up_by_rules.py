"""What is odd in a year of real sales has a rule each, is counted, and never changes what a line comes to."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from cli.replay.books import Posted
from cli.replay.comparing import compare
from cli.replay.rules import RULES, Books, Quirk, Sold
from cli.replay.source import Basket, Product
from cli.replay.totals import Source, Totals
from domain.pos.pricing import extend

JUICE, GAS, PAID_AHEAD, CARD = 1, 2, 3, 4
PRODUCTS = {
    JUICE: Product("GROCERY", "CANNED JUICES", "APPLE JUICE", "64 OZ"),
    GAS: Product("FUEL", "COUPON/MISC ITEMS", "GASOLINE-REG UNLEADED"),
    PAID_AHEAD: Product("FUEL", "FUEL", "GASOLINE-REG UNLEADED"),
    CARD: Product("MISCELLANEOUS", "COUPON/MISC ITEMS", "MASTERCARD GIFT CARD"),
}


def rung_up(*lines: tuple[int, int, int, int, int, int], books: Books | None = None) -> tuple[Sold, Books]:
    """Ring up lines of product, quantity, value, loyalty discount, coupon and its match, in cents."""
    books = books or Books(PRODUCTS, most_lines=500)
    rows = [(7, 330, 900, 0, *line) for line in lines]
    return books.ring_up(Basket(7, 330, 900, datetime(2017, 1, 1, tzinfo=UTC), rows)), books


def comes_to(sold: Sold) -> list[int]:
    """Return what posting makes of each line."""
    return [extend(line.quantity * 10, line.unit_price, 2) - line.discount for line in sold.lines]


@given(
    quantity=st.integers(1, 9_999),
    value=st.integers(0, 10**7),
    loyalty=st.integers(0, 10**5),
    match=st.integers(0, 10**4),
)
def test_a_line_comes_to_the_value_of_the_source_whatever_its_quantity(quantity, value, loyalty, match):
    sold, _ = rung_up((JUICE, quantity, value, loyalty, 0, match))

    assert comes_to(sold) == [value]
    assert sold.lines[0].discount == loyalty + match


@given(thousandths=st.integers(2, 99_999), value=st.integers(1, 10**6), loyalty=st.integers(0, 10**4))
def test_fuel_is_sold_in_gallons_and_comes_to_its_value(thousandths, value, loyalty):
    sold, books = rung_up((GAS, thousandths, value, loyalty, 0, 0))

    assert comes_to(sold) == [value]
    assert sold.lines[0].quantity == thousandths
    assert books.articles["2"].unit == "gal"
    assert books.articles["2"].stocked


def test_fuel_that_is_paid_ahead_moves_no_stock():
    sold, books = rung_up((PAID_AHEAD, 1, 2000, 0, 0, 0))

    assert comes_to(sold) == [2000]
    assert not books.articles["3"].stocked
    assert books.counted[Quirk.FUEL_BY_VALUE] == 1
    assert books.counted[Quirk.FUEL_BY_VOLUME] == 0


def test_a_line_without_goods_keeps_its_value_and_moves_no_stock():
    sold, books = rung_up((JUICE, 0, 50, 0, 0, 0), (JUICE, 2, 300, 0, 0, 0))

    assert comes_to(sold) == [50, 300]
    assert [line.sku for line in sold.lines] == ["1-0", "1"]
    assert [books.articles[sku].stocked for sku in ("1-0", "1")] == [False, True]
    assert books.counted[Quirk.NO_QUANTITY] == 1


def test_goods_for_nothing_are_sold_with_a_discount_as_large_as_their_price():
    sold, books = rung_up((JUICE, 1, 0, 329, 0, 0))

    assert comes_to(sold) == [0]
    assert sold.lines[0].unit_price == 3_290_000
    assert (sold.paid, sold.coupons) == (0, 0)
    assert (books.counted[Quirk.NO_VALUE], books.counted[Quirk.NO_TOTAL]) == (1, 1)


def test_a_manufacturers_coupon_pays_and_its_match_is_a_discount():
    sold, books = rung_up((JUICE, 1, 300, 0, 100, 50))

    assert comes_to(sold) == [300]
    assert sold.lines[0].discount == 50
    assert (sold.coupons, sold.paid) == (100, 200)
    assert books.counted[Quirk.COUPON] == 1


def test_a_coupon_larger_than_its_line_pays_for_the_rest_of_the_basket():
    sold, books = rung_up((JUICE, 1, 100, 0, 250, 0), (JUICE, 1, 400, 0, 0, 0))

    assert (sold.coupons, sold.paid) == (250, 250)
    assert books.counted[Quirk.COUPON_OVER_PRICE] == 1
    assert books.counted[Quirk.COUPON_OVER_BASKET] == 0


def test_coupons_pay_no_more_than_their_basket():
    sold, books = rung_up((JUICE, 1, 100, 0, 250, 0))

    assert (sold.coupons, sold.paid) == (100, 0)
    assert books.unpaid_coupons == 150
    assert books.counted[Quirk.COUPON_OVER_BASKET] == 1


def test_a_product_that_nobody_knows_is_sold_all_the_same():
    sold, books = rung_up((99, 1, 500, 0, 0, 0), (99, 1, 500, 0, 0, 0))

    assert comes_to(sold) == [500, 500]
    assert books.counted[Quirk.UNKNOWN_PRODUCT] == 2
    assert books.articles["99"].stocked


def test_what_is_odd_is_counted_on_every_line_and_not_only_on_the_first():
    books = Books(PRODUCTS, most_lines=2)
    for _ in range(3):
        rung_up(
            (CARD, 1, 2500, 0, 0, 0), (GAS, 5000, 1000, 0, 0, 0), (JUICE, 1, 0, 0, 0, 0), (JUICE, -1, -5, 0, 0, 0),
            books=books,
        )  # fmt: skip

    for quirk in (Quirk.GIFT_CARD, Quirk.FUEL_BY_VOLUME, Quirk.NO_VALUE, Quirk.NEGATIVE, Quirk.TOO_MANY_LINES):
        assert books.counted[quirk] == 3, quirk


def test_every_quirk_has_its_rule():
    assert set(RULES) == set(Quirk)
    assert list(Books({}, most_lines=1).counted) == list(Quirk)


WHOLE = Totals(baskets=3, lines=9, value=1000, discount=100, coupons=50)
KEY = (330, "2017-01")


def books_with(totals: Totals, *, earned: int, rejected: dict[int, str] | None = None) -> Posted:
    return Posted({KEY: totals}, {KEY: earned}, totals.baskets, totals.baskets, {"posted": 3}, rejected or {})


def test_books_that_are_the_source_differ_in_nothing():
    found = compare(Source({KEY: WHOLE}, {}), books_with(WHOLE, earned=1000))

    assert found.differences == ()
    assert (found.sums, found.baskets, found.value) == (6, 3, 1000)


def test_a_cent_is_found_in_the_sales_and_in_the_ledger():
    short = Totals(baskets=3, lines=9, value=999, discount=100, coupons=50)
    in_sales = compare(Source({KEY: WHOLE}, {}), books_with(short, earned=1000))
    in_ledger = compare(Source({KEY: WHOLE}, {}), books_with(WHOLE, earned=1001))

    assert in_sales.differences == ("store 330, 2017-01: value 1,000 in the source, 999 in the sales",)
    assert in_ledger.differences == ("store 330, 2017-01: value 1,000 in the source, 1,001 in the ledger",)


def test_what_was_rejected_is_accounted_for_and_nothing_else_is():
    posted = Totals(baskets=2, lines=7, value=800, discount=80, coupons=50)
    refused = Totals(baskets=1, lines=2, value=200, discount=20, coupons=0)
    accounted = compare(
        Source({KEY: WHOLE}, {KEY: refused}), books_with(posted, earned=800, rejected={7: "posting.unknown_item"})
    )
    dropped = compare(Source({KEY: WHOLE}, {}), books_with(posted, earned=800))

    assert accounted.differences == ()
    assert len(dropped.differences) == 6


def test_a_month_that_the_source_does_not_have_is_a_difference():
    books = books_with(WHOLE, earned=1000)
    books.by_store_and_month[330, "2018-01"] = Totals(baskets=1, value=5)

    assert len(compare(Source({KEY: WHOLE}, {}), books).differences) == 2
