"""Whatever day, span and location is asked for: reports say what all lines of all journals come to."""

from datetime import timedelta
from decimal import Decimal

TIMES = 25


def amount(text: str) -> Decimal:
    return Decimal(text)


def test_the_trial_balance_of_any_day_at_any_location(books, rng):
    for day in books.some_days(rng, TIMES):
        place = rng.choice(books.places)
        report = books.report("trial-balance", as_of=day, location_id=place)
        said = {row["account"]: amount(row["debit"]) - amount(row["credit"]) for row in report["rows"]}
        sums = books.sums(None, day, place)
        assert said == {code: debit - credit for code, (debit, credit) in sums.items()}, (day, place)
        if place is None:
            assert report["total_debit"] == report["total_credit"]


def test_the_balances_of_any_day_at_any_location(books, rng):
    for day in books.some_days(rng, TIMES):
        place = rng.choice(books.places)
        asked = {"as_of": str(day)} | ({"location_id": place} if place else {})
        items = books.shop.get("/api/accounting/balances", params=asked).json()["items"]
        said = {item["account"]: (amount(item["debit"]), amount(item["credit"])) for item in items}
        assert said == books.sums(None, day, place)
        assert all(amount(one["balance"]) == amount(one["debit"]) - amount(one["credit"]) for one in items)


def test_the_trial_balance_of_any_span(books, rng):
    for last in books.some_days(rng, TIMES):
        first = last - timedelta(days=rng.choice([0, 1, 27, 30, 31, 100, 400]))
        place = rng.choice(books.places)
        report = books.report("trial-balance", from_=first, as_of=last, location_id=place)
        before = books.sums(None, first - timedelta(days=1), place)
        within = books.sums(first, last, place)
        for row in report["rows"]:
            opening = amount(row["opening_debit"]) - amount(row["opening_credit"])
            debit, credit = before.get(row["account"], (Decimal(0), Decimal(0)))
            assert opening == debit - credit
            moved = (amount(row["movement_debit"]), amount(row["movement_credit"]))
            assert moved == within.get(row["account"], (0, 0))
            assert amount(row["debit"]) - amount(row["credit"]) == opening + moved[0] - moved[1]
        assert {row["account"] for row in report["rows"]} == set(before) | set(within)


def test_profit_and_loss_of_any_span_at_any_location_beside_any_other(books, rng):
    for last in books.some_days(rng, TIMES):
        first = last - timedelta(days=rng.choice([0, 6, 27, 30, 100, 364, 400]))
        place = rng.choice(books.places)
        beside = rng.choice(
            [
                {},
                {"compare": "previous_period", "periods": 3},
                {"compare": "previous_year"},
                {"group_by": "month"},
            ]
        )
        report = books.report("profit-and-loss", from_=first, to=last, location_id=place, **beside)
        columns = [{"from": str(first), "to": str(last)}, *report["columns"]]
        for at, column in enumerate(columns):
            span = (column["from"], column["to"])
            earned = -_type(books, "revenue", span, place)
            spent = _type(books, "expense", span, place)
            assert _total(report["revenue"], at) == earned
            assert _total(report["cost_of_sales"], at) + _total(report["operating_expenses"], at) == spent
            assert _at(report, "gross_profit", at) == earned - _total(report["cost_of_sales"], at)
            assert _at(report, "net_profit", at) == earned - spent
            sums = books.sums(_day(span[0]), _day(span[1]), place)
            for name, sign in (("revenue", -1), ("cost_of_sales", 1), ("operating_expenses", 1)):
                for row in report[name]["rows"]:
                    debit, credit = sums.get(row["account"], (Decimal(0), Decimal(0)))
                    if at == 0:
                        assert amount(row["own"]) == sign * (debit - credit)


def test_months_come_to_the_whole(books):
    first, last = books.days[0], books.days[-1]
    while (last - first).days > 1000:
        first += timedelta(days=30)
    report = books.report("profit-and-loss", from_=first, to=last, group_by="month")
    assert sum(map(Decimal, report["net_profit_columns"])) == amount(report["net_profit"])
    assert len(report["columns"]) > 12


def test_the_balance_sheet_balances_on_any_day_at_any_location(books, rng):
    for day in books.some_days(rng, TIMES):
        place = rng.choice(books.places)
        report = books.report("balance-sheet", as_of=day, location_id=place, compare="previous_period", periods=2)
        for at, column in enumerate([{"as_of": str(day)}, *report["columns"]]):
            until = _day(column["as_of"])
            assert _at(report, "total_assets", at) == _at(report, "total_liabilities_and_equity", at)
            assert _total(report["assets"], at) == books.of_type("asset", None, until, place)
            assert _total(report["liabilities"], at) == -books.of_type("liability", None, until, place)
            everything = sum(
                (
                    books.of_type(one, None, until, place)
                    for one in ("asset", "liability", "equity", "revenue", "expense")
                ),
                Decimal(0),
            )
            assert _at(report, "between_locations", at) == everything
            if place is None:
                assert everything == 0


def test_the_cash_flow_explains_all_cash_on_any_day_at_any_location(books, rng):
    for last in books.some_days(rng, TIMES):
        first = last - timedelta(days=rng.choice([0, 6, 30, 200, 400]))
        place = rng.choice(books.places)
        report = books.report("cash-flow", from_=first, to=last, location_id=place)
        before, after = (
            sum(
                (
                    debit - credit
                    for code, (debit, credit) in books.sums(None, day, place).items()
                    if code in {"1010", "1020", "1030"}
                ),
                Decimal(0),
            )
            for day in (first - timedelta(days=1), last)
        )
        assert (amount(report["opening_cash"]), amount(report["closing_cash"])) == (before, after)
        assert amount(report["unexplained"]) == 0
        flows = [amount(report[name]["total"]) for name in ("operating", "investing", "financing")]
        assert sum(flows) + amount(report["between_locations"]) == after - before
        result = -books.of_type("revenue", first, last, place) - books.of_type("expense", first, last, place)
        assert amount(report["net_result"]) == result
        if place is None:
            assert report["between_locations"] == "0.00"


def _day(text):
    from datetime import date

    return date.fromisoformat(text)


def _type(books, account_type, span, place):
    return books.of_type(account_type, _day(span[0]), _day(span[1]), place)


def _total(section, at):
    return amount([section["total"], *section["total_columns"]][at])


def _at(report, name, at):
    return amount([report[name], *report[f"{name}_columns"]][at])
