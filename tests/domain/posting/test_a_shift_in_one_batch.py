"""A shift is opened, sold in, moved and closed, however its operations fall into batches."""

from uuid import uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.reports.verification import verify
from tests.domain.posting.till import Counter
from tests.drawers import cash, close
from tests.shops import open_shop


@pytest.fixture(autouse=True)
def sound(shop):
    """After the test the books must be right."""
    yield
    assert [finding.number for finding in verify([shop.org_id]).findings if finding.differences] == []


def opening(counter, amount="100.00", **given):
    return "shift.open", {"id": str(uuid4()), "terminal_id": counter.terminal_id, "float": amount, **given}


def closing(shift_id, counted, **given):
    return "shift.close", {**close({"cash": counted}, **given), "_about": shift_id}


def moving(shift_id, kind, amount, **given):
    return "shift.cash", {**cash(kind, amount, **given), "_about": shift_id}


def selling(counter, item, shift_id, **given):
    return counter.sale({"item_id": item, "quantity": "1"}, paid="10.00", shift_id=shift_id, **given)


@pytest.fixture
def item(counter):
    return counter.item(price="10.00", stocked=False)


def test_a_whole_shift_fits_into_one_batch(counter, item):
    opened = opening(counter)
    shift = opened[1]["id"]
    outcomes = counter.post(
        opened,
        selling(counter, item, shift),
        moving(shift, "drop", "50.00"),
        selling(counter, item, shift),
        closing(shift, "69.00", manifest={"sales": 2, "total": "20.00"}),
        selling(counter, item, shift),
    )
    assert [outcome.status for outcome in outcomes] == ["posted"] * 6
    closed = outcomes[4].result
    assert closed["expected"] == [{"method": "cash", "amount": "70.00"}]
    assert closed["variance"] == [{"method": "cash", "amount": "-1.00"}]
    assert closed["manifest"]["complete"] is True
    assert counter.journal(closed["journal_id"]) == {"cash": -100, "cash_over_short": 100}
    assert counter.query("SELECT supplement FROM pos.sales ORDER BY receipt_number") == [(False,), (False,), (True,)]


def test_one_shift_closes_and_the_next_one_opens_in_the_same_batch(counter, item):
    first, second, third = opening(counter), opening(counter, "0.00"), opening(counter, "0.00")
    counter.post(first)
    outcomes = counter.post(
        second,
        closing(first[1]["id"], "100.00"),
        (second[0], second[1] | {"id": str(uuid4())}),
    )
    assert outcomes[0].refusal == ("pos.shift_open", "terminal_id")
    assert [outcome.status for outcome in outcomes[1:]] == ["posted", "posted"]
    [row] = counter.query("SELECT id FROM pos.shifts WHERE status = 'open'")
    outcomes = counter.post(
        closing(row[0], "0.00"), third, selling(counter, item, third[1]["id"]), closing(third[1]["id"], "10.00")
    )
    assert [outcome.status for outcome in outcomes] == ["posted"] * 4
    rows = counter.query("SELECT number, z_number, status FROM pos.shifts ORDER BY number")
    assert rows == [(1, 1, "closed"), (2, 2, "closed"), (3, 3, "closed")]


def test_what_fails_in_a_batch_leaves_nothing_of_the_shift_behind(counter, item):
    opened = opening(counter, float_from="9999")
    shift = opened[1]["id"]
    outcomes = counter.post(opened, selling(counter, item, shift), closing(shift, "10.00"))
    assert [outcome.refusal[0] for outcome in outcomes] == [
        "accounting.unknown_account",
        "pos.unknown_shift",
        "pos.unknown_shift",
    ]
    assert counter.query("SELECT count(*) FROM pos.shifts") == [(0,)]
    [outcome] = counter.post(opening(counter))
    assert outcome.result["number"] == 1


def test_a_sale_names_a_shift_of_its_own_till(counter, item):
    other = Counter(counter.shop)
    opened = opening(other)
    outcomes = counter.post(opened, selling(counter, item, opened[1]["id"]))
    assert outcomes[1].refusal == ("pos.shift_elsewhere", "shift_id")


