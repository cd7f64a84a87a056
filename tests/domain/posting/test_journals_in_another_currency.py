"""Journals in another currency: balanced in both, settled to the last unit, with what the rate brought."""

import pytest

from tests.api.nouns import LOCATIONS
from tests.domain.posting.foreign_money import BANK, DAY, PAYABLE, RENT, bill, foreign, items, payment, posted
from tests.domain.posting.till import refused
from tests.draining import drain


def rate(counter, currency, day, value):
    answer = counter.shop.post(
        "/api/accounting/exchange-rates", json={"currency": currency, "date": day, "rate": value, "source": "ECB"}
    )
    assert answer.status_code == 201, answer.text


def test_each_line_is_rounded_by_itself_and_the_difference_is_rounding(counter):
    lines = (("6020", "0.10"), ("6030", "0.10"), ("6040", "0.10"), (BANK, "-0.30"))
    [outcome] = posted(counter, foreign(*lines, rate="1.05"))
    # 0.105 comes to 0.11 three times, 0.315 to 0.32.
    sides = counter.journal(outcome.id)
    assert sides["rounding"] == -1
    assert sides["bank"] == -32
    assert sorted(sides.values()) == [-32, -1, 11, 11, 11]
    lines = counter.query("SELECT sum(amount)::int, sum(base)::int FROM acct.foreign_lines")
    assert lines == [(0, 0)]
    counter.proven()


def test_a_line_says_in_the_chain_of_hashes_what_it_was(counter):
    [outcome] = posted(counter, foreign((RENT, "100.00", {"memo": "March"}), (BANK, "-100.00"), rate="1.105"))
    memos = counter.query("SELECT memo FROM acct.journal_lines WHERE journal_id = %s ORDER BY line_no", (outcome.id,))
    assert memos == [("EUR 100.00 @ 1.1050; March",), ("EUR 100.00 @ 1.1050",)]
    counter.proven()


def test_amounts_have_the_digits_of_their_own_currency(counter):
    [outcome] = posted(counter, foreign((RENT, "1000"), (BANK, "-1000"), currency="JPY", rate="0.0066"))
    assert counter.journal(outcome.id)["bank"] == -660


def test_the_rate_of_a_day_is_the_last_one_on_or_before_it(counter):
    for day, value in (("2026-02-01", "1.01"), (DAY, "1.02"), ("2026-03-03", "1.03")):
        rate(counter, "EUR", day, value)
    lines = ((RENT, "100.00"), (BANK, "-100.00"))
    on_the_day, before, own = posted(
        counter, foreign(*lines), foreign(*lines, date="2026-03-01"), foreign(*lines, rate="2")
    )
    assert [counter.journal(one.id)["bank"] for one in (on_the_day, before, own)] == [-10200, -10100, -20000]


def test_a_day_without_a_rate_is_refused(counter):
    rate(counter, "EUR", "2026-03-03", "1.03")
    rate(counter, "GBP", "2026-01-01", "1.30")
    wanted = foreign((RENT, "100.00"), (BANK, "-100.00"))
    assert refused(counter, wanted) == ("accounting.unknown_rate", "rate")


def test_the_own_currency_is_no_other(counter):
    wanted = foreign((RENT, "1.00"), (BANK, "-1.00"), currency="USD", rate="1")
    assert refused(counter, wanted) == ("accounting.own_currency", "currency")


def test_a_loss_of_the_rate_is_realised_when_it_is_paid(counter):
    [one] = posted(counter, bill())
    [paid] = posted(counter, payment(one.id, "100.00", "1.12"))
    assert counter.journal(paid.id) == {"2010": 11050, "bank": -11200, "exchange_differences": 150}
    assert items(counter) == [(-10000, -11050, -10000, -11050)]
    counter.proven()


def test_a_gain_is_realised_on_the_other_side(counter):
    invoice = foreign(("1100", "100.00", {"open": True}), ("4010", "-100.00"), rate="1.10")
    [one] = posted(counter, invoice)
    receipt = foreign((BANK, "100.00"), ("1100", "-100.00", {"settles": {"journal_id": one.id}}), rate="1.15")
    [paid] = posted(counter, receipt)
    assert counter.journal(paid.id) == {"bank": 11500, "receivable": -11000, "exchange_differences": -500}
    counter.proven()


