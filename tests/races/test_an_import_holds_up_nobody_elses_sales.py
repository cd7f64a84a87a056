"""While a chunk of a file is under way, with every lock that it takes, other organizations sell as ever."""

from collections.abc import Callable

import pytest

from broker.app import IMPORTS, POSTING, QUEUES, app
from domain.imports import engine, stages
from domain.posting.drain import connect_for_posting, drain_shards
from tests.api.nouns import ITEMS, TERMINALS
from tests.domain.imports.conftest import hand_in
from tests.domain.imports.test_opening_stock_and_journals_come_in_from_files import STOCK, location_code
from tests.domain.imports.test_past_sales_come_in_from_files import carry_on, rejects, three
from tests.shops import Shop, open_shop

STEPS = 3
"""The chunk that is checked, the end of the check, the chunk that is applied."""


def catalogue(_shop: Shop) -> str:
    return "sku,name,price,barcodes,category\nA-1,One,1.00,4000000000001,Tea\nA-2,Two,2.00,,Mugs\n"


def customers(_shop: Shop) -> str:
    return "reference,name\nC-1,Ana\nC-2,Ben\n"


def opening_stock(shop: Shop) -> str:
    goods(shop)
    return STOCK.replace("MAIN", location_code(shop))


def past_sales(shop: Shop) -> str:
    goods(shop)
    return three(str(TERMINALS.make(shop)["code"]))


def prices(shop: Shop) -> str:
    goods(shop)
    assert shop.post("/api/pos/price-lists", json={"code": "TRADE", "name": "Trade"}).status_code == 201
    return "price_list,sku,min_quantity,price\nTRADE,COFFEE,,9.50\nTRADE,TEA,,3.50\n"


def goods(shop: Shop) -> None:
    for sku in ("COFFEE", "TEA"):
        ITEMS.make(shop, sku=sku, price="10.00")


FILES: dict[str, Callable[[Shop], str]] = {
    "items": catalogue,
    "customers": customers,
    "opening_stock": opening_stock,
    "sales": past_sales,
    "price_lists": prices,
}


def sell(counter, item: str) -> str:
    """Accept a sale, ring for it and post it, without waiting for a lock for longer than a moment."""
    wish = counter.wish(*counter.sale({"item_id": item, "quantity": "1"}))
    counter.admit([wish])
    with connect_for_posting() as connection:
        connection.execute("SET lock_timeout = '1s'")
        connection.execute("SELECT core.ring(%s::smallint[])", ([wish.shard],))
        drain_shards(connection, [wish.shard])
    return str(counter.outcome(str(wish.id)).status)


@pytest.mark.parametrize("kind", FILES)
def test_a_sale_is_posted_while_a_chunk_of_another_organizations_file_is_not_committed(
    client, counter, kind, monkeypatch
):
    importing = open_shop(client)
    content = FILES[kind](importing)
    item = counter.item()
    take = stages.carry_on
    sold: list[str] = []

    def held_open(uow, row, reader, **given):
        step = take(uow, row, reader, **given)
        # Everything that the chunk locks and writes is locked and written, and nothing of it is committed.
        if len(sold) < STEPS:
            sold.append(sell(counter, item))
        return step

    monkeypatch.setattr(engine, "carry_on", held_open)
    ended = carry_on(importing, hand_in(importing, content, kind=kind))
    assert (ended.status, ended.rows_rejected) == ("done", 0), rejects(importing, ended.id)
    assert sold == ["posted"] * STEPS


def test_no_worker_that_posts_is_ever_given_a_file():
    assert app.conf.task_routes["arcoiris.import"]["queue"] == QUEUES[IMPORTS]
    assert QUEUES[IMPORTS] != QUEUES[POSTING]
    assert app.conf.task_default_queue == QUEUES[POSTING]
