"""A shop with a random past over more than one year, read at every moment of a roll-up."""

import random
from datetime import timedelta

import pytest

from tests.books.history import live
from tests.books.shop_floor import furnish
from tests.domain.reports.ledger.plain import Books, books_of, keep_books_by_hand, roll_up
from tests.shops import open_shop

SEED = 23


@pytest.fixture(scope="package")
def past(client) -> Books:
    """What a shop posted in its life, a hundred documents of its tills and stock, and what its accountant wrote."""
    print(f"seed {SEED}")
    shop = open_shop(client, currency="EUR", time_zone="Europe/Berlin")
    floor = furnish(shop, seed=SEED, digits=2, time_zone="Europe/Berlin", tax_rounding="line")
    live(floor, seed=SEED, count=250)
    posted = books_of(shop, digits=2).days
    days = [posted[0] - timedelta(days=back) for back in (420, 380, 310, 200, 130, 60, 31, 7)]
    keep_books_by_hand(shop, random.Random(SEED), [*days, *posted[:: max(1, len(posted) // 6)]])
    return books_of(shop, digits=2)


@pytest.fixture(scope="package", params=["nothing is", "some of it is", "all of it is"])
def books(request, past: Books) -> Books:
    """The same books when nothing, some and all of it is rolled up."""
    if request.param == "some of it is":
        roll_up(past.shop, journals=len({line.journal_id for line in past.lines}) // 2)
    if request.param == "all of it is":
        roll_up(past.shop, journals=None)
    return past


@pytest.fixture
def rng(request) -> random.Random:
    return random.Random(f"{SEED} {request.node.name}")