def test_paid_in_parts_the_account_ends_at_exactly_nothing(counter):
    [one] = posted(counter, bill("0.10", "1.05"))
    for _ in range(3):
        posted(counter, payment(one.id, "0.03", "1.07"))
    assert items(counter) == [(-10, -11, -9, -10)]
    posted(counter, payment(one.id, "0.01", "1.07"))
    assert items(counter) == [(-10, -11, -10, -11)]
    [[left]] = counter.query(
        "SELECT sum(l.debit - l.credit)::int FROM acct.journal_lines l JOIN acct.chart_of_accounts a"
        " ON a.id = l.account_id WHERE a.code = %s",
        (PAYABLE,),
    )
    assert left == 0
    counter.proven()


def test_more_than_is_open_is_not_settled(counter):
    [one] = posted(counter, bill())
    posted(counter, payment(one.id, "60.00", "1.12"))
    assert refused(counter, payment(one.id, "40.01", "1.12")) == ("accounting.over_settled", "lines.0")
    twice = foreign(
        *((PAYABLE, "30.00", {"settles": {"journal_id": one.id}}) for _ in range(2)), (BANK, "-60.00"), rate="1.1"
    )
    assert refused(counter, twice) == ("accounting.over_settled", "lines.1")
    assert items(counter) == [(-10000, -11050, -6000, -6630)]


def test_a_settlement_fits_its_item(counter):
    [one] = posted(counter, bill())
    elsewhere = LOCATIONS.make(counter.shop)["id"]
    settles = {"settles": {"journal_id": one.id, "line_no": 2}}

    def wanted(account=PAYABLE, amount="1.00", currency="EUR", **more):
        other = amount[1:] if amount.startswith("-") else f"-{amount}"
        return foreign((account, amount, settles | more), (BANK, other), rate="1.1", currency=currency)

    differs = "accounting.settlement_differs"
    assert refused(counter, wanted(currency="GBP")) == (differs, "currency")
    assert refused(counter, wanted(account="2020")) == (differs, "lines.0.account")
    assert refused(counter, wanted(location_id=elsewhere)) == (differs, "lines.0.location_id")
    assert refused(counter, wanted(amount="-1.00")) == (differs, "lines.0")


def test_an_item_is_there_and_is_named_without_doubt(counter, other_shop):
    unknown = ("accounting.unknown_open_item", "lines.0.settles")
    assert refused(counter, payment(str(other_shop.org_id), "1.00", "1.1")) == unknown
    [one] = posted(counter, bill())
    assert refused(counter, payment(one.id, "1.00", "1.1", line_no=1)) == unknown
    several = foreign(
        (RENT, "30.00"), (PAYABLE, "-10.00", {"open": True}), (PAYABLE, "-20.00", {"open": True}), rate="1.1"
    )
    [two] = posted(counter, several)
    assert refused(counter, payment(two.id, "10.00", "1.1")) == (
        "accounting.ambiguous_open_item",
        "lines.0.settles",
    )
    posted(counter, payment(two.id, "10.00", "1.1", line_no=2))
    # Of two, one is settled: no doubt is left which is meant.
    posted(counter, payment(two.id, "20.00", "1.1"))
    counter.proven()


def test_the_reversal_of_a_payment_opens_the_item_again(counter):
    [one] = posted(counter, bill())
    [paid] = posted(counter, payment(one.id, "40.00", "1.12"))
    assert refused(counter, counter.reversal(one.id))[0] == "accounting.item_settled"
    posted(counter, counter.reversal(paid.id))
    assert items(counter) == [(-10000, -11050, 0, 0)]
    posted(counter, counter.reversal(one.id))
    assert items(counter) == [(-10000, -11050, -10000, -11050)]
    assert refused(counter, payment(one.id, "1.00", "1.1")) == ("accounting.over_settled", "lines.0")
    counter.proven()


