"""What customers owe, what loaded cards, what came back, and whole years: summed as exactly as the rest."""

import pytest

from domain.summaries.facts import ITEM_YEARS, RECEIVABLE_DAYS, TAX_DAYS
from tests.api.nouns import CUSTOMERS
from tests.domain.posting.till import Counter
from tests.domain.summaries.plain import agree, plainly, roll_up


@pytest.fixture
def counter(shop):
    return Counter(shop)


def test_debts_payments_returns_and_their_undoing_agree_whenever_they_are_rolled_up(counter):
    shop = counter.shop
    rate = shop.post("/api/pos/tax-rates", json={"code": "V", "name": "VAT", "percent": "16"}).json()["id"]
    bread = counter.item(price="10.00", tax_rate_id=rate)
    ana = CUSTOMERS.make(shop)["id"]
    two = {"item_id": bread, "quantity": "2"}
    _, sold, _, paid, card, _ = counter.post(
        counter.sale({"item_id": bread, "quantity": "5"}, occurred_at="2025-12-31T12:00:00-06:00"),
        counter.sale(two, paid={"on_account": "23.20"}, customer_id=ana),
        counter.sale(two, paid={"on_account": "13.20", "cash": "10.00"}, customer_id=ana),
        counter.money("customer.pay", {"cash": "20.00"}, about=ana),
        counter.card("GIFT", "25.00"),
        counter.entry("1100", "3010", "4.00"),
    )
    roll_up(shop, limit=3)
    back, undone, void = counter.post(
        counter.back(sold.id, (1, "1"), refunds={"on_account": "11.60"}), counter.undo(paid.id), counter.void(card.id)
    )
    assert {one.status for one in (sold, paid, card, back, undone, void)} == {"posted"}
    agree(shop)
    while roll_up(shop, limit=2):
        agree(shop)
    agree(shop)
    assert [sum(row) for row in zip(*plainly(shop, RECEIVABLE_DAYS).values(), strict=True)] == [3640, 1160]
    assert len(plainly(shop, ITEM_YEARS)) == 3
    assert [row[2:] for row in plainly(shop, TAX_DAYS).values() if row[2]] == [(-1000, -160)]
