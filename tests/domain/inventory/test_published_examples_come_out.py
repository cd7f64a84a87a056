"""The three methods against worked examples that accountants have published; the figures are theirs.

Sources:

- Patricia Franklin, Mitchell Graybeal, Dixon Cooper, *Principles of Accounting, Volume 1: Financial Accounting*
  (OpenStax, 2019), section 10.3, "Calculate the Cost of Goods Sold and Ending Inventory Using the Perpetual Method":
  the Spy Who Loves You Corporation.
- Paul D. Kimmel, Jerry J. Weygandt, Donald E. Kieso, *Financial Accounting: Tools for Business Decision Making*
  (Wiley), chapter 6, appendix 6A: cost flow under perpetual inventory, the exercises on Graham Company and its like,
  in which the books ask for units sold on the 15th and the 27th, average costs to three digits.
- Carl S. Warren, James M. Reeve, Jonathan E. Duchac, *Accounting* (Cengage), chapter 23, exercise 23-5: price variance
  of direct materials.

The textbooks round to whole dollars; what is compared here is rounded as they round.
"""

import pytest

from domain.core.money import divide_half_up
from domain.inventory.costing import Layers, Level, put, take, unit_cost_of

ONE = 10**4
DOLLAR = 10**6

SPY = [("buy", 150, 21), ("sell", 120), ("buy", 225, 27), ("sell", 180), ("buy", 210, 33)]
KIMMEL = [("buy", 150, 5), ("buy", 350, 6), ("sell", 420), ("buy", 240, 7), ("sell", 50)]
GRAHAM = [("buy", 440, 5), ("buy", 740, 6), ("sell", 810), ("buy", 940, 7), ("sell", 840)]


def told(level, story):
    """Return what each sale cost, in cents."""
    costs = []
    for verb, quantity, *cost in story:
        if verb == "buy":
            put(level, quantity * ONE, cost[0] * DOLLAR, digits=2)
        else:
            costs.append(take(level, quantity * ONE, digits=2))
    return costs


def dollars(cents):
    return divide_half_up(cents, 100)


@pytest.mark.parametrize(
    ("story", "sold", "left"),
    [
        pytest.param(SPY, 7_200, 8_955, id="OpenStax 10.3"),
        pytest.param(KIMMEL, 2_670, 1_860, id="Kimmel ch. 6"),
        pytest.param(GRAHAM, 9_930, 3_290, id="Graham Company"),
    ],
)
def test_first_in_first_out(story, sold, left):
    level = Level(layers=Layers())
    assert sum(told(level, story)) == sold * 100
    assert level.value == left * 100


@pytest.mark.parametrize(
    ("story", "sold", "left"),
    [
        pytest.param(SPY, 7_253, 8_902, id="OpenStax 10.3"),
        pytest.param(KIMMEL, 2_728, 1_802, id="Kimmel ch. 6"),
        pytest.param(GRAHAM, 10_112, 3_108, id="Graham Company"),
    ],
)
def test_moving_average(story, sold, left):
    level = Level()
    assert dollars(sum(told(level, story))) == sold
    assert dollars(level.value) == left


def test_the_moving_average_after_each_purchase():
    """Kimmel, Weygandt, Kieso, chapter 6: 5.000 on June 1, 5.700 on June 12, 6.675 on June 23."""
    level, averages = Level(), []
    for step in KIMMEL:
        told(level, [step])
        averages.append(unit_cost_of(level.quantity, level.value, 2))
    assert [averages[at] for at in (0, 1, 2, 3)] == [5_000_000, 5_700_000, 5_700_000, 6_675_000]


def test_first_in_first_out_layer_by_layer():
    """OpenStax 10.3: what is left are 75 of the second purchase and all 210 of the third."""
    layers = Layers()
    level = Level(layers=layers)
    assert told(level, SPY) == [120 * 21_00, 30 * 21_00 + 150 * 27_00]
    assert [(layer.quantity, layer.value) for layer in layers.open] == [
        (75 * ONE, 2_025_00),
        (210 * ONE, 6_930_00),
    ]


def test_the_price_variance_of_standard_cost():
    """Warren, Reeve, Duchac, exercise 23-5: 450 units at 6.50, standard 6.90: 180 favourable."""
    level = Level(unit_cost=6_900_000, standard=True)
    assert put(level, 450 * ONE, 6_500_000, digits=2) == (2_925_00, -180_00)
    assert level.value == 3_105_00
    assert take(level, 430 * ONE, digits=2) == 2_967_00


def test_an_unfavourable_price_variance_is_a_debit():
    """A common examination question: 5,000 at 8.00, standard 7.60: inventory 38,000, variance 2,000 debit."""
    level = Level(unit_cost=7_600_000, standard=True)
    assert put(level, 5_000 * ONE, 8_000_000, digits=2) == (40_000_00, 2_000_00)
    assert level.value == 38_000_00
