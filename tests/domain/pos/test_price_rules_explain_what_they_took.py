"""Price lists and promotions as pure rules: what must hold for every basket, not only for examples."""

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.pos.price_rules import (
    BasketLine,
    Conditions,
    Entry,
    Hours,
    Occasion,
    PriceList,
    Promotion,
    PromotionKind,
    Rules,
    price_basket,
)
from domain.pos.price_rules.lists import best_price
from domain.pos.pricing import HUNDRED_PERCENT, extend

ONE = 10_000
ITEMS = "abcd"
CATEGORIES = {"a": "drinks", "b": "drinks", "c": "food", "d": None}
PRICES = {"a": 3_500_000, "b": 1_990_000, "c": 10_333_333, "d": 7_000}
HERE = Occasion("here", datetime(2026, 3, 4, 12, 30, tzinfo=UTC))

EVERYTHING: list[frozenset[str]] = [frozenset()] * 3
rarely = st.sampled_from([False, False, False, True])
subsets = st.sampled_from([*EVERYTHING, frozenset("a"), frozenset("bc"), frozenset("d")])
kinds_of_goods = st.sampled_from([*EVERYTHING, frozenset({"drinks"}), frozenset({"food"})])
conditions = st.builds(
    Conditions, location_ids=st.sampled_from([*EVERYTHING, frozenset({"here"}), frozenset({"elsewhere"})])
)


