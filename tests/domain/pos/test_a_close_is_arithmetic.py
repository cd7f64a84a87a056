"""What a close expects and finds, as pure arithmetic over the sums that were kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.pos.closing import BOOKED, CASH, arrived, count_tenders, drawer_method, expected_tenders, in_drawer
from domain.pos.shift_errors import CashNotCountedError, CountBelowZeroError, NoDrawerError

AMOUNTS = st.integers(-(10**9), 10**9)
POSITIVE = st.integers(0, 10**9)
METHODS = st.dictionaries(
    st.sampled_from(["cash", "purse", "card", "gift_card", "on_account", "voucher"]), AMOUNTS, max_size=6
)
KINDS = {"cash": "cash", "purse": "cash", "voucher": "other", "card": "card"}


def taken_of(tenders, *, paid_in=0, paid_out=0, drop=0):
    return {
        **{(f"tender.{KINDS.get(code, code)}", code): (1, amount) for code, amount in tenders.items()},
        ("cash_in", ""): (1, paid_in),
        ("cash_out", ""): (1, paid_out),
        ("drop", ""): (1, drop),
        ("sale", ""): (7, 123),
        ("net", ""): (7, 99),
    }


@given(METHODS, POSITIVE, POSITIVE, POSITIVE, POSITIVE)
def test_all_tenders_together_are_float_and_takings_and_what_moved(tenders, opening_float, paid_in, paid_out, drop):
    taken = taken_of(tenders, paid_in=paid_in, paid_out=paid_out, drop=drop)
    expected = expected_tenders(taken, opening_float=opening_float, drawer="cash")
    together = opening_float + sum(tenders.values()) + paid_in - paid_out - drop
    assert sum(amount for _, amount in expected.values()) == together
    assert expected["cash"] == (CASH, in_drawer(taken, opening_float=opening_float, drawer="cash"))
    assert set(expected) == {*tenders, "cash"}
    assert all(expected[code][1] == amount for code, amount in tenders.items() if code != "cash")


@given(METHODS, POSITIVE, METHODS)
def test_what_is_counted_is_what_was_expected_and_the_variance(tenders, opening_float, found):
    expected = expected_tenders(taken_of(tenders), opening_float=opening_float, drawer="cash")
    counted = {code: abs(amount) for code, amount in found.items()}
    for code, (kind, amount) in expected.items():
        if kind == CASH and amount:
            counted.setdefault(code, 5)
    tenders_counted = count_tenders(expected, counted, KINDS | {"gift_card": "gift_card", "on_account": "on_account"})
    assert [one.method for one in tenders_counted] == sorted({*expected, *counted})
    for one in tenders_counted:
        assert one.expected + one.variance == one.counted
        assert one.counted == counted.get(one.method, one.expected)
        assert one.booked == (one.variance if one.kind in BOOKED else 0)


@given(METHODS, POSITIVE)
def test_who_counts_exactly_what_is_expected_has_no_variance(tenders, opening_float):
    cash_only = {code: amount for code, amount in tenders.items() if KINDS.get(code) != "cash"}
    expected = expected_tenders(taken_of(cash_only), opening_float=opening_float, drawer="cash")
    counted = {code: amount for code, (_, amount) in expected.items()}
    assert not any(one.variance for one in count_tenders(expected, counted, KINDS))


@given(st.integers(1, 10**9))
def test_cash_that_is_expected_is_counted_or_the_close_is_refused(opening_float):
    expected = expected_tenders({}, opening_float=opening_float, drawer="cash")
    with pytest.raises(CashNotCountedError):
        count_tenders(expected, {}, {})
    with pytest.raises(CountBelowZeroError):
        count_tenders(expected, {"cash": -1}, KINDS)


def test_an_empty_drawer_needs_no_count():
    [one] = count_tenders(expected_tenders({}, opening_float=0, drawer="cash"), {}, {})
    assert (one.method, one.expected, one.counted) == ("cash", 0, 0)


def test_a_second_purse_has_neither_float_nor_drops():
    taken = taken_of({"cash": 100, "purse": 30}, drop=50)
    expected = expected_tenders(taken, opening_float=1000, drawer="cash")
    assert expected == {"cash": (CASH, 1050), "purse": (CASH, 30)}


def test_what_arrived_are_documents_of_the_till_and_no_tenders():
    taken = {
        ("sale", ""): (3, 300),
        ("return", ""): (1, -50),
        ("void", ""): (1, -100),
        ("tender.cash", "cash"): (5, 150),
    }
    assert arrived(taken) == (5, 150)


def test_the_drawer_is_of_the_method_cash_else_of_the_first_active_one_of_its_kind():
    assert drawer_method({"aaa": ("cash", True), "cash": ("cash", True), "card": ("card", True)}) == "cash"
    assert drawer_method({"cash": ("cash", False), "till": ("cash", True)}) == "till"
    assert drawer_method({"b": ("cash", True), "a": ("cash", True)}) == "a"
    with pytest.raises(NoDrawerError):
        drawer_method({"card": ("card", True)})
