"""A random past of every kind of document, rolled up while it was posted: every fact says what all rows say."""

import random
import threading
from typing import Any

import pytest

from tests.books.history import live
from tests.books.shop_floor import furnish
from tests.domain.summaries import plain
from tests.domain.summaries.plain import agree, roll_up
from tests.shops import open_shop

pytestmark = pytest.mark.slow

SHOPS: dict[str, dict[str, Any]] = {
    "average": {"currency": "USD", "time_zone": "America/Chicago", "seed": 11},
    "fifo": {"currency": "JPY", "time_zone": "Asia/Tokyo", "seed": 12, "day_cutoff": "04:30"},
    "standard": {"currency": "KWD", "time_zone": "Asia/Kuwait", "seed": 13, "tax_rounding": "document"},
}
DIGITS = {"USD": 2, "JPY": 0, "KWD": 3}


@pytest.mark.parametrize("costing", SHOPS)
def test_rolled_up_by_two_while_it_happened(client, costing):
    given = dict(SHOPS[costing])
    seed, currency, time_zone = given.pop("seed"), given.pop("currency"), given.pop("time_zone")
    shop = open_shop(client, currency=currency, time_zone=time_zone)
    floor = furnish(shop, seed=seed, digits=DIGITS[currency], time_zone=time_zone, costing_method=costing, **given)
    over = threading.Event()
    rolled: list[int] = []
    wrong: list[BaseException] = []

    def keep_rolling_up(dice):
        try:
            while not over.is_set():
                rolled.append(roll_up(shop, limit=dice.randint(1, 40)))
        except BaseException as error:  # noqa: BLE001 - told by the test
            wrong.append(error)

    rollers = [threading.Thread(target=keep_rolling_up, args=(random.Random(seed + at),)) for at in range(2)]
    for roller in rollers:
        roller.start()
    try:
        history = live(floor, seed=seed, count=350)
        agree(shop)
    finally:
        over.set()
        for roller in rollers:
            roller.join()
    assert wrong == []
    agree(shop)
    while done := roll_up(shop, limit=100):
        rolled.append(done)
        agree(shop)
    agree(shop)
    journals = plain.rows(shop, "SELECT count(*) FROM acct.journals")
    assert [(sum(rolled),)] == journals
    assert history.kinds