@st.composite
def baskets(draw):
    lines = []
    for _ in range(draw(st.sampled_from([1, 2, 3, 4, 5, 6]))):
        item = draw(st.sampled_from(ITEMS))
        quantity = draw(st.one_of(st.integers(1, 7).map(lambda units: units * ONE), st.integers(1, 90_000)))
        line = BasketLine(item, quantity, PRICES[item], CATEGORIES[item])
        discount = draw(st.sampled_from([0, 0, 0, 1, extend(quantity, PRICES[item], 2) // 3]))
        lines.append(replace(line, discount=discount, trusted=draw(rarely), packed=draw(rarely)))
    return lines


@st.composite
def promotions(draw):
    return Promotion(
        code=draw(st.text("XYZ", min_size=3, max_size=3)),
        name="Offer",
        kind=draw(st.sampled_from(PromotionKind)),
        priority=draw(st.integers(0, 2)),
        exclusive=draw(st.sampled_from([False, False, True])),
        conditions=draw(conditions),
        item_ids=draw(subsets),
        categories=draw(kinds_of_goods),
        percent=draw(st.sampled_from([5 * 10**6, 12_500_000, 33_333_333, 50 * 10**6, HUNDRED_PERCENT])),
        amount=draw(st.sampled_from([1, 99, 500, 2000])),
        per_unit=draw(st.booleans()),
        buy=draw(st.integers(1, 4)),
        get=draw(st.integers(1, 3)),
        min_amount=draw(st.sampled_from([0, 0, 1000])),
    )


def by_code(found):
    return list({one.code: one for one in found}.values())


lists = st.lists(
    st.builds(
        PriceList, st.sampled_from("LMN"), st.sampled_from("LMN"), st.just("List"), st.integers(0, 1), conditions
    ),
    max_size=3,
).map(lambda found: list({one.id: one for one in found}.values()))
entries = st.dictionaries(
    st.sampled_from(ITEMS),
    st.lists(st.builds(Entry, st.sampled_from("LMN"), st.integers(1, 60_000), st.integers(0, 12_000_000)), max_size=4),
)
rules = st.builds(
    lambda found, offers: Rules(tuple(found), tuple(by_code(offers))),
    lists,
    st.lists(promotions(), min_size=1, max_size=4),
)


def priced(lines, found, listed=None, occasion=HERE):
    return price_basket(lines, found, listed or {}, occasion, digits=2)


def to_pay(lines, result):
    return [
        extend(line.quantity, one.unit_price, 2) - line.discount - one.taken
        for line, one in zip(lines, result, strict=True)
    ]


@given(baskets(), rules, entries)
@settings(max_examples=400)
def test_what_was_taken_off_is_explained_to_the_last_unit_and_never_more_than_there_was(lines, found, listed):
    for line, one in zip(lines, priced(lines, found, listed), strict=True):
        if line.trusted:
            assert (one.taken, one.explained) == (0, ())
            continue
        amount = extend(line.quantity, one.unit_price, 2) - line.discount
        assert 0 <= one.taken <= max(0, amount)
        saved = extend(line.quantity, line.own_price, 2) - (amount + line.discount - one.taken)
        assert sum(why.amount for why in one.explained) == saved
        assert one.taken == sum(why.amount for why in one.explained if why.kind == "promotion")
        assert all(why.amount > 0 for why in one.explained if why.kind == "promotion")


@given(baskets(), rules, entries, st.randoms())
@settings(max_examples=400)
def test_the_order_in_which_a_basket_was_rung_up_does_not_matter(lines, found, listed, dice):
    before = priced(lines, found, listed)
    order = list(range(len(lines)))
    dice.shuffle(order)
    mixed = [lines[at] for at in order]
    after = priced(mixed, found, listed)
    assert sum(to_pay(mixed, after)) == sum(to_pay(lines, before))
    assert sorted(zip(mixed, after, strict=True), key=repr) == sorted(zip(lines, before, strict=True), key=repr)


@given(baskets(), rules, entries, st.randoms())
@settings(max_examples=400)
def test_the_order_in_which_rules_were_made_does_not_matter(lines, found, listed, dice):
    mixed = [list(found.lists), list(found.promotions)]
    for one in mixed:
        dice.shuffle(one)
    entries_mixed = {item: dice.sample(one, len(one)) for item, one in listed.items()}
    assert priced(lines, Rules(*map(tuple, mixed)), entries_mixed) == priced(lines, found, listed)


@given(baskets(), rules, entries, promotions())
def test_a_promotion_that_does_not_hold_changes_nothing(lines, found, listed, other):
    elsewhere = replace(other, code="none", conditions=Conditions(location_ids=frozenset({"elsewhere"})))
    on_nothing = replace(other, code="nil", item_ids=frozenset({"unsold"}), categories=frozenset())
    more = Rules(found.lists, (*found.promotions, elsewhere, on_nothing))
    assert priced(lines, more, listed) == priced(lines, found, listed)


@given(baskets(), st.lists(promotions(), max_size=3))
def test_a_line_with_a_price_of_its_own_changes_no_other(lines, offers):
    found = Rules(promotions=tuple(by_code(offers)))
    alone = [line for line in lines if not line.trusted]
    kept = [one for line, one in zip(lines, priced(lines, found), strict=True) if not line.trusted]
    assert kept == priced(alone, found)


@given(baskets(), rules, entries)
def test_an_exclusive_promotion_is_alone_on_a_unit(lines, found, listed):
    only = Rules(
        found.lists, tuple(replace(one, exclusive=True, kind=PromotionKind.AMOUNT) for one in found.promotions)
    )
    for one in priced(lines, only, listed):
        assert sum(why.kind == "promotion" for why in one.explained) <= 1


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 900)), min_size=1, max_size=5), st.integers(1, 3))
def test_bought_and_got_the_cheapest_are_free(bought, buy):
    lines = [BasketLine(f"i{at}", units * ONE, cents * 10_000) for at, (units, cents) in enumerate(bought)]
    offer = Promotion(code="O", name="O", kind=PromotionKind.BUY_GET, buy=buy, get=1, percent=HUNDRED_PERCENT)
    units = sorted(cents for count, cents in bought for _ in range(count))
    free = len(units) // (buy + 1)
    assert sum(one.taken for one in priced(lines, Rules(promotions=(offer,)))) == sum(units[:free])


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 900)), min_size=1, max_size=5), st.integers(1, 1500))
def test_three_for_a_price_saves_as_much_as_it_can(bought, price):
    lines = [BasketLine(f"i{at}", units * ONE, cents * 10_000) for at, (units, cents) in enumerate(bought)]
    offer = Promotion(code="O", name="O", kind=PromotionKind.FIXED_PRICE, buy=3, amount=price)
    units = sorted((cents for count, cents in bought for _ in range(count)), reverse=True)
    groups = [sum(units[at : at + 3]) for at in range(0, len(units) - 2, 3)]
    assert sum(one.taken for one in priced(lines, Rules(promotions=(offer,)))) == sum(max(0, g - price) for g in groups)


