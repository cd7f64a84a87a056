import random
from collections import Counter
from datetime import UTC, datetime
from uuid import UUID

import msgspec

from cli.load import Catalogue, SaleFactory, SeededIds, make_articles
from domain.core.money import amount_from, price_from, quantity_from
from domain.operations.payload import decode
from domain.pos.pricing import LinePrice, price_lines
from domain.pos.sale_payload import SalePost, canonical_sale

START = datetime(2026, 11, 22, 10, tzinfo=UTC)
TAX = 8_250_000
TERMINALS = [str(UUID(int=at)) for at in range(1, 4)]


def factory(seed=1, *, items=50, **given):
    articles = make_articles(items, seed=1, tax=TAX, ids=SeededIds(random.Random(1), start=START))
    return SaleFactory(seed=seed, catalogue=Catalogue(articles), terminals=TERMINALS, start=START, **given)


def test_byte_for_byte():
    assert [sale.body for sale in factory().sales(200)] == [sale.body for sale in factory().sales(200)]


def test_and_another_seed_sells_something_else():
    one, other = factory(seed=1).sales(50), factory(seed=2).sales(50)
    assert not {sale.id for sale in one} & {sale.id for sale in other}
    assert [sale.total for sale in one] != [sale.total for sale in other]


def test_ids_are_of_version_7_and_rise():
    ids = [sale.id for sale in factory().sales(500)]
    assert {UUID(one).version for one in ids} == {7}
    assert ids == sorted(set(ids))


def test_totals_are_what_the_product_comes_to_and_cash_covers_them():
    for sale in factory().sales(300):
        body = msgspec.json.decode(sale.body)
        lines = [
            LinePrice(
                quantity=quantity_from(line["quantity"]),
                unit_price=price_from(line["unit_price"]),
                discount=0,
                percent=TAX,
                inclusive=False,
                tax_group="",
            )
            for line in body["lines"]
        ]
        assert price_lines(lines, digits=2, document_discount=0, per_document=False) is None
        assert sale.total == sum(line.net + line.tax for line in lines)
        assert amount_from(body["expected_total"], digits=2) == sale.total
        assert amount_from(body["payments"][0]["amount"], digits=2) == sale.tendered >= sale.total
        assert len(body["lines"]) == 4


def test_what_is_sent_is_a_sale():
    for sale in factory().sales(20):
        assert canonical_sale(decode(sale.body, SalePost), digits=2)["id"] == sale.id


def test_the_most_popular_article_sells_as_zipf_says():
    sold = Counter(
        line["item_id"] for sale in factory().sales(3000) for line in msgspec.json.decode(sale.body)["lines"]
    )
    (_, first), (_, second) = sold.most_common(2)
    # Among 50 articles of exponent 1 the first one has 1 / 4.499 of all lines, the second half of that.
    assert 0.20 < first / 12_000 < 0.245
    assert 1.7 < first / second < 2.3


def test_a_hot_article_is_in_every_sale():
    hot = make_articles(1, seed=9, tax=TAX, ids=SeededIds(random.Random(9), start=START))[0]
    for sale in factory(always=hot).sales(50):
        assert msgspec.json.decode(sale.body)["lines"][0]["item_id"] == hot.id


def test_terminals_take_turns_and_number_their_sales():
    sales = factory().sales(7)
    assert [sale.terminal_id for sale in sales] == [TERMINALS[at % 3] for at in range(7)]
    assert [sale.terminal_seq for sale in sales] == [1, 1, 1, 2, 2, 2, 3]
