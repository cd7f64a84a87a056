"""Lots through the worker's own code: what is taken, what is refused, what comes back."""

import random
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from domain.core.clock import now
from tests.api.nouns import LOCATIONS
from tests.domain.posting.till import Counter, refused

TODAY = now().date()
SOON, LATE = TODAY + timedelta(days=10), TODAY + timedelta(days=90)
GONE = TODAY - timedelta(days=5)
EXPIRY = {"A": timedelta(days=5), "B": timedelta(days=50), "C": timedelta(days=-5)}


class Dairy(Counter):
    """A counter whose milk is told apart by lot."""

    def __post_init__(self):
        super().__post_init__()
        self.milk = self.item(name="Milk", price="2.00", tracking="lot_expiry")

    def posted(self, wanted, **given):
        [outcome] = self.post(wanted, **given)
        assert outcome.status == "posted", outcome
        return outcome.result

    def receive(self, lot, quantity, expires_on=None, **given):
        line = {"item_id": self.milk, "quantity": quantity, "unit_cost": "1.00"}
        line |= {"lot": lot} if lot else {}
        line |= {"expires_on": expires_on.isoformat()} if expires_on else {}
        return self.posted(self.receipt(line, **given))

    def sell(self, quantity, **line):
        return self.posted(self.sale({"item_id": self.milk, "quantity": quantity, **line}))

    def lots(self, **wanted):
        answer = self.shop.get("/api/inventory/lots", params={"item_id": self.milk, **wanted})
        assert answer.status_code == 200, answer.text
        return {row["lot"]: row["quantity"] for row in answer.json()["items"]}


@pytest.fixture
def dairy(shop):
    return Dairy(shop)


def test_what_expires_first_is_sold_first_and_what_is_of_no_lot_last(dairy):
    dairy.receive(None, "1")
    dairy.receive("LATE", "5", LATE)
    dairy.receive("SOON", "5", SOON)
    assert list(dairy.lots()) == ["SOON", "LATE"]
    dairy.sell("3")
    assert dairy.lots() == {"SOON": "2", "LATE": "5"}
    dairy.sell("4")
    assert dairy.lots() == {"LATE": "3"}
    dairy.sell("4")
    assert dairy.lots() == {}
    assert dairy.level(dairy.milk)[0] == "0.0000"
    dairy.proven()


def test_a_named_lot_is_the_one_that_is_taken(dairy):
    dairy.receive("SOON", "5", SOON)
    dairy.receive("LATE", "5", LATE)
    dairy.sell("2", lot="LATE")
    dairy.posted(dairy.adjustment({"item_id": dairy.milk, "quantity_delta": "-1", "lot": "LATE"}))
    assert dairy.lots() == {"SOON": "5", "LATE": "2"}
    dairy.proven()


def test_the_lots_of_a_sale_are_found_again_from_its_movement(dairy):
    dairy.receive("SOON", "1", SOON)
    dairy.receive("LATE", "5", LATE)
    sale = dairy.sell("3")
    assert dairy.query(
        "SELECT t.code, m.quantity FROM inv.lot_movements m JOIN inv.lots t ON t.id = m.lot_id"
        " JOIN pos.sale_lines l ON l.movement_id = m.movement_id WHERE l.sale_id = %s ORDER BY t.expires_on",
        (sale["sale_id"],),
    ) == [("SOON", "-1.0000"), ("LATE", "-2.0000")]
    [movement] = dairy.shop.get(f"/api/pos/sales/{sale['sale_id']}").json()["movements"]
    assert [(lot["lot"], lot["quantity"]) for lot in movement["lots"]] == [("SOON", "-1"), ("LATE", "-2")]


def test_what_became_of_a_lot_is_asked_by_the_lot(dairy):
    dairy.receive("SOON", "1", SOON)
    dairy.receive("LATE", "5", LATE)
    dairy.sell("3")
    [late] = [lot for lot in dairy.shop.get("/api/inventory/lots").json()["items"] if lot["lot"] == "LATE"]
    found = dairy.shop.get("/api/inventory/stock-movements", params={"lot_id": late["lot_id"]}).json()["items"]
    assert [(one["kind"], lot["quantity"]) for one in found for lot in one["lots"] if lot["lot"] == "LATE"] == [
        ("sale", "-2"),
        ("receipt", "5"),
    ]