def test_a_void_counts_to_the_shift_of_its_sale_and_after_the_close_to_its_supplement(counter, item):
    opened = opening(counter, "0.00")
    shift = opened[1]["id"]
    sale, late = selling(counter, item, shift), selling(counter, item, shift)
    counter.post(opened, sale, late)
    void = ("sale.void", {"id": str(uuid4()), "reason": "Twice", "_about": sale[1]["id"]})
    later = ("sale.void", {"id": str(uuid4()), "reason": "Twice", "_about": late[1]["id"]})
    outcomes = counter.post(void, closing(shift, "10.00"), later)
    assert [outcome.status for outcome in outcomes] == ["posted"] * 3
    rows = counter.query("SELECT supplement, number, amount FROM pos.shift_totals WHERE measure = 'void' ORDER BY 1")
    assert rows == [(False, 1, -1000), (True, 1, -1000)]


def test_a_closed_shift_is_never_changed_again(counter):
    opened = opening(counter)
    shift = opened[1]["id"]
    counter.post(opened, closing(shift, "100.00"))
    for change in ("variance = 1", "status = 'open'", "counted = NULL"):
        with pytest.raises(psycopg.errors.RestrictViolation):
            counter.change(f"UPDATE pos.shifts SET {change} WHERE id = %s", (shift,))


def test_the_method_of_the_drawer_outlives_a_shift_without_a_sale(counter):
    counter.post(opening(counter))
    methods = counter.shop.get("/api/pos/payment-methods").json()["items"]
    [cash_id] = [one["id"] for one in methods if one["kind"] == "cash"]
    assert counter.shop.delete(f"/api/pos/payment-methods/{cash_id}").status_code == 204
    assert counter.shop.get(f"/api/pos/payment-methods/{cash_id}").json()["active"] is False
    [row] = counter.query("SELECT id FROM pos.shifts")
    [outcome] = counter.post(closing(row[0], "100.00"))
    assert outcome.status == "posted"


STEPS = st.lists(st.tuples(st.sampled_from(["sell", "paid_in", "paid_out", "drop"]), st.integers(1, 3_000)), max_size=8)


@given(STEPS, st.integers(0, 8), st.integers(0, 5_000), st.integers(0, 20_000))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_drawer_holds_what_a_child_would_count(client, steps, cut, opening_float, found):
    """Whatever happens in a shift, and wherever the batch is cut: float, sales, in and out; the rest is variance."""
    counter = Counter(open_shop(client))
    item = counter.item(price="10.00", stocked=False)
    opened = opening(counter, f"{opening_float // 100}.{opening_float % 100:02}")
    shift = opened[1]["id"]
    wanted, held, accepted = [opened], opening_float, ["posted"]
    for step, amount in steps:
        text = f"{amount // 100}.{amount % 100:02}"
        if step == "sell":
            wanted.append(selling(counter, item, shift))
            held += 1000
        else:
            wanted.append(moving(shift, step, text))
            change = amount if step == "paid_in" else -amount
            if held + change < 0:
                accepted.append("rejected")
                continue
            held += change
        accepted.append("posted")
    wanted.append(closing(shift, f"{found // 100}.{found % 100:02}"))
    accepted.append("posted")
    outcomes = [*counter.post(*wanted[: cut + 1])]
    if wanted[cut + 1 :]:
        outcomes += counter.post(*wanted[cut + 1 :])
    assert [outcome.status for outcome in outcomes] == accepted
    closed = outcomes[-1].result
    assert closed["expected"] == [{"method": "cash", "amount": f"{held // 100}.{held % 100:02}"}]
    assert counter.query("SELECT variance FROM pos.shifts") == [(found - held,)]
    expected = {"cash": found - held, "cash_over_short": held - found} if found != held else {}
    assert counter.journal(closed["journal_id"]) == expected
    assert [finding.number for finding in verify([counter.shop.org_id]).findings if finding.differences] == []
