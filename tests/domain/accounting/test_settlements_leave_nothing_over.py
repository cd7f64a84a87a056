"""What goes with a settlement is a share of its item, whatever is settled in what order, and nothing is left over."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from domain.accounting.foreign import RATE_ONE, Settled, base_of, share_of

AMOUNTS = st.integers(1, 10**12)
RATES = st.integers(1, 10**4 * RATE_ONE)
DIGITS = st.sampled_from([0, 2, 3])


@given(amount=st.integers(-(10**12), 10**12), rate=RATES, digits=DIGITS, base_digits=DIGITS)
def test_a_line_is_worth_its_amount_at_the_rate_to_the_nearest_unit(amount, rate, digits, base_digits):
    exact = Fraction(amount, 10**digits) * Fraction(rate, RATE_ONE) * 10**base_digits
    worth = base_of(amount, rate=rate, digits=digits, base_digits=base_digits)
    assert abs(worth - exact) <= Fraction(1, 2)
    assert base_of(-amount, rate=rate, digits=digits, base_digits=base_digits) == -worth
    if abs(worth - exact) == Fraction(1, 2):
        assert abs(worth) > abs(exact)


def test_a_half_goes_away_from_zero():
    assert [base_of(amount, rate=RATE_ONE // 2, digits=2, base_digits=2) for amount in (1, -1, 3)] == [1, -1, 2]
    assert base_of(100, rate=66 * RATE_ONE // 10_000, digits=0, base_digits=2) == 66


@st.composite
def settlements(draw):
    amount, base = draw(AMOUNTS), draw(st.integers(0, 10**12))
    cuts = sorted(draw(st.sets(st.integers(1, amount), max_size=8)) | {amount})
    return amount, base, [after - before for before, after in zip([0, *cuts], cuts, strict=False)]


@given(settlements())
def test_settled_in_any_number_of_parts_an_item_ends_at_exactly_zero(case):
    amount, base, parts = case
    settled = Settled(0, 0)
    for taken in parts:
        share = share_of(amount=amount, base=base, settled=settled, taken=taken)
        settled = Settled(settled.amount + taken, settled.base + share)
        assert share >= 0
        assert abs(settled.base - Fraction(base * settled.amount, amount)) <= Fraction(1, 2)
    assert settled == Settled(amount, base)


@given(settlements(), st.lists(st.integers(0, 7), max_size=12))
def test_what_is_taken_back_and_settled_again_ends_at_exactly_zero_too(case, backs):
    amount, base, parts = case
    waiting, done = list(parts), list[tuple[int, int]]()

    def now():
        return Settled(sum(taken for taken, _ in done), sum(share for _, share in done))

    while waiting:
        taken = waiting.pop()
        before = now()
        share = share_of(amount=amount, base=base, settled=before, taken=taken)
        assert 0 <= share <= base - before.base
        done.append((taken, share))
        if backs and backs.pop() < len(done):
            waiting.append(done.pop(0)[0])
        assert 0 <= now().base <= base
    assert now() == Settled(amount, base)
