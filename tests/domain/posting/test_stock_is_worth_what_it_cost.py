"""Receipts and adjustments: what stock is worth, and what its journals say."""

from tests.domain.posting.till import refused


def posted(counter, wanted):
    [outcome] = counter.post(wanted)
    assert outcome.status == "posted", outcome
    return outcome.result, counter.journal(outcome.result["journal_id"])


def received(counter, item, quantity, unit_cost):
    return posted(counter, counter.receipt({"item_id": item, "quantity": quantity, "unit_cost": unit_cost}))


def test_a_receipt_adds_quantity_times_cost(counter):
    item = counter.item()
    _, journal = received(counter, item, "3", "3.335")
    assert journal == {"inventory": 1001, "goods_received": -1001}
    assert counter.level(item)[:2] == ("3.0000", 1001)


def test_the_last_one_takes_all_that_is_left(counter):
    item = counter.item()
    received(counter, item, "3", "3.3333")
    taken = []
    for _ in range(3):
        result, _ = posted(counter, counter.adjustment({"item_id": item, "quantity_delta": "-1"}))
        taken.append(counter.movements(result["document_id"])[0][1])
    assert sum(taken) == -1000
    assert counter.level(item)[:2] == ("0.0000", 0)


def test_what_is_missing_is_a_variance(counter):
    item = counter.item()
    received(counter, item, "10", "4.00")
    _, journal = posted(counter, counter.adjustment({"item_id": item, "quantity_delta": "-2"}))
    assert journal == {"stock_variance": 800, "inventory": -800}


def test_what_is_found_counts_at_the_current_cost_or_the_given_one(counter):
    item = counter.item()
    received(counter, item, "10", "4.00")
    _, journal = posted(counter, counter.adjustment({"item_id": item, "quantity_delta": "2"}))
    assert journal == {"inventory": 800, "stock_variance": -800}
    _, journal = posted(counter, counter.adjustment({"item_id": item, "quantity_delta": "1", "unit_cost": "5.00"}))
    assert journal == {"inventory": 500, "stock_variance": -500}


def test_one_document_gives_and_takes_the_same_item(counter):
    item = counter.item()
    received(counter, item, "10", "4.00")
    lines = ({"item_id": item, "quantity_delta": "-3"}, {"item_id": item, "quantity_delta": "1"})
    _, journal = posted(counter, counter.adjustment(*lines))
    assert journal == {"stock_variance": 800, "inventory": -800}
    assert counter.level(item)[:2] == ("8.0000", 3200)


def test_below_zero_the_next_receipt_posts_the_difference_of_what_it_covers(counter):
    item = counter.item(price="10")
    received(counter, item, "2", "4.00")
    [sold] = counter.post(counter.sale({"item_id": item, "quantity": "5"}))
    assert counter.journal(sold.result["journal_id"])["cogs"] == 2000
    assert counter.level(item) == ("-3.0000", -1200, "4.000000")
    # Three of the ten cover what was sold at 4.00; each had really cost 6.00.
    result, journal = received(counter, item, "10", "6.00")
    assert journal == {"inventory": 5400, "goods_received": -6000, "stock_variance": 600}
    assert counter.movements(result["document_id"]) == [("10.0000", 6000, "receipt"), ("0.0000", -600, "revaluation")]
    assert counter.level(item) == ("7.0000", 4200, "6.000000")


def test_a_receipt_that_does_not_cover_all_leaves_the_rest_at_the_old_cost(counter):
    item = counter.item(price="10")
    received(counter, item, "2", "4.00")
    counter.post(counter.sale({"item_id": item, "quantity": "5"}))
    _, journal = received(counter, item, "1", "6.00")
    assert journal == {"inventory": 400, "goods_received": -600, "stock_variance": 200}
    assert counter.level(item)[:2] == ("-2.0000", -800)


def test_the_first_stock_of_an_item_goes_below_zero_at_the_items_own_cost(counter):
    item = counter.item(price="10", cost="2.50")
    [sold] = counter.post(counter.sale({"item_id": item, "quantity": "2"}))
    assert counter.journal(sold.result["journal_id"])["cogs"] == 500


def test_below_zero_costs_the_last_known_cost_also_after_a_tiny_remainder(counter):
    item = counter.item(price="10", unit="kg")
    received(counter, item, "1", "4.00")
    counter.post(counter.sale({"item_id": item, "quantity": "0.9999"}))
    [sold] = counter.post(counter.sale({"item_id": item, "quantity": "10"}))
    assert 3990 <= counter.journal(sold.result["journal_id"])["cogs"] <= 4010


def test_nothing_goes_below_zero_where_that_is_refused(counter):
    counter.set(negative_stock="reject")
    item = counter.item(price="10")
    received(counter, item, "3", "4.00")
    short = counter.adjustment({"item_id": item, "quantity_delta": "-3.0001"})
    assert refused(counter, short) == ("inventory.stock_short", "lines.0.quantity_delta")
    twice = counter.adjustment(*[{"item_id": item, "quantity_delta": "-2"}] * 2)
    assert refused(counter, twice) == ("inventory.stock_short", "lines.1.quantity_delta")
    sale = counter.sale(*[{"item_id": item, "quantity": "2"}] * 2)
    assert refused(counter, sale) == ("inventory.stock_short", "lines.1.quantity")


def test_the_last_one_is_sold_once_within_a_batch(counter):
    counter.set(negative_stock="reject")
    item = counter.item(price="10")
    received(counter, item, "1", "4.00")
    outcomes = counter.post(*[counter.sale({"item_id": item, "quantity": "1"}) for _ in range(3)])
    assert [outcome.status for outcome in outcomes] == ["posted", "rejected", "rejected"]
    assert counter.level(item)[:2] == ("0.0000", 0)


def test_a_location_of_another_organization_is_as_unknown_as_none(counter, other_shop):
    item = counter.item()
    line = {"item_id": item, "quantity": "1", "unit_cost": "1"}
    elsewhere = counter.receipt(line, location_id=str(other_shop.default_location_id))
    assert refused(counter, elsewhere) == ("inventory.unknown_location", "location_id")


def test_what_is_not_stocked_is_not_received(counter):
    service = counter.item(stocked=False)
    line = {"item_id": service, "quantity": "1", "unit_cost": "1"}
    assert refused(counter, counter.receipt(line)) == ("inventory.not_stocked", "lines.0")


def test_an_item_no_longer_sold_can_still_be_counted_out(counter):
    item = counter.item()
    received(counter, item, "3", "4.00")
    counter.change("UPDATE inv.items SET active = false WHERE id = %s", (item,))
    assert posted(counter, counter.adjustment({"item_id": item, "quantity_delta": "-3"}))[1]["inventory"] == -1200


def test_a_value_that_no_ledger_holds_is_rejected(counter):
    item = counter.item()
    huge = counter.receipt({"item_id": item, "quantity": "10000000", "unit_cost": "1000000000"})
    code, path = refused(counter, huge)
    assert path == "lines.0"
    assert code
