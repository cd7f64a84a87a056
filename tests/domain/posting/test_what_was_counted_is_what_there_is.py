"""Counts and revaluations: a level becomes what was counted, worth what was said; the difference is a variance."""

from uuid import uuid4

import pytest

from tests.api.nouns import REASONS
from tests.domain.posting.stockroom import Stockroom


@pytest.fixture
def room(counter):
    yield Stockroom(counter)
    counter.proven()


def count(room, *lines, **given):
    return room.posted("stock.count", location_id=room.here, lines=list(lines), **given)


def test_a_level_becomes_what_was_counted(room, counter):
    less, more, same = counter.item(), counter.item(), counter.item()
    for item in (less, more, same):
        room.received(item, "10", "2.00")
    result = count(
        room,
        {"item_id": less, "counted": "7"},
        {"item_id": more, "counted": "10.5"},
        {"item_id": same, "counted": "10"},
    )
    assert room.level(less, room.here) == ("7.0000", 1400)
    assert room.level(more, room.here) == ("10.5000", 2100)
    assert counter.journal(result["journal_id"]) == {"stock_variance": 500, "inventory": -500}
    assert counter.movements(result["document_id"]) == [("-3.0000", -600, "count"), ("0.5000", 100, "count")]


def test_the_result_names_what_differs_and_nothing_else(room, counter):
    item, same = counter.item(sku="AA-1" + uuid4().hex[:6]), counter.item()
    room.received(item, "10", "2.00")
    result = count(room, {"item_id": item, "counted": "8"}, {"item_id": same, "counted": "0"})
    [difference] = result["differences"]
    assert difference | {"sku": ""} == {
        "item_id": item,
        "sku": "",
        "level": "10",
        "counted": "8",
        "difference": "-2",
        "value": "-4.00",
    }
    assert result["counted"] == 2


def test_what_was_expected_and_is_not_so_rejects_the_count(room, counter):
    item = counter.item()
    room.received(item, "10", "2.00")
    stale = [{"item_id": item, "counted": "9", "expected": "9.9999"}]
    code = room.refused("stock.count", location_id=room.here, lines=stale)
    assert code == ("inventory.count_expected_other", "lines.0.expected")
    count(room, {"item_id": item, "counted": "9", "expected": "10"})
    assert room.level(item, room.here) == ("9.0000", 1800)


def test_two_counts_that_expect_the_same_are_one(room, counter):
    item = counter.item()
    room.received(item, "10", "2.00")
    body = {"location_id": room.here, "lines": [{"item_id": item, "counted": "8", "expected": "10"}]}
    outcomes = counter.post(*[("stock.count", {"id": str(uuid4()), **body}) for _ in range(2)])
    assert [outcome.status for outcome in outcomes] == ["posted", "rejected"]
    assert room.level(item, room.here) == ("8.0000", 1600)


def test_in_a_full_count_what_is_not_listed_is_not_there(room, counter):
    listed, missing, elsewhere = counter.item(), counter.item(), counter.item()
    room.received(listed, "3", "1.00")
    room.received(missing, "4", "1.00")
    room.received(elsewhere, "5", "1.00", at=room.there)
    result = count(room, {"item_id": listed, "counted": "3"}, scope="full")
    assert [one["item_id"] for one in result["differences"]] == [missing]
    assert room.level(missing, room.here) == ("0.0000", 0)
    assert room.level(elsewhere, room.there) == ("5.0000", 500)


def test_a_partial_count_says_nothing_of_what_is_not_listed(room, counter):
    listed, other = counter.item(), counter.item()
    room.received(listed, "3", "1.00")
    room.received(other, "4", "1.00")
    count(room, {"item_id": listed, "counted": "2"})
    assert room.level(other, room.here) == ("4.0000", 400)


def test_a_full_count_sees_what_came_in_just_before_it(room, counter):
    item = counter.item()
    receipt = counter.receipt({"item_id": item, "quantity": "4", "unit_cost": "1.00"})
    full = "stock.count", {"id": str(uuid4()), "location_id": room.here, "scope": "full", "lines": []}
    outcomes = counter.post(receipt, full)
    assert [outcome.status for outcome in outcomes] == ["posted", "posted"]
    assert room.level(item, room.here) == ("0.0000", 0)


def test_what_is_counted_below_zero_comes_back_to_what_is_there(room, counter):
    item = counter.item(price="10", cost="3.00")
    counter.post(counter.sale({"item_id": item, "quantity": "2"}))
    count(room, {"item_id": item, "counted": "1"})
    assert room.level(item, room.here) == ("1.0000", 300)


def test_what_is_found_is_worth_what_the_count_says(room, counter):
    item = counter.item()
    result = count(room, {"item_id": item, "counted": "2", "unit_cost": "4.50"})
    assert counter.journal(result["journal_id"]) == {"inventory": 900, "stock_variance": -900}


