"""Average, first-in-first-out and standard cost: what holds of any story of receipts, returns and sales."""

import random
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from domain.inventory.costing import Layers, Level, put, put_value, refit, revalue, settle, take, value_at
from domain.inventory.costing.average import put as put_at_average

quantities = st.integers(1, 10**8)
costs = st.integers(0, 10**9)
standards = st.integers(1, 10**9)
values = st.integers(0, 10**10)
methods = st.sampled_from(["average", "fifo", "standard"])
steps = st.lists(
    st.tuples(st.sampled_from(["put", "put_value", "take", "take", "revalue"]), quantities, costs, values), max_size=30
)


def empty(method, standard=6_250_000):
    return {
        "average": Level(),
        "fifo": Level(layers=Layers()),
        "standard": Level(unit_cost=standard, standard=True),
    }[method]


def tell(level, verb, quantity, cost, value):
    """Let one thing happen to a level; return by how much its quantity and its value must have changed."""
    if verb == "put":
        worth, written_off = put(level, quantity, cost, digits=2)
        assert worth == value_at(quantity, cost, 2)
        return quantity, worth - written_off
    if verb == "put_value":
        return quantity, value - put_value(level, quantity, value, digits=2)
    if verb == "take":
        return -quantity, -take(level, quantity, digits=2) - settle(level, digits=2)
    return 0, revalue(level, cost, digits=2)


@given(methods, steps)
def test_a_level_is_the_sum_of_its_movements_and_its_value_never_outlives_its_quantity(method, story):
    level, quantity, value = empty(method), 0, 0
    for step in story:
        moved, worth = tell(level, *step)
        quantity, value = quantity + moved, value + worth
        assert (level.quantity, level.value) == (quantity, value)
        assert quantity or not value
        # Value and quantity never lie on different sides of nothing.
        assert quantity * value >= 0
    if quantity > 0:
        assert take(level, quantity, digits=2) == value
        assert level.value == 0


@given(steps)
def test_the_layers_of_a_level_are_the_level(story):
    level = empty("fifo")
    for step in story:
        tell(level, *step)
        layers = level.layers.open
        assert all(layer.quantity > 0 and layer.value >= 0 for layer in layers)
        assert sum(layer.quantity for layer in layers) == max(level.quantity, 0)
        assert sum(layer.value for layer in layers) == max(level.value, 0)
        assert all(not layer.quantity and not layer.value for layer in level.layers.spent)


@given(st.lists(st.tuples(quantities, costs), min_size=1, max_size=10), st.data())
def test_first_in_first_out_takes_the_oldest_at_what_they_cost(receipts, data):
    level = empty("fifo")
    for quantity, cost in receipts:
        put(level, quantity, cost, digits=2)
    taken = data.draw(st.integers(1, level.quantity))
    value, expected, left = take(level, taken, digits=2), Fraction(0), taken
    for quantity, cost in receipts:
        part = min(left, quantity)
        expected += Fraction(value_at(quantity, cost, 2) * part, quantity)
        left -= part
    assert abs(value - expected) <= Fraction(1, 2)


@given(st.lists(st.tuples(quantities, costs), min_size=1, max_size=10), st.data())
def test_what_a_layer_loses_is_marked_to_be_stored_and_nothing_else(receipts, data):
    level = empty("fifo")
    for quantity, cost in receipts:
        put(level, quantity, cost, digits=2)
    for seq, layer in enumerate(level.layers.open, 1):
        layer.seq, layer.changed = seq, False
    before = [(layer.seq, layer.quantity) for layer in level.layers.open]
    take(level, data.draw(st.integers(1, level.quantity)), digits=2)
    after = {layer.seq: layer.quantity for layer in level.layers.changed()}
    kept = {layer.seq: layer.quantity for layer in level.layers.open}
    assert set(after) == {seq for seq, quantity in before if kept.get(seq, 0) != quantity}
    assert list(after) == sorted(after)


@given(steps, quantities, costs)
def test_below_zero_first_in_first_out_covers_exactly_as_average_does(story, missing, cost):
    level = empty("fifo")
    for step in story:
        tell(level, *step)
    take(level, max(level.quantity, 0) + missing, digits=2)
    other = Level(level.quantity, level.value, level.unit_cost)
    assert put(level, missing + 5, cost, digits=2) == put_at_average(other, missing + 5, cost, digits=2)
    if level.quantity > 0:
        assert [(layer.quantity, layer.value) for layer in level.layers.open] == [(other.quantity, other.value)]


@given(standards, steps)
def test_under_standard_cost_a_level_is_worth_the_standard_always(standard, story):
    level = empty("standard", standard)
    for step in story:
        tell(level, *step)
        assert level.value == value_at(level.quantity, level.unit_cost, 2)


moves = st.lists(st.tuples(st.sampled_from(["put", "take"]), quantities, costs), min_size=1, max_size=20)


@given(standards, moves, st.integers(0, 2**32))
def test_under_standard_cost_the_order_of_arrival_changes_no_cost_and_no_total(standard, story, seed):
    def told(moves):
        level, sold, written_off = empty("standard", standard), [], 0
        for verb, quantity, cost in moves:
            if verb == "put":
                written_off += put(level, quantity, cost, digits=2)[1]
            else:
                sold.append((quantity, take(level, quantity, digits=2)))
                written_off += settle(level, digits=2)
        return level, sorted(sold), written_off

    shuffled = story[:]
    random.Random(seed).shuffle(shuffled)
    assert told(story) == told(shuffled)
    assert all(cost == value_at(quantity, standard, 2) for quantity, cost in told(story)[1])


@given(quantities, costs, quantities, costs)
def test_without_a_standard_the_first_receipt_sets_it(quantity, cost, missing, later):
    level = empty("standard", 0)
    assert take(level, missing, digits=2) == 0
    value, written_off = put(level, missing + quantity, cost, digits=2)
    assert (level.value, level.unit_cost) == (value_at(quantity, cost, 2), cost)
    assert written_off == value - level.value
    if cost:
        put(level, quantity, later, digits=2)
        assert level.unit_cost == cost


@given(steps, st.integers(-(10**8), 10**9), values)
def test_layers_that_have_come_apart_from_their_level_are_fitted_to_it(story, quantity, value):
    level = empty("fifo")
    for step in story:
        tell(level, *step)
    for seq, layer in enumerate(level.layers.open, 1):
        layer.seq = seq
    there = len(level.layers.open)
    level.quantity, level.value = quantity, value if quantity > 0 else 0
    refit(level.layers, level)
    layers = level.layers.open
    assert all(layer.quantity > 0 and layer.value >= 0 for layer in layers)
    assert sum(layer.quantity for layer in layers) == max(quantity, 0)
    assert sum(layer.value for layer in layers) == level.value
    assert [layer.seq for layer in layers] == (list(range(there + 1))[-len(layers) :] if layers else [])


@given(st.lists(st.tuples(quantities, costs), min_size=1, max_size=10))
def test_layers_in_order_are_fitted_to_what_they_are(receipts):
    level = empty("fifo")
    for quantity, cost in receipts:
        put(level, quantity, cost, digits=2)
    before = [(layer.quantity, layer.value) for layer in level.layers.open]
    refit(level.layers, level)
    assert [(layer.quantity, layer.value) for layer in level.layers.open] == before