def test_what_comes_back_comes_back_to_the_lots_that_it_was_of(dairy):
    dairy.receive("SOON", "1", SOON)
    dairy.receive("LATE", "5", LATE)
    sale = dairy.sell("3")
    dairy.posted(dairy.back(sale["sale_id"], (1, "1")))
    assert dairy.lots() == {"SOON": "1", "LATE": "3"}
    dairy.posted(dairy.back(sale["sale_id"], (1, "2")))
    assert dairy.lots() == {"SOON": "1", "LATE": "5"}
    dairy.proven()


def test_a_void_puts_every_lot_back_even_in_the_batch_of_its_sale(dairy):
    dairy.receive("SOON", "1", SOON)
    dairy.receive("LATE", "5", LATE)
    kind, body = dairy.sale({"item_id": dairy.milk, "quantity": "3"})
    sold, voided = dairy.post((kind, body), dairy.void(body["id"]))
    assert (sold.status, voided.status) == ("posted", "posted"), voided
    assert dairy.lots() == {"SOON": "1", "LATE": "5"}
    dairy.proven()


def test_a_lot_that_has_expired_is_sold_or_refused_by_policy(dairy):
    dairy.receive("GONE", "2", GONE)
    dairy.receive("SOON", "2", SOON)
    dairy.sell("1")
    assert dairy.lots() == {"GONE": "1", "SOON": "2"}
    dairy.set(expired_stock="reject")
    line = {"item_id": dairy.milk, "quantity": "1"}
    assert refused(dairy, dairy.sale(line | {"lot": "GONE"})) == ("inventory.lot_expired", "lines.0.lot")
    dairy.sell("1")
    assert dairy.lots() == {"GONE": "1", "SOON": "1"}
    assert refused(dairy, dairy.sale(line, line)) == ("inventory.lot_expired", "lines.1")
    # What has expired can always be written off.
    dairy.posted(dairy.adjustment({"item_id": dairy.milk, "quantity_delta": "-1", "lot": "GONE"}))
    assert dairy.lots() == {"SOON": "1"}
    dairy.proven()


def test_where_nothing_goes_below_zero_no_lot_does_either(dairy):
    dairy.set(negative_stock="reject")
    dairy.receive("SOON", "2", SOON)
    dairy.receive("LATE", "9", LATE)
    line = {"item_id": dairy.milk, "quantity": "2", "lot": "SOON"}
    assert refused(dairy, dairy.sale(line, line)) == ("inventory.stock_short", "lines.1.quantity")
    first, second = dairy.post(dairy.sale(line), dairy.sale(line))
    assert (first.status, second.refusal) == ("posted", ("inventory.stock_short", "lines.0.quantity"))


def test_below_zero_the_next_lot_has_gone_out_already(dairy):
    dairy.sell("3")
    dairy.receive("SOON", "5", SOON)
    assert dairy.lots() == {"SOON": "2"}
    assert dairy.level(dairy.milk)[0] == "2.0000"
    dairy.proven()


def test_a_lot_must_be_known_and_say_until_when_it_is_good(dairy):
    bread = dairy.item(price="1")
    line = {"item_id": dairy.milk, "quantity": "1", "unit_cost": "1", "lot": "A"}
    assert refused(dairy, dairy.receipt(line)) == ("inventory.lot_expiry_missing", "lines.0.expires_on")
    dairy.receive("A", "1", SOON)
    dairy.receive("A", "1")
    other = line | {"expires_on": LATE.isoformat()}
    assert refused(dairy, dairy.receipt(other)) == ("inventory.lot_expiry_differs", "lines.0.expires_on")
    unknown = dairy.sale({"item_id": dairy.milk, "quantity": "1", "lot": "B"})
    assert refused(dairy, unknown) == ("inventory.unknown_lot", "lines.0.lot")
    untracked = dairy.sale({"item_id": bread, "quantity": "1", "lot": "B"})
    assert refused(dairy, untracked) == ("inventory.lot_not_tracked", "lines.0.lot")
    assert dairy.lots() == {"A": "2"}


