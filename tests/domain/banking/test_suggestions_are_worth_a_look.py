"""What is suggested for a line of the bank: pure choices, minor units."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import pytest

from domain.banking.suggestions import (
    Rule,
    Takings,
    equal_entries,
    open_takings,
    settlements,
    summed_entries,
)

DAY = date(2026, 2, 10)
PROCESSOR, HERE, THERE = UUID(int=1), UUID(int=2), UUID(int=3)


@dataclass(frozen=True)
class Entry:
    amount: int
    days: int = 0

    @property
    def business_date(self):
        return DAY + timedelta(days=self.days)


def takings(*amounts, first=DAY - timedelta(days=9)):
    return [Takings(PROCESSOR, first + timedelta(days=at), {HERE: amount}) for at, amount in enumerate(amounts)]


def test_the_nearest_of_the_same_amount_come_first():
    entries = [Entry(500, -9), Entry(500, 2), Entry(-500), Entry(500, -60), Entry(500, 9)]
    assert equal_entries(entries, day=DAY, amount=500) == [Entry(500, 2), Entry(500, -9)]


def test_a_sum_is_made_of_few_that_go_the_same_way():
    entries = [Entry(100), Entry(200), Entry(300), Entry(-100)]
    assert summed_entries(entries, day=DAY, amount=600) == [(Entry(100), Entry(200), Entry(300))]
    assert summed_entries(entries, day=DAY, amount=-600) == []


def test_where_too_many_sums_fit_none_is_suggested():
    assert summed_entries([Entry(100)] * 10, day=DAY, amount=200) == []


def test_the_oldest_takings_are_settled_first():
    left = open_takings(takings(1000, 2000, 3000), settled=1500)
    assert [(one.day.day, one.amount) for one in left] == [(2, 1500), (3, 3000)]
    assert open_takings(takings(1000), settled=1000) == []


def test_a_day_of_refunds_is_settled_with_the_next():
    assert [one.amount for one in open_takings(takings(-200, 1000), settled=0)] == [800]


def test_a_line_pays_out_one_day_or_several_less_a_fee():
    found = settlements(takings(100_000, 50_000, 70_000), day=DAY, amount=97_000)
    assert [(one.first.day, one.last.day, one.fee) for one in found] == [(1, 1, 3000)]
    several = settlements(takings(100_000, 50_000, 70_000), day=DAY, amount=220_000)
    assert [(one.first.day, one.last.day, one.fee) for one in several] == [(1, 3, 0)]


def test_no_fee_is_more_than_processors_keep_and_none_is_negative():
    assert settlements(takings(100_000), day=DAY, amount=90_000) == []
    assert settlements(takings(100_000), day=DAY, amount=100_001) == []
    assert settlements(takings(100_000), day=DAY, amount=-97_000) == []


def test_takings_after_the_line_are_not_its():
    assert settlements(takings(100_000, first=DAY + timedelta(days=1)), day=DAY, amount=100_000) == []


def test_takings_of_long_ago_are_not_what_was_paid_out_yesterday():
    old = takings(100_000, first=DAY - timedelta(days=390))
    fresh = takings(100_000, first=DAY - timedelta(days=1))
    [found] = settlements([*old, *fresh], day=DAY, amount=97_000)
    assert found.first == DAY - timedelta(days=1)
    assert settlements(old, day=DAY, amount=97_000) == []


def test_locations_keep_their_parts():
    both = [Takings(PROCESSOR, DAY, {HERE: 60_000, THERE: 40_000})]
    [found] = settlements(both, day=DAY, amount=98_000)
    assert (found.by_location, found.fee) == ({HERE: 60_000, THERE: 40_000}, 2000)


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        (Rule(contains="FEE"), True),
        (Rule(contains="fees"), False),
        (Rule(direction="out"), True),
        (Rule(direction="in"), False),
        (Rule(min_amount=500, max_amount=500), True),
        (Rule(min_amount=501), False),
        (Rule(max_amount=499), False),
        (Rule(contains="fee", direction="in"), False),
    ],
)
def test_a_rule_fits_where_all_that_it_says_holds(rule, fits):
    assert rule.fits(amount=-500, written="Account fee\nBank") is fits
