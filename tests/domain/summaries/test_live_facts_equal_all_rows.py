"""Whatever was posted and however much of it was rolled up, every fact says what a scan of all rows would say."""

import pytest

from domain.summaries.facts import FACTS, TIE_OUTS
from tests.domain.posting.till import Counter
from tests.domain.summaries.plain import PLAIN, agree, plainly, roll_up


@pytest.fixture
def counter(shop):
    return Counter(shop)


def some_of_everything(counter):
    """Post what tills and stock rooms post, with taxes, kits, cards, returns, voids and stock below zero."""
    rate = counter.shop.post("/api/pos/tax-rates", json={"code": "V", "name": "VAT", "percent": "16"}).json()["id"]
    bread = counter.item(price="10.00", tax_rate_id=rate)
    wine = counter.item(price="7.50")
    hour = counter.item(price="30.00", stocked=False)
    basket = counter.item(price="20.00", kit=[{"item_id": bread, "quantity": "1"}, {"item_id": wine, "quantity": "2"}])
    return counter.post(
        counter.receipt({"item_id": bread, "quantity": "10", "unit_cost": "4.00"}),
        counter.sale({"item_id": bread, "quantity": "2", "discount": "1.00"}, {"item_id": wine, "quantity": "3"}),
        counter.sale({"item_id": hour, "quantity": "1"}, {"item_id": basket, "quantity": "2"}, tip="2.00"),
        counter.receipt({"item_id": wine, "quantity": "20", "unit_cost": "3.10"}),
        counter.card("GIFT", "50.00"),
        counter.sale(
            {"item_id": wine, "quantity": "1"}, paid=[{"method": "gift_card", "amount": "7.50", "reference": "GIFT"}]
        ),
        counter.entry("6020", "1030", "700.00"),
        counter.adjustment({"item_id": bread, "quantity_delta": "-1"}),
    )


def test_every_fact_has_a_plain_counterpart():
    assert {fact.table for fact in FACTS} == set(PLAIN)


def test_nothing_posted_is_nothing_summed(shop):
    agree(shop)
    assert roll_up(shop, limit=10) == 0
    agree(shop)


def test_facts_agree_before_during_and_after_rolling_up(counter):
    first = some_of_everything(counter)
    agree(counter.shop)
    assert plainly(counter.shop, TIE_OUTS)
    while roll_up(counter.shop, limit=3):
        agree(counter.shop)
    agree(counter.shop)
    assert {one.status for one in first} == {"posted"}