def test_a_refused_receipt_has_made_no_lot_for_what_follows_in_its_batch(dairy):
    line = {"item_id": dairy.milk, "quantity": "1", "unit_cost": "1", "lot": "A"}
    sale = dairy.sale({"item_id": dairy.milk, "quantity": "1", "lot": "A"})
    receipt, sold = dairy.post(dairy.receipt(line), sale)
    assert receipt.refusal[0] == "inventory.lot_expiry_missing"
    assert sold.refusal == ("inventory.unknown_lot", "lines.0.lot")


def test_a_lot_received_and_sold_in_one_batch(dairy):
    line = {"item_id": dairy.milk, "quantity": "4", "unit_cost": "1", "lot": "A", "expires_on": SOON.isoformat()}
    outcomes = dairy.post(dairy.receipt(line), dairy.sale({"item_id": dairy.milk, "quantity": "1", "lot": "A"}))
    assert [outcome.status for outcome in outcomes] == ["posted", "posted"]
    assert dairy.lots() == {"A": "3"}
    dairy.proven()


def test_a_transfer_carries_its_lots_along_and_brings_them_back(dairy):
    east = LOCATIONS.make(dairy.shop, code="EAST")["id"]
    dairy.receive("SOON", "2", SOON)
    dairy.receive("LATE", "5", LATE)
    here = str(dairy.shop.default_location_id)
    transfer = (
        "stock.transfer",
        {
            "id": str(uuid4()),
            "from_location_id": here,
            "to_location_id": east,
            "occurred_at": now().isoformat(),
            "receive": "on_arrival",
            "lines": [{"item_id": dairy.milk, "quantity": "4"}],
        },
    )
    shipped = dairy.posted(transfer)
    assert dairy.lots(location_id=here) == {"LATE": "3"}
    arrival = {"id": str(uuid4()), "_about": shipped["transfer_id"], "occurred_at": now().isoformat()}
    dairy.posted(("transfer.receive", arrival | {"lines": [{"line_no": 1, "quantity": "3"}]}))
    assert dairy.lots(location_id=east) == {"SOON": "2", "LATE": "1"}
    back = {"id": str(uuid4()), "_about": shipped["transfer_id"], "occurred_at": now().isoformat()}
    dairy.posted(("transfer.return", back))
    assert dairy.lots(location_id=here) == {"LATE": "4"}
    dairy.proven()


def test_a_count_of_one_lot_leaves_the_others(dairy):
    dairy.receive("SOON", "2", SOON)
    dairy.receive("LATE", "5", LATE)
    line = {"item_id": dairy.milk, "lot": "LATE", "counted": "3", "expected": "5"}
    body = {"id": str(uuid4()), "location_id": str(dairy.shop.default_location_id), "occurred_at": now().isoformat()}
    dairy.posted(("stock.count", body | {"lines": [line]}))
    assert dairy.lots() == {"SOON": "2", "LATE": "3"}
    assert dairy.level(dairy.milk)[0] == "5.0000"
    twice = body | {"id": str(uuid4()), "lines": [line, {"item_id": dairy.milk, "counted": "9"}]}
    code, _ = refused(dairy, ("stock.count", twice | {"lines": [line | {"expected": "3"}, twice["lines"][1]]}))
    assert code == "inventory.counted_twice"
    whole = body | {"id": str(uuid4()), "lines": [{"item_id": dairy.milk, "counted": "0"}]}
    dairy.posted(("stock.count", whole))
    assert dairy.lots() == {}
    dairy.proven()


def test_what_is_listed_is_what_expires_before_a_day(dairy):
    dairy.receive("SOON", "2", SOON)
    dairy.receive("LATE", "5", LATE)
    assert dairy.lots(expiring_before=SOON.isoformat()) == {}
    assert dairy.lots(expiring_before=LATE.isoformat()) == {"SOON": "2"}
    first = dairy.shop.get("/api/inventory/lots", params={"limit": 1}).json()
    assert [row["lot"] for row in first["items"]] == ["SOON"]
    rest = dairy.shop.get("/api/inventory/lots", params={"limit": 1, "cursor": first["next_cursor"]}).json()
    assert [row["lot"] for row in rest["items"]] == ["LATE"]
    assert rest["items"][0]["expires_on"] == LATE.isoformat()
    assert rest["next_cursor"] is None