def offer_of(**given):
    return Promotion(**{"code": "P", "name": "Offer", "kind": PromotionKind.PERCENTAGE, "percent": 10**7, **given})


def test_a_unit_takes_part_in_one_offer():
    lines = [BasketLine("a", 3 * ONE, 2_000_000)]
    first = offer_of(code="1", kind=PromotionKind.BUY_GET, buy=2, get=1, percent=HUNDRED_PERCENT, priority=1)
    second = replace(first, code="2", priority=0, buy=1, get=1)
    assert priced(lines, Rules(promotions=(first, second)))[0].taken == 200
    more = [BasketLine("a", 5 * ONE, 2_000_000)]
    [one] = priced(more, Rules(promotions=(first, second)))
    assert [(why.code, why.amount) for why in one.explained] == [("1", 200), ("2", 200)]


def test_percentages_stack_on_what_is_left_and_an_exclusive_one_ends_it():
    lines = [BasketLine("a", ONE, 100_000_000)]
    ten, half = offer_of(code="T", priority=1), offer_of(code="H", percent=50 * 10**6)
    assert priced(lines, Rules(promotions=(ten, half)))[0].taken == 1000 + 4500
    assert priced(lines, Rules(promotions=(replace(ten, exclusive=True), half)))[0].taken == 1000
    assert priced(lines, Rules(promotions=(ten, replace(half, exclusive=True))))[0].taken == 1000


def test_what_was_taken_before_an_offer_parts_the_units_is_counted_once():
    lines = [BasketLine("a", 5 * ONE, 2_000_000)]
    ten = offer_of(code="T", priority=1)
    third = offer_of(code="B", kind=PromotionKind.BUY_GET, buy=2, get=1, percent=HUNDRED_PERCENT)
    [one] = priced(lines, Rules(promotions=(ten, third)))
    assert [(why.code, why.amount) for why in one.explained] == [("T", 100), ("B", 180)]


def test_an_amount_is_spread_by_largest_remainder_and_ends_at_nothing():
    lines = [BasketLine(item, ONE, price) for item, price in (("a", 1_000_000), ("b", 1_000_000), ("c", 1_000_000))]
    off = offer_of(kind=PromotionKind.AMOUNT, amount=200)
    assert [one.taken for one in priced(lines, Rules(promotions=(off,)))] == [67, 67, 66]
    assert [one.taken for one in priced(lines, Rules(promotions=(replace(off, amount=999),)))] == [100, 100, 100]
    assert [one.taken for one in priced(lines, Rules(promotions=(replace(off, amount=30, per_unit=True),)))] == [30] * 3


def test_an_offer_says_in_words_what_it_is():
    offers = {
        "Offer: 12.5 % off": offer_of(percent=12_500_000),
        "Offer: 2.00 off": offer_of(kind=PromotionKind.AMOUNT, amount=200),
        "Offer: 2.00 off each": offer_of(kind=PromotionKind.AMOUNT, amount=200, per_unit=True),
        "Offer: buy 2, get 1 free": offer_of(kind=PromotionKind.BUY_GET, buy=2, get=1, percent=HUNDRED_PERCENT),
        "Offer: buy 2, get 1 at 50 % off": offer_of(kind=PromotionKind.BUY_GET, buy=2, get=1, percent=50 * 10**6),
        "Offer: 3 for 5.00": offer_of(kind=PromotionKind.FIXED_PRICE, buy=3, amount=500),
    }
    assert {offer.text(2) for offer in offers.values()} == set(offers)


