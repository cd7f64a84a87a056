"""Receipts with what it cost to get the goods here, goods that go back to suppliers, receipts taken back."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from domain.posting.drain import connect_for_posting, drain_shard
from tests.api.nouns import SUPPLIERS
from tests.domain.posting.stockroom import Stockroom


@pytest.fixture
def room(counter):
    yield Stockroom(counter)
    counter.proven()


def receive(room, lines, **given):
    return room.posted("stock.receive", location_id=room.here, lines=lines, **given)


def line(item, quantity, unit_cost, **given):
    return {"item_id": item, "quantity": quantity, "unit_cost": unit_cost, **given}


@pytest.mark.parametrize(
    ("spread", "values"),
    [("value", (1250, 3750)), ("quantity", (1750, 3250)), ("line", (1500, 3500))],
)
def test_charges_are_part_of_what_goods_cost(room, counter, spread, values):
    one, two = counter.item(), counter.item()
    freight = {"name": "Freight", "amount": "10.00", "spread": spread}
    result = receive(room, [line(one, "30", "0.333333"), line(two, "10", "3.00")], charges=[freight])
    assert counter.journal(result["journal_id"]) == {"inventory": 5000, "goods_received": -5000}
    assert (room.level(one, room.here)[1], room.level(two, room.here)[1]) == values


def test_charges_that_do_not_divide_add_up_to_the_last_cent(room, counter):
    items = [counter.item() for _ in range(3)]
    lines = [line(item, "1", "1.00") for item in items]
    receive(room, lines, charges=[{"name": "Duty", "amount": "1.00"}])
    assert [room.level(item, room.here)[1] for item in items] == [134, 133, 133]


def test_a_charge_is_owed_where_it_says(room, counter):
    item = counter.item()
    duty = {"name": "Duty", "amount": "2.00", "account": "1030"}
    result = receive(room, [line(item, "1", "1.00")], charges=[duty])
    assert counter.journal(result["journal_id"]) == {"inventory": 300, "goods_received": -100, "bank": -200}


def test_a_charge_is_not_owed_to_stock_itself_nor_to_nobody(room, counter):
    given = {"location_id": room.here, "lines": [line(counter.item(), "1", "1.00")]}
    for account, code in ((counter.code("inventory"), "accounting.control_account"), ("9999", None)):
        charges = [{"name": "Duty", "amount": "2.00", "account": account}]
        refusal = room.refused("stock.receive", **given, charges=charges)
        assert refusal == (code or "accounting.unknown_account", "charges.0.account")


def test_cases_are_received_as_what_is_in_them_at_what_the_cases_cost(room, counter):
    item = counter.item(units=[{"code": "case", "factor": "12"}])
    receive(room, [line(item, "2", "10.00", unit="case")])
    assert room.level(item, room.here) == ("24.0000", 2000)
    unknown = room.refused("stock.receive", location_id=room.here, lines=[line(item, "1", "1", unit="pallet")])
    assert unknown == ("inventory.unknown_unit", "lines.0.unit")


def test_a_supplier_is_one_of_the_organizations_own(room, counter, other_shop):
    ours, theirs = SUPPLIERS.make(counter.shop, name="Roastery"), SUPPLIERS.make(other_shop)
    lines = [line(counter.item(), "1", "1.00")]
    refusal = room.refused("stock.receive", location_id=room.here, lines=lines, supplier_id=theirs["id"])
    assert refusal == ("inventory.unknown_supplier", "supplier_id")
    receive(room, lines, supplier_id=ours["id"])


def test_goods_go_back_at_what_the_receipt_says_they_had_cost(room, counter):
    item = counter.item()
    receipt = room.received(item, "4", "2.00")
    room.received(item, "4", "4.00")
    back = room.posted(
        "stock.return_to_supplier",
        location_id=room.here,
        receipt_id=receipt,
        lines=[{"line_no": 1, "quantity": "3"}],
    )
    # What lies there is worth 3.00 each by now; the supplier owes 2.00 each.
    assert counter.journal(back["journal_id"]) == {"goods_received": 600, "stock_variance": 300, "inventory": -900}
    assert room.level(item, room.here) == ("5.0000", 1500)


def test_without_a_receipt_goods_go_back_at_what_they_are_worth(room, counter):
    item = counter.item()
    room.received(item, "4", "2.00")
    lines = [{"item_id": item, "quantity": "1"}]
    back = room.posted("stock.return_to_supplier", location_id=room.here, lines=lines)
    assert counter.journal(back["journal_id"]) == {"goods_received": 200, "inventory": -200}


def test_what_it_cost_to_get_them_here_does_not_come_back_from_the_supplier(room, counter):
    item = counter.item()
    receipt = receive(room, [line(item, "4", "2.00")], charges=[{"name": "Freight", "amount": "2.00"}])["document_id"]
    lines = [{"line_no": 1, "quantity": "4"}]
    back = room.posted("stock.return_to_supplier", location_id=room.here, receipt_id=receipt, lines=lines)
    assert counter.journal(back["journal_id"]) == {"goods_received": 800, "stock_variance": 200, "inventory": -1000}


def test_never_more_goes_back_than_was_received_under_20_at_once(room, counter):
    item = counter.item()
    receipt = room.received(item, "7", "1.00")
    room.received(item, "50", "1.00")
    body = {"location_id": room.here, "receipt_id": receipt, "lines": [{"line_no": 1, "quantity": "1"}]}
    kind = "stock.return_to_supplier"
    wishes = [counter.wish(kind, {"id": str(uuid4()), **body}, lane=uuid4()) for _ in range(20)]
    counter.admit(wishes)

    def work(shard):
        with connect_for_posting() as connection:
            drain_shard(connection, shard)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, sorted({wish.shard for wish in wishes})))
    outcomes = [counter.outcome(str(wish.id)) for wish in wishes]
    assert sorted(outcome.status for outcome in outcomes) == ["posted"] * 7 + ["rejected"] * 13
    assert {o.error["code"] for o in outcomes if o.status == "rejected"} == {"inventory.return_exceeds_receipt"}
    assert room.level(item, room.here) == ("50.0000", 5000)


def test_goods_go_back_from_where_they_came_in(room, counter):
    item = counter.item()
    receipt = room.received(item, "7", "1.00")
    lines = [{"line_no": 1, "quantity": "1"}]
    refusal = room.refused("stock.return_to_supplier", location_id=room.there, receipt_id=receipt, lines=lines)
    assert refusal == ("inventory.receipt_elsewhere", "location_id")
    unknown = room.refused("stock.return_to_supplier", location_id=room.here, receipt_id=str(uuid4()), lines=lines)
    assert unknown == ("inventory.unknown_receipt", "receipt_id")


def test_a_receipt_taken_back_leaves_neither_goods_nor_debt(room, counter):
    item, other = counter.item(), counter.item()
    charges = [{"name": "Duty", "amount": "2.00", "account": "1030"}]
    lines = [line(item, "3", "3.3333"), line(other, "1", "1.00")]
    receipt = receive(room, lines, charges=charges)["document_id"]
    back = room.posted("receipt.reverse", about=receipt, reason="Entered twice")
    journal = counter.journal(back["journal_id"])
    assert journal == {"goods_received": 1100, "bank": 200, "inventory": -1300}
    assert room.level(item, room.here) == ("0.0000", 0)
    assert room.level(other, room.here) == ("0.0000", 0)
    again = room.refused("receipt.reverse", about=receipt, reason="Entered twice")
    assert again == ("inventory.receipt_reversed", "receipt_id")
    gone = [{"line_no": 1, "quantity": "1"}]
    late = room.refused("stock.return_to_supplier", location_id=room.here, receipt_id=receipt, lines=gone)
    assert late == ("inventory.receipt_reversed", "receipt_id")


def test_after_cost_drift_a_receipt_taken_back_leaves_the_difference_to_the_variance(room, counter):
    item = counter.item()
    receipt = room.received(item, "2", "2.00")
    room.received(item, "2", "4.00")
    back = room.posted("receipt.reverse", about=receipt, reason="Entered twice")
    assert counter.journal(back["journal_id"]) == {"goods_received": 400, "stock_variance": 200, "inventory": -600}


def test_a_receipt_of_which_some_went_back_is_not_taken_back_as_a_whole(room, counter):
    item = counter.item()
    receipt = room.received(item, "2", "2.00")
    lines = [{"line_no": 1, "quantity": "1"}]
    room.posted("stock.return_to_supplier", location_id=room.here, receipt_id=receipt, lines=lines)
    code = room.refused("receipt.reverse", about=receipt, reason="Entered twice")
    assert code == ("inventory.receipt_not_reversible", "receipt_id")


def test_received_and_sent_back_in_the_same_batch(room, counter):
    item = counter.item()
    kind, receipt = counter.receipt(line(item, "3", "2.00"))
    back = {
        "id": str(uuid4()),
        "location_id": room.here,
        "receipt_id": receipt["id"],
        "lines": [{"line_no": 1, "quantity": "2"}],
    }
    reverse = {"id": str(uuid4()), "_about": receipt["id"], "reason": "x"}
    outcomes = counter.post((kind, receipt), ("stock.return_to_supplier", back), ("receipt.reverse", reverse))
    assert [outcome.status for outcome in outcomes] == ["posted", "posted", "rejected"]
    assert room.level(item, room.here) == ("1.0000", 200)


def test_what_is_not_there_does_not_go_back_where_that_is_refused(room, counter):
    counter.set(negative_stock="reject")
    item = counter.item()
    receipt = room.received(item, "2", "2.00")
    room.posted("stock.adjust", location_id=room.here, reason="x", lines=[{"item_id": item, "quantity_delta": "-1"}])
    lines = [{"line_no": 1, "quantity": "2"}]
    code = room.refused("stock.return_to_supplier", location_id=room.here, receipt_id=receipt, lines=lines)
    assert code == ("inventory.stock_short", "lines.0")
    assert room.refused("receipt.reverse", about=receipt, reason="x")[0] == "inventory.stock_short"


def test_who_moved_stock_is_in_the_audit_log(room, counter):
    item = counter.item()
    receipt = room.received(item, "2", "2.00")
    [row] = counter.query(
        "SELECT action, after ->> 'value', actor_id FROM core.audit_log WHERE subject_id = %s", (receipt,)
    )
    assert row == ("stock.receive", "4.00", str(counter.shop.owner.user_id))
