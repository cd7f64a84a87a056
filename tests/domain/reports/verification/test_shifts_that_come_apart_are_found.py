"""Sums of shifts, grand totals and closes that do not agree with the documents are found, and sums put right."""

from uuid import uuid4

import pytest

from domain.core.db import unit_of_work
from domain.reports.recalculation import recalculate
from domain.reports.verification import verify
from tests.domain.posting.till import Counter
from tests.drawers import cash, close


@pytest.fixture
def closed(broken):
    """A shift of the broken shop with a little of everything, closed, and a supplement."""
    counter = Counter(broken.shop, terminal_id=broken.ids["till"])
    item = broken.ids["bread"]
    shift = str(uuid4())
    sale = counter.sale({"item_id": item, "quantity": "1", "discount": "1.00"}, paid={"card": "11.44"}, shift_id=shift)
    sale[1]["tip"] = "1.00"
    taken = {"id": str(uuid4()), "terminal_id": counter.terminal_id, "shift_id": shift}
    payments = [{"method": "cash", "amount": "20.00"}]
    outcomes = counter.post(
        ("shift.open", {"id": shift, "terminal_id": counter.terminal_id, "float": "100.00"}),
        sale,
        ("deposit.take", {**taken, "payments": payments}),
        ("shift.cash", {**cash("drop", "30.00"), "_about": shift}),
        ("drawer.open", {"id": str(uuid4()), "reason": "Change", "_about": shift}),
        ("shift.close", {**close({"cash": "89.00"}), "_about": shift}),
        counter.sale({"item_id": item, "quantity": "1"}, paid="20.00", shift_id=shift),
    )
    assert [outcome.status for outcome in outcomes] == ["posted"] * 7, outcomes
    assert broken.found() == {}
    broken.ids["shift"] = shift
    return broken


MEASURES = [
    "sale",
    "tender.card",
    "tender.cash",
    "tax",
    "net",
    "discount",
    "tip",
    "drop",
    "drawer_open",
    "deposit",
]


@pytest.mark.parametrize("measure", MEASURES)
def test_a_sum_that_is_not_that_of_its_documents_is_found_and_put_right(closed, measure):
    closed.breaks(
        "UPDATE pos.shift_totals SET number = number + 1, amount = amount + 7"
        " WHERE shift_id = %(shift)s AND measure = %(measure)s AND NOT supplement",
        measure=measure,
    )
    found = closed.found()
    [difference] = found["I2"]
    assert difference.where["measure"] == measure
    assert difference.found["amount"] - difference.expected["amount"] == 7
    with unit_of_work(closed.shop.org_id) as uow:
        assert len(recalculate(uow, org_id=closed.shop.org_id, repair=True)) == 1
        uow.commit()
    assert closed.found() == {}


def test_a_sum_that_is_missing_is_made_again(closed):
    closed.run("DELETE FROM pos.shift_totals WHERE shift_id = %(shift)s")
    with unit_of_work(closed.shop.org_id) as uow:
        recalculate(uow, org_id=closed.shop.org_id, repair=True)
        uow.commit()
    assert closed.found() == {}


def test_a_supplement_that_is_counted_before_the_close_is_found(closed):
    closed.breaks("UPDATE pos.sales SET supplement = false WHERE shift_id = %(shift)s AND supplement")
    assert len(closed.found()["I2"]) > 2


def test_a_grand_total_that_is_not_that_of_the_till_is_found_and_put_right(closed):
    closed.breaks("UPDATE pos.receipt_sequences SET grand_total = grand_total - 1 WHERE terminal_id = %(till)s")
    assert closed.only("I6").what == "the grand total of a till is not what its documents came to"
    with unit_of_work(closed.shop.org_id) as uow:
        recalculate(uow, org_id=closed.shop.org_id, repair=True)
        uow.commit()
    assert closed.found() == {}


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("variance = variance + 1", "the variance of a shift is not what was counted less what was expected"),
        (
            "counted = jsonb_set(counted, '{0,2}', '5')",
            "the close of a shift did not expect what it had taken",
        ),
        ("opening_float = opening_float + 1", "the close of a shift did not expect what it had taken"),
    ],
)
def test_a_close_that_does_not_add_up_is_found(closed, change, what):
    closed.breaks(f"UPDATE pos.shifts SET {change} WHERE id = %(shift)s")
    assert closed.only("I6").what == what


def test_a_closed_shift_that_is_open_again_is_found(closed):
    closed.breaks("UPDATE pos.shifts SET status = 'open' WHERE id = %(shift)s")
    assert "an open shift has been closed" in {one.what for one in closed.found()["I6"]}


def test_numbers_of_shifts_and_z_reports_without_a_gap(closed):
    closed.breaks("UPDATE pos.shifts SET number = 3, z_number = 2 WHERE id = %(shift)s")
    whats = {one.what for one in verify([closed.shop.org_id]).findings[6].examples}
    assert whats == {"shift numbers have a gap", "Z report numbers have a gap"}