def test_without_a_receipt_goods_come_back_to_the_lot_that_is_named(dairy):
    dairy.receive("SOON", "2", SOON)
    dairy.sell("2")
    line = {"item_id": dairy.milk, "quantity": "1", "lot": "SOON"}
    body = {"id": str(uuid4()), "terminal_id": dairy.terminal_id, "reason": "No receipt", "lines": [line]}
    body |= {"refunds": [{"method": "cash", "amount": "2.00"}]}
    unknown = body | {"id": str(uuid4()), "lines": [line | {"lot": "OTHER"}]}
    assert refused(dairy, ("sale.return_blind", unknown)) == ("inventory.unknown_lot", "lines.0.lot")
    dairy.posted(("sale.return_blind", body))
    assert dairy.lots() == {"SOON": "1"}
    dairy.proven()


def test_the_parts_of_a_kit_are_taken_from_their_lots_and_come_back_to_them(dairy):
    kit = dairy.item(price="9.00", kit=[{"item_id": dairy.milk, "quantity": "2"}], name="Breakfast")
    dairy.receive("SOON", "3", SOON)
    dairy.receive("LATE", "5", LATE)
    sale = dairy.posted(dairy.sale({"item_id": kit, "quantity": "2"}))
    assert dairy.lots() == {"LATE": "4"}
    dairy.posted(dairy.back(sale["sale_id"], (1, "1")))
    dairy.posted(dairy.back(sale["sale_id"], (1, "1")))
    assert dairy.lots() == {"SOON": "3", "LATE": "5"}
    dairy.proven()


def test_a_receipt_taken_back_takes_its_own_lot_as_far_as_it_is_there(dairy):
    dairy.receive("SOON", "3", SOON)
    late = dairy.receive("LATE", "5", LATE)
    dairy.sell("1", lot="LATE")
    body = {
        "id": str(uuid4()),
        "_about": late["document_id"],
        "occurred_at": now().isoformat(),
        "reason": "Wrong goods",
    }
    dairy.posted(("receipt.reverse", body))
    assert dairy.lots() == {"SOON": "2"}
    assert dairy.level(dairy.milk)[0] == "2.0000"
    dairy.proven()


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_lots_never_hold_more_than_moved(dairy, seed):
    dice = random.Random(seed)
    dairy.set(costing_method=dice.choice(["average", "fifo", "standard"]))
    sold: list[Any] = []
    for _ in range(6):
        wanted = []
        for _ in range(10):
            roll, quantity = dice.random(), f"{dice.randint(1, 40) / 10}"
            lot = dice.choice("ABC")
            if roll < 0.35:
                line = {"item_id": dairy.milk, "quantity": quantity, "unit_cost": f"{dice.randint(1, 999) / 100}"}
                wanted.append(dairy.receipt(line | {"lot": lot, "expires_on": (TODAY + EXPIRY[lot]).isoformat()}))
            elif roll < 0.5 and sold:
                wanted.append(dairy.back(sold.pop(dice.randrange(len(sold))), (1, "0.1")))
            elif roll < 0.6:
                line = {"item_id": dairy.milk, "quantity_delta": f"-{quantity}"}
                wanted.append(dairy.adjustment(line | ({"lot": lot} if dice.random() < 0.5 else {})))
            else:
                line = {"item_id": dairy.milk, "quantity": quantity}
                wanted.append(dairy.sale(line | ({"lot": lot} if dice.random() < 0.3 else {})))
        for (kind, body), outcome in zip(wanted, dairy.post(*wanted), strict=True):
            assert outcome.status == "posted" or outcome.error["code"] == "inventory.unknown_lot", outcome
            if kind == "sale.post" and outcome.status == "posted":
                sold.append(body["id"])
    dairy.proven()
