"""Pricing, costing and journals as pure functions: what must hold for every input, not only for examples."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.accounting.entries import Entry, UnbalancedError, journal_hash
from domain.core.money import InexactError, divide_half_up, scaled, text_of
from domain.inventory.costing import Level, put, take, value_at
from domain.pos.pricing import LinePrice, cash_rounding_of, extend, price_lines, spread, tax_of

amounts = st.integers(0, 10**10)
percents = st.integers(0, 40 * 10**6)
quantities = st.integers(1, 10**8)
costs = st.integers(0, 10**9)


@st.composite
def sale_lines(draw):
    rates = draw(st.lists(st.tuples(percents, st.booleans()), min_size=1, max_size=3))
    lines = []
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, len(rates) - 1))
        percent, inclusive = rates[at]
        line = LinePrice(
            quantity=draw(quantities),
            unit_price=draw(st.integers(0, 10**9)),
            discount=0,
            percent=percent,
            inclusive=inclusive,
            tax_group=str(at),
        )
        line.discount = draw(st.integers(0, extend(line.quantity, line.unit_price, 2)))
        lines.append(line)
    return lines


@given(sale_lines(), st.data(), st.booleans())
def test_net_and_tax_of_the_lines_are_the_total_to_the_last_unit(lines, data, per_document):
    before = [extend(line.quantity, line.unit_price, 2) - line.discount for line in lines]
    discount = data.draw(st.integers(0, sum(before)))
    assert price_lines(lines, digits=2, document_discount=discount, per_document=per_document) is None
    amounts = [extend(line.quantity, line.unit_price, 2) - line.discount for line in lines]
    assert sum(amounts) == sum(before) - discount
    for line, amount in zip(lines, amounts, strict=True):
        assert line.net >= 0
        assert line.tax >= 0
        assert line.total == (amount if line.inclusive else amount + line.tax)
        if not per_document:
            assert line.tax == tax_of(amount, line.percent, inclusive=line.inclusive)
    if per_document:
        for key in {(line.tax_group, line.inclusive) for line in lines}:
            members = [at for at, line in enumerate(lines) if (line.tax_group, line.inclusive) == key]
            whole = sum(amounts[at] for at in members)
            expected = tax_of(whole, lines[members[0]].percent, inclusive=key[1])
            assert sum(lines[at].tax for at in members) == expected


@given(amounts, percents, st.booleans())
def test_tax_is_half_up_of_the_exact_fraction(amount, percent, inclusive):
    exact = Fraction(amount * percent, 10**8 + (percent if inclusive else 0))
    assert abs(tax_of(amount, percent, inclusive=inclusive) - exact) <= Fraction(1, 2)


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**6))
def test_half_goes_away_from_zero(numerator, denominator):
    exact = (Decimal(numerator) / Decimal(denominator)).quantize(Decimal(1), ROUND_HALF_UP)
    assert divide_half_up(numerator, denominator) == int(exact)
    assert divide_half_up(-numerator, denominator) == -int(exact)


@given(st.integers(-(10**12), 10**12), st.lists(amounts, min_size=1, max_size=30))
def test_shares_sum_to_the_whole_and_none_is_a_unit_off_its_part(total, weights):
    shares = spread(total, weights)
    assert sum(shares) == total
    whole = sum(weights)
    if whole:
        assert all(
            abs(share - Fraction(total * weight, whole)) < 1 for share, weight in zip(shares, weights, strict=True)
        )


@given(st.integers(0, 10**10), st.sampled_from([1, 5, 10, 20, 25, 50, 100]))
def test_cash_is_rounded_to_coins_by_at_most_half_a_coin(due, coin):
    rounding = cash_rounding_of(due, coin)
    assert (due + rounding) % coin == 0
    assert abs(rounding) * 2 <= coin


steps = st.lists(st.tuples(st.sampled_from(["put", "take"]), quantities, costs), max_size=30)


@given(steps)
def test_a_levels_value_is_the_sum_of_its_movements_and_never_outlives_its_quantity(story):
    level, quantity, value = Level(), 0, 0
    for verb, moved, cost in story:
        if verb == "put":
            worth, written_off = put(level, moved, cost, digits=2)
            assert worth == value_at(moved, cost, 2)
            quantity, value = quantity + moved, value + worth - written_off
        else:
            quantity, value = quantity - moved, value - take(level, moved, digits=2)
        assert (level.quantity, level.value) == (quantity, value)
        if quantity == 0:
            assert value == 0
        # Value and quantity never lie on different sides of nothing.
        assert quantity * value >= 0
    if quantity > 0:
        assert take(level, quantity, digits=2) == value
        assert level.value == 0


@given(st.integers(1, 10**8), st.integers(0, 10**12), st.data())
def test_what_is_taken_from_a_level_costs_its_share_of_the_value(held, worth, data):
    level = Level(held, worth, 0)
    taken = data.draw(st.integers(1, held))
    assert abs(take(level, taken, digits=2) - Fraction(worth * taken, held)) <= Fraction(1, 2)


sides = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(["x", None]), st.integers(-(10**9), 10**9)))


@given(sides)
def test_a_journal_balances_or_is_not_made(given_sides):
    entry = Entry()
    for account, location, amount in given_sides:
        entry.debit(account, location, amount)
    total = sum(amount for *_, amount in given_sides)
    if total:
        with pytest.raises(UnbalancedError):
            entry.lines()
        entry.credit("balance", None, total)
    lines = entry.lines()
    assert sum(debit - credit for *_, debit, credit in lines) == 0
    assert all((debit > 0) != (credit > 0) for *_, debit, credit in lines)
    assert len({line[:2] for line in lines}) == len(lines)
    assert entry.reversed().lines() == [(account, place, credit, debit) for account, place, debit, credit in lines]


HEAD = {"book": "GEN", "number": 1, "business_date": "2026-11-22", "memo": "", "source_type": "journal"}
HEAD |= {"source_id": "s", "id": "j", "original_date": "", "occurred_at": "", "reverses_id": ""}


@given(st.sampled_from(sorted(HEAD)), st.text(min_size=1, max_size=5))
def test_a_change_behind_the_back_of_the_program_breaks_the_chain(name, other):
    lines = [("a", None, 5, 0), ("b", "x", 0, 5)]
    kept = journal_hash(b"", HEAD, lines)
    assert journal_hash(b"", HEAD, lines) == kept
    if other != str(HEAD[name]):
        assert journal_hash(b"", HEAD | {name: other}, lines) != kept
    assert journal_hash(b"\0", HEAD, lines) != kept
    assert journal_hash(b"", HEAD, lines[::-1]) != kept
    assert journal_hash(b"", HEAD, [("a", None, 5, 0, "memo"), lines[1]]) != kept
    assert journal_hash(b"", HEAD, [("a", None, 6, 0), ("b", "x", 0, 6)]) != kept


@given(st.integers(-(10**12), 10**12), st.integers(0, 6))
def test_a_scaled_number_is_written_and_read_without_loss(value, digits):
    assert scaled(text_of(value, digits), digits, limit=10**13) == value


@pytest.mark.parametrize(
    "text", ["1.000000000000000000000000000000000001", "1e-999999999", "1e999999999", "NaN", "sNaN"]
)
def test_a_number_is_taken_exactly_or_not_at_all(text):
    with pytest.raises(InexactError):
        scaled(Decimal(text), 4, limit=10**13)
