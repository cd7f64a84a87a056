"""Lots as pure functions: what is picked, what is covered, what comes back."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.inventory.lots import LotLevel, Lots, lot_id_of, part_of

DAY = date(2026, 11, 22)
quantities = st.integers(1, 10**6)
expiries = st.one_of(st.none(), st.integers(-20, 20).map(lambda days: DAY + timedelta(days=days)))


@st.composite
def lots_in_stock(draw):
    given = draw(st.lists(st.tuples(expiries, st.integers(-5, 10**6)), max_size=8))
    return Lots({str(at): LotLevel(str(at), f"L{at}", *lot) for at, lot in enumerate(given)})


@given(lots_in_stock(), quantities)
def test_what_is_picked_is_there_and_nothing_that_expires_sooner_is_left(lots, quantity):
    parts = lots.pick(quantity)
    there = sum(max(lot.quantity, 0) for lot in lots.of.values())
    assert sum(part for _, part in parts) == min(quantity, there)
    before = {lot.id: lot.quantity for lot in lots.of.values()}
    lots.leave(parts)
    assert all(lots.of[lot_id].quantity >= 0 for lot_id, _ in parts)
    if parts:
        last = max(lots.of[lot_id].expires_on or date.max for lot_id, _ in parts)
        for lot in lots.of.values():
            if before[lot.id] > 0 and (lot.expires_on or date.max) < last:
                assert lot.quantity == 0


@given(lots_in_stock(), quantities)
def test_what_has_expired_is_passed_over_where_that_is_asked(lots, quantity):
    for lot_id, _ in lots.pick(quantity, good_on=DAY):
        assert not lots.of[lot_id].expired(DAY)


def test_the_last_good_day_is_a_good_one():
    assert not LotLevel("a", "A", DAY).expired(DAY)
    assert LotLevel("a", "A", DAY - timedelta(days=1)).expired(DAY)
    assert not LotLevel("a", "A", None).expired(DAY)


@given(st.integers(0, 10**6), quantities)
def test_a_lot_that_comes_in_covers_what_had_gone_out_of_none(missing, quantity):
    lots = Lots({"a": LotLevel("a", "A", None)})
    kept = lots.arrive([("a", quantity)], held=-missing)
    assert lots.of["a"].quantity == sum(part for _, part in kept) == max(0, quantity - missing)
    assert lots.unassigned(quantity - missing) == min(0, quantity - missing)


@given(st.lists(st.tuples(st.sampled_from("abc"), quantities), max_size=6), st.lists(quantities, max_size=6))
def test_partial_returns_bring_back_every_lot_once(moved, returns):
    whole = sum(part for _, part in moved)
    back, done = [], 0
    for quantity in [*returns, whole]:
        part = min(quantity, whole - done)
        back += part_of(moved, done, part)
        done += part
    totals = {lot: sum(part for other, part in moved if other == lot) for lot in "abc"}
    assert {lot: sum(part for other, part in back if other == lot) for lot in "abc"} == totals


def test_a_lot_is_the_same_wherever_it_is_named():
    item, other = "01909aa0-0000-7000-8000-000000000001", "01909aa0-0000-7000-8000-000000000002"
    assert lot_id_of(item, "B-1") == lot_id_of(item, "B-1")
    assert len({lot_id_of(item, "B-1"), lot_id_of(item, "B-2"), lot_id_of(other, "B-1")}) == 3
