"""The demo's proof asks the database, so that it fails when the tills were promised something else."""

from uuid import uuid4

import pytest

from cli.demo.proof import look_before, prove
from tests.postings import post_all, sale


@pytest.fixture
def promised(shop):
    """Two posted sales, and what their till counted."""
    item = shop.post("/api/inventory/items", json={"sku": "TEA", "name": "Tea", "price": "3.00", "stocked": False})
    terminal = shop.post(
        "/api/pos/terminals",
        json={"code": "T1", "name": "Till", "location_id": str(shop.default_location_id)},
    )
    wanted = [sale(terminal.json()["id"], [item.json()["id"]], paid="3.00") for _ in range(2)]
    post_all(shop, wanted)
    return {content["id"]: 300 for _, content in wanted}


@pytest.fixture
def nothing_yet(shop):
    return look_before(str(shop.org_id))


def test_what_is_as_promised_holds(shop, nothing_yet, promised):
    proof = prove(str(shop.org_id), before=nothing_yet, wanted=2, accepted=promised)
    assert proof.holds
    assert proof.sentence() == "2 accepted · 2 posted · 0 lost · 0 doubled · books balance"


def test_a_promised_sale_that_is_not_there_is_lost(shop, nothing_yet, promised):
    proof = prove(str(shop.org_id), before=nothing_yet, wanted=3, accepted={**promised, str(uuid4()): 300})
    assert (proof.accepted, proof.posted, proof.lost, proof.holds) == (3, 2, 1, False)


def test_a_sale_that_nobody_was_promised_is_doubled(shop, nothing_yet, promised):
    one = dict(list(promised.items())[:1])
    proof = prove(str(shop.org_id), before=nothing_yet, wanted=1, accepted=one)
    assert (proof.posted, proof.doubled, proof.holds) == (1, 1, False)


def test_sales_of_earlier_runs_are_not_this_runs(shop, promised):
    before = look_before(str(shop.org_id))
    proof = prove(str(shop.org_id), before=before, wanted=0, accepted={})
    assert before.sales == 2
    assert (proof.posted, proof.doubled, proof.holds) == (0, 0, True)


def test_a_till_that_counted_a_cent_more_does_not_balance(shop, nothing_yet, promised):
    first = next(iter(promised))
    proof = prove(str(shop.org_id), before=nothing_yet, wanted=2, accepted={**promised, first: 301})
    assert (proof.balanced, proof.holds) == (False, False)
    assert proof.sentence().endswith("BOOKS DO NOT BALANCE")
