"""Two that want the same at the same instant: one gets it, the other is told, nothing is made twice."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from tests.api.nouns import ITEMS, NOUNS

AT_ONCE = 8


def at_once(call, inputs):
    with ThreadPoolExecutor(len(inputs)) as pool:
        return list(pool.map(call, inputs))


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.name)
def test_the_same_creation_many_times_makes_one(noun, shop):
    body = noun.body(shop, id=str(uuid4()))
    answers = at_once(lambda _: shop.post(noun.address, json=body), range(AT_ONCE))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 200: AT_ONCE - 1}
    assert len({answer.text for answer in answers}) == 1


def test_one_of_many_gets_the_sku(shop):
    answers = at_once(lambda _: shop.post(ITEMS.address, json=ITEMS.body(shop, sku="ONE")), range(AT_ONCE))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: AT_ONCE - 1}


def test_one_of_many_gets_the_barcodes_whatever_their_order(shop):
    codes = [str(number) for number in range(20)]
    orders = [codes, codes[::-1]] * (AT_ONCE // 2)
    answers = at_once(lambda barcodes: shop.post(ITEMS.address, json=ITEMS.body(shop, barcodes=barcodes)), orders)
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: AT_ONCE - 1}
    assert len(shop.get(ITEMS.address).json()["items"]) == 1


def test_one_of_many_changes_what_all_have_read(shop):
    made = ITEMS.make(shop)

    def change(price):
        return shop.patch(ITEMS.at(made), json={"price": str(price)}, headers={"If-Match": '"1"'})

    answers = at_once(change, range(100, 100 + AT_ONCE))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 412: AT_ONCE - 1}
    assert shop.get(ITEMS.at(made)).json()["version"] == 2
