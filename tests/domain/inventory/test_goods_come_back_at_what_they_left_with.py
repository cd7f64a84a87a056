"""`put_value`: what comes back at an exact value is worth that value, whatever the level has become meanwhile."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from domain.inventory.costing import Level, put, put_value, take, value_at

quantities = st.integers(1, 10**8)
values = st.integers(0, 10**10)
costs = st.integers(0, 10**9)
steps = st.lists(st.tuples(st.sampled_from(["put", "put_value", "take"]), quantities, costs, values), max_size=30)


def level_after(story):
    level = Level()
    for verb, quantity, cost, value in story:
        if verb == "put":
            put(level, quantity, cost, digits=2)
        elif verb == "put_value":
            put_value(level, quantity, value, digits=2)
        else:
            take(level, quantity, digits=2)
    return level


@given(steps, quantities, values)
def test_a_level_gains_exactly_the_value_less_what_is_written_off(story, quantity, value):
    level = level_after(story)
    held, worth = level.quantity, level.value
    written_off = put_value(level, quantity, value, digits=2)
    assert (level.quantity, level.value) == (held + quantity, worth + value - written_off)
    assert level.quantity * level.value >= 0
    assert level.quantity or not level.value
    if held >= 0:
        assert written_off == 0


@given(steps, st.data())
def test_what_was_taken_and_comes_back_at_once_leaves_the_level_as_it_was(story, data):
    level = level_after(story)
    if level.quantity <= 0:
        put(level, -level.quantity + 10**4, 10**6, digits=2)
    held, worth = level.quantity, level.value
    taken = data.draw(st.integers(1, held))
    value = take(level, taken, digits=2)
    assert put_value(level, taken, value, digits=2) == 0
    assert (level.quantity, level.value) == (held, worth)


@given(quantities, costs, quantities, values)
def test_below_zero_what_is_left_keeps_its_share_and_the_rest_is_written_off(missing, cost, quantity, value):
    level = Level(-missing, -value_at(missing, cost, 2), cost)
    before = level.value
    written_off = put_value(level, quantity, value, digits=2)
    if quantity > missing:
        share = Fraction(value * (quantity - missing), quantity)
        assert abs(level.value - share) <= Fraction(1, 2)
    else:
        share = Fraction(before * (missing - quantity), missing)
        assert abs(level.value - share) <= Fraction(1, 2)
    assert written_off == before + value - level.value


@given(quantities, st.integers(0, 10**6), quantities, st.integers(0, 10**6))
def test_it_writes_off_what_a_receipt_at_the_same_value_would(missing, old_minor, quantity, unit_minor):
    """At a unit cost of whole minor units for whole pieces nothing is rounded, and the two are one."""
    missing, quantity = missing * 10**4, quantity * 10**4
    one = Level(-missing, -value_at(missing, old_minor * 10**4, 2), old_minor * 10**4)
    other = replace(one)
    value, written_off = put(one, quantity, unit_minor * 10**4, digits=2)
    assert put_value(other, quantity, value, digits=2) == written_off
    assert one == other