def test_all_of_it_may_arrive_in_one_batch(counter):
    one = bill()
    paid = payment(one[1]["id"], "40.00", "1.12")
    outcomes = counter.post(
        one,
        paid,
        counter.reversal(one[1]["id"]),
        counter.reversal(paid[1]["id"]),
        counter.reversal(one[1]["id"]),
        payment(one[1]["id"], "1.00", "1.1"),
    )
    assert [one.status for one in outcomes] == ["posted", "posted", "rejected", "posted", "posted", "rejected"]
    assert outcomes[2].refusal[0] == "accounting.item_settled"
    assert outcomes[5].refusal[0] == "accounting.over_settled"
    assert items(counter) == [(-10000, -11050, -10000, -11050)]
    counter.proven()


def test_what_is_rehearsed_leaves_nothing(counter):
    before = counter.counts()
    answer = counter.shop.post("/api/accounting/journals", params={"dry_run": "true"}, json=bill()[1])
    assert (answer.status_code, answer.json()["status"]) == (200, "would_post"), answer.text
    assert [line["memo"] for line in answer.json()["journal"]] == ["EUR 100.00 @ 1.1050"] * 2
    assert counter.counts() == before


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        ({"currency": "EURO"}, "currency", "unknown_currency"),
        ({"rate": "0"}, "rate", "too_small"),
        ({"rate": "1.00000000001"}, "rate", "wrong_digits"),
        ({"currency": None, "rate": "1.1"}, "rate", "without_currency"),
        ({"currency": "JPY"}, "lines.0.debit", "wrong_digits"),
        ({"reverse_on": DAY}, "reverse_on", "not_later"),
    ],
)
def test_what_is_plainly_wrong_is_never_accepted(counter, change, path, code):
    body = foreign((RENT, "1.50"), (BANK, "-1.50"), rate="1.1")[1] | change
    body = {name: value for name, value in body.items() if value is not None}
    answer = counter.shop.post("/api/accounting/journals", json=body)
    assert answer.status_code == 422, answer.text
    assert (answer.json()["errors"][0]["path"], answer.json()["errors"][0]["code"]) == (path, code)


def test_open_items_are_kept_of_named_currencies_only(counter):
    _, body = counter.entry(BANK, RENT, "1.00")
    for more in ({"open": True}, {"settles": {"journal_id": body["id"]}}):
        lines = [body["lines"][0] | more, body["lines"][1]]
        answer = counter.shop.post("/api/accounting/journals", json=body | {"lines": lines})
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "without_currency")


def test_an_accrual_is_reversed_by_itself_on_its_day_once(counter):
    entry = counter.entry(RENT, "2310", "80.00", date="2026-01-31", reverse_on="2026-02-01")
    [accrued] = posted(counter, entry)
    drain(counter.shop)
    reversal = counter.outcome(accrued.result["reversal_operation_id"])
    assert (reversal.status, reversal.result["business_date"]) == ("posted", "2026-02-01")
    assert reversal.result["reverses_id"] == accrued.id
    assert refused(counter, counter.reversal(accrued.id))[0] == "accounting.already_reversed"
    assert counter.query("SELECT count(*) FROM acct.journals") == [(2,)]
    counter.proven()


def test_an_accrual_that_is_refused_has_no_reversal(counter):
    entry = counter.entry("9999", "2310", "80.00", date="2026-01-31", reverse_on="2026-02-01")
    assert refused(counter, entry)[0] == "accounting.unknown_account"
    assert counter.query("SELECT count(*) FROM core.operations") == [(1,)]


def test_a_reversal_by_hand_before_leaves_the_other_nothing_to_do(counter):
    entry = counter.entry(RENT, "2310", "80.00", date="2026-01-31", reverse_on="2026-02-01")
    accrued, by_hand = counter.post(entry, counter.reversal(entry[1]["id"]))
    drain(counter.shop)
    assert by_hand.status == "posted"
    follow_up = counter.outcome(accrued.result["reversal_operation_id"])
    assert follow_up.refusal[0] == "accounting.already_reversed"
    counter.proven()