def test_priority_then_price_then_code_choose_the_list():
    lists = [PriceList("1", "B", "B"), PriceList("2", "A", "A"), PriceList("3", "C", "C", priority=1)]
    entries = [Entry("1", ONE, 90), Entry("2", ONE, 90), Entry("3", 5 * ONE, 99), Entry("1", 3 * ONE, 80)]
    chosen = [best_price(lists, entries, quantity=quantity) for quantity in (ONE // 2, ONE, 3 * ONE, 5 * ONE)]
    assert [found and (found[0].code, found[1].price) for found in chosen] == [None, ("A", 90), ("B", 80), ("C", 99)]


def test_a_case_has_its_own_price_and_is_no_unit_of_an_offer():
    case = BasketLine("a", 2 * ONE, 20_000_000, packed=True)
    single = BasketLine("a", 2 * ONE, 2_000_000)
    found = Rules(
        (PriceList("1", "L", "List"),),
        (
            offer_of(code="1", kind=PromotionKind.BUY_GET, buy=1, get=1, percent=HUNDRED_PERCENT, priority=1),
            offer_of(code="2", kind=PromotionKind.AMOUNT, amount=10, per_unit=True, priority=1),
            offer_of(code="3"),
        ),
    )
    first, second = priced([case, single], found, {"a": [Entry("1", 3 * ONE, 1), Entry("1", 0, 1_500_000)]})
    assert (first.unit_price, [(why.code, why.amount) for why in first.explained]) == (20_000_000, [("3", 400)])
    assert [(why.code, why.amount) for why in second.explained] == [("L", 100), ("1", 150), ("2", 10), ("3", 14)]


def test_lines_of_one_item_reach_a_minimum_together():
    lines = [BasketLine("a", 2 * ONE, 3_000_000), BasketLine("a", ONE, 3_000_000)]
    found = priced(lines, Rules((PriceList("1", "W", "Wholesale"),)), {"a": [Entry("1", 3 * ONE, 2_500_000)]})
    assert [(one.unit_price, one.explained[0].text) for one in found] == [
        (2_500_000, "Wholesale: 2.50 instead of 3.00")
    ] * 2
    assert [one.explained[0].amount for one in found] == [100, 50]


def test_conditions_hold_by_the_shops_own_clock():
    evening = Conditions(weekdays=frozenset({5}), hours=(Hours(22 * 60, 2 * 60),), last_day=date(2026, 3, 6))
    friday = Occasion("here", datetime(2026, 3, 6, 23, 0, tzinfo=UTC))
    assert evening.hold(friday)
    assert evening.hold(replace(friday, at=datetime(2026, 3, 7, 1, 59, tzinfo=UTC)))
    assert not evening.hold(replace(friday, at=datetime(2026, 3, 7, 2, 0, tzinfo=UTC)))
    assert not evening.hold(replace(friday, at=datetime(2026, 3, 6, 1, 0, tzinfo=UTC)))
    assert not evening.hold(replace(friday, at=datetime(2026, 3, 13, 23, 0, tzinfo=UTC)))
    lunch = Conditions(hours=(Hours(12 * 60, 14 * 60), Hours(18 * 60, 19 * 60)))
    assert [
        lunch.hold(replace(friday, at=datetime(2026, 3, 6, hour, 0, tzinfo=UTC))) for hour in (11, 12, 14, 18, 19)
    ] == [
        False,
        True,
        False,
        True,
        False,
    ]


def test_a_customer_is_meant_by_id_or_by_group():
    vip = Conditions(customer_ids=frozenset({"ana"}), customer_groups=frozenset({"staff"}))
    assert vip.hold(replace(HERE, customer_id="ana"))
    assert vip.hold(replace(HERE, customer_id="eva", customer_group="staff"))
    assert not vip.hold(replace(HERE, customer_id="eva", customer_group="other"))
    assert not vip.hold(HERE)