def test_an_item_is_counted_once(room, counter):
    item = counter.item()
    twice = [{"item_id": item, "counted": "1"}] * 2
    code = room.refused("stock.count", location_id=room.here, lines=twice)
    assert code[0] == "inventory.counted_twice"


def test_cases_are_counted_as_what_is_in_them(room, counter):
    item = counter.item(units=[{"code": "case", "factor": "12"}])
    room.received(item, "25", "1.00")
    count(room, {"item_id": item, "counted": "2", "unit": "case"})
    assert room.level(item, room.here) == ("24.0000", 2400)
    count(room, {"item_id": item, "counted": "0", "unit": "case"})
    assert room.level(item, room.here) == ("0.0000", 0)


def test_a_reason_with_an_account_takes_the_difference(room, counter):
    item = counter.item()
    room.received(item, "10", "2.00")
    code = REASONS.make(counter.shop, account="6080")["code"]
    adjusted = room.posted(
        "stock.adjust", location_id=room.here, reason=code, lines=[{"item_id": item, "quantity_delta": "-1"}]
    )
    assert counter.journal(adjusted["journal_id"]) == {"6080": 200, "inventory": -200}
    counted = count(room, {"item_id": item, "counted": "8"}, reason=code)
    assert counter.journal(counted["journal_id"]) == {"6080": 200, "inventory": -200}
    words = room.posted(
        "stock.adjust", location_id=room.here, reason="Fell down", lines=[{"item_id": item, "quantity_delta": "-1"}]
    )
    assert counter.journal(words["journal_id"]) == {"stock_variance": 200, "inventory": -200}


def test_a_revaluation_changes_what_lies_there_and_nothing_else(room, counter):
    item = counter.item()
    room.received(item, "10", "2.00")
    room.received(item, "5", "2.00", at=room.there)
    result = room.posted(
        "stock.revalue", location_id=room.here, reason="Out of fashion", lines=[{"item_id": item, "unit_cost": "1.50"}]
    )
    assert room.level(item, room.here) == ("10.0000", 1500)
    assert room.level(item, room.there) == ("5.0000", 1000)
    assert counter.journal(result["journal_id"]) == {"stock_variance": 500, "inventory": -500}
    assert counter.movements(result["document_id"]) == [("0.0000", -500, "revaluation")]
    [said] = result["revalued"]
    assert (said["unit_cost_before"], said["unit_cost"], said["value_change"]) == ("2.00", "1.50", "-5.00")
    [sold] = counter.post(counter.sale({"item_id": item, "quantity": "1"}))
    assert counter.journal(sold.result["journal_id"])["cogs"] == 150


def test_under_standard_cost_a_revaluation_is_the_new_standard(room, counter):
    counter.set(costing_method="standard")
    item = counter.item(cost="2.00")
    room.received(item, "10", "2.00")
    room.posted(
        "stock.revalue", location_id=room.here, reason="New price list", lines=[{"item_id": item, "unit_cost": "2.50"}]
    )
    assert room.level(item, room.here) == ("10.0000", 2500)
    assert counter.shop.get(f"/api/inventory/items/{item}").json()["cost"] == "2.50"
    room.received(item, "2", "3.00", at=room.there)
    assert room.level(item, room.there) == ("2.0000", 500)


@pytest.mark.parametrize("method", ["fifo", "average"])
def test_what_one_is_worth_holds_for_all_that_lies_there(room, counter, method):
    counter.set(costing_method=method)
    item = counter.item()
    room.received(item, "2", "1.00")
    room.received(item, "2", "3.00")
    room.posted("stock.revalue", location_id=room.here, reason="x", lines=[{"item_id": item, "unit_cost": "1.25"}])
    assert room.level(item, room.here) == ("4.0000", 500)


def test_a_full_count_lot_by_lot_leaves_no_lot_that_is_not_listed(room, counter):
    item = counter.item(tracking="lot")
    for lot, quantity in (("A", "4"), ("B", "5")):
        room.received(item, quantity, "1.00", lot=lot)
    room.received(item, "6", "1.00")
    count(room, {"item_id": item, "lot": "A", "counted": "3"}, scope="full")
    assert room.level(item, room.here) == ("3.0000", 300)
    lots = counter.query(
        "SELECT t.code, l.quantity FROM inv.lot_levels l JOIN inv.lots t ON t.id = l.lot_id WHERE l.quantity <> 0"
    )
    assert lots == [("A", "3.0000")]


def test_in_a_full_count_lot_by_lot_a_shortage_of_no_lot_is_gone(room, counter):
    item = counter.item(tracking="lot", cost="1.00")
    room.received(item, "4", "1.00", lot="A")
    room.posted("stock.adjust", location_id=room.here, reason="x", lines=[{"item_id": item, "quantity_delta": "-7"}])
    count(room, {"item_id": item, "lot": "A", "counted": "4"}, scope="full")
    assert room.level(item, room.here) == ("4.0000", 400)
