"""What our reports must say by what another program computes; each function takes all that a photo shows of one."""

import re
from collections.abc import Iterable
from decimal import Decimal

from tests.books.fiscal_year import ONE_DAY
from tests.books.photos import Photo, Report
from tests.books.programs import Balances, Program

NOTHING = Decimal(0)
RETAINED_EARNINGS = "3200"
CASH = {"1010", "1020", "1030", "own-cash"}
COST_OF_SALES = re.compile("5|own-cogs")
RESULT = {"revenue", "expense"}


def kept(found: Iterable[tuple[str, Decimal]]) -> Balances:
    """Return sums without those that are nothing; no account is named twice."""
    sums: Balances = {}
    for account, amount in found:
        assert account not in sums
        sums[account] = amount
    return {account: amount for account, amount in sums.items() if amount}


def of_types(program: Program, balances: Balances, *types: str) -> Balances:
    """Return the balances of accounts of these types."""
    return {account: amount for account, amount in balances.items() if program.types[account] in types}


def result_of(program: Program, balances: Balances) -> Decimal:
    """Return what revenue and expense accounts come to, profits positive."""
    return -sum(of_types(program, balances, *RESULT).values(), NOTHING)


def sides(report: Report, what: str = "") -> Balances:
    """Return a balance by account from its two sides."""
    return kept(
        (row["account"], Decimal(row[f"{what}debit"]) - Decimal(row[f"{what}credit"])) for row in report["rows"]
    )


def trial_balances_agree(photo: Photo, program: Program) -> None:
    """Every account on every day and at every place, and what moved in some days, debits and credits apart."""
    for (day, place), report in photo.trial_balances.items():
        assert sides(report) == program.balances(until=day, place=place), (photo.moment, day, place)
        if place is None:
            assert report["total_debit"] == report["total_credit"]
    for ((first, last), place), report in photo.movements.items():
        asked = (photo.moment, first, last, place)
        assert sides(report, "opening_") == program.balances(until=first - ONE_DAY, place=place), asked
        assert sides(report) == program.balances(until=last, place=place), asked
        for side, sign in (("debit", 1), ("credit", -1)):
            found = kept((row["account"], sign * Decimal(row[f"movement_{side}"])) for row in report["rows"])
            assert found == program.balances(since=first, until=last, place=place, side=side), (*asked, side)


def results_agree(photo: Photo, program: Program) -> None:
    """Revenue, costs and what is left of any days at any place, without the closes of years."""
    for ((first, last), place), report in photo.results.items():
        asked = (photo.moment, first, last, place)
        balances = program.balances(since=first, until=last, place=place, closes=False)
        revenue, costs, expenses = (
            {row["account"]: Decimal(row["own"]) for row in report[section]["rows"] if Decimal(row["own"])}
            for section in ("revenue", "cost_of_sales", "operating_expenses")
        )
        assert {code: -amount for code, amount in revenue.items()} == of_types(program, balances, "revenue"), asked
        assert not costs.keys() & expenses.keys()
        assert costs | expenses == of_types(program, balances, "expense"), asked
        assert all(map(COST_OF_SALES.match, costs)), costs
        assert not any(map(COST_OF_SALES.match, expenses)), expenses
        gross = sum(revenue.values(), NOTHING) - sum(costs.values(), NOTHING)
        assert Decimal(report["gross_profit"]) == gross, asked
        assert Decimal(report["net_profit"]) == result_of(program, balances), asked


def sheets_agree(photo: Photo, program: Program) -> None:
    """What there is, what is owed and what is left, on any day, at any place, before and after the year's close."""
    for (day, place), report in photo.sheets.items():
        asked = (photo.moment, day, place)
        balances = program.balances(until=day, place=place)
        assets, debts, equity = (
            {row["account"]: Decimal(row["own"]) for row in report[section]["rows"] if Decimal(row["own"])}
            for section in ("assets", "liabilities", "equity")
        )
        first = photo.first_day if day < photo.next_year else photo.next_year
        current = result_of(program, program.balances(since=first, until=day, place=place, closes=False))
        earlier = result_of(program, balances) - current
        own = {code: -amount for code, amount in of_types(program, balances, "equity").items()}
        own[RETAINED_EARNINGS] = own.get(RETAINED_EARNINGS, NOTHING) + earlier
        assert assets == of_types(program, balances, "asset"), asked
        assert {code: -amount for code, amount in debts.items()} == of_types(program, balances, "liability"), asked
        assert {code: amount for code, amount in equity.items() if code is not None} == kept(own.items()), asked
        assert (equity.get(None, NOTHING), Decimal(report["current_result"])) == (current, current), asked
        total, other = Decimal(report["total_assets"]), Decimal(report["total_liabilities_and_equity"])
        assert total == other == sum(assets.values(), NOTHING), asked
        between = total - sum(debts.values(), NOTHING) - sum(equity.values(), NOTHING)
        assert Decimal(report["between_locations"]) == between == sum(balances.values(), NOTHING), asked
        assert place is not None or between == 0


def cash_flows_agree(photo: Photo, program: Program) -> None:
    """The change of cash is what the cash accounts took, and every bit of it has its reason."""
    for ((first, last), place), report in photo.cash_flows.items():
        asked = (photo.moment, first, last, place)
        moved = program.balances(since=first, until=last, place=place, closes=False)
        for account in report["cash_accounts"]:
            took = Decimal(account["closing"]) - Decimal(account["opening"])
            assert took == moved.get(account["account"], NOTHING), asked
        held = {code: amount for code, amount in program.balances(until=last, place=place).items() if code in CASH}
        closing = kept((one["account"], Decimal(one["closing"])) for one in report["cash_accounts"])
        assert closing == held, asked
        change = sum((amount for code, amount in moved.items() if code in CASH), NOTHING)
        sections = sum((Decimal(report[one]["total"]) for one in ("operating", "investing", "financing")), NOTHING)
        assert Decimal(report["net_change"]) == change == sections + Decimal(report["between_locations"]), asked
        assert Decimal(report["closing_cash"]) == sum(held.values(), NOTHING)
        assert Decimal(report["net_result"]) == result_of(program, moved), asked
        assert Decimal(report["unexplained"]) == 0


def taxes_agree(photo: Photo, program: Program) -> None:
    """The tax accounts took what documents say, but for journals that are named."""
    for ((first, last), place), report in photo.taxes.items():
        tie, asked = report["ledger"], (photo.moment, first, last, place)
        moved = program.balances(since=first, until=last, place=place)
        assert Decimal(tie["ledger"]) == -sum((moved.get(code, NOTHING) for code in tie["accounts"]), NOTHING), asked
        by_hand = sum((Decimal(one["amount"]) for one in tie["journals"]), NOTHING)
        assert Decimal(tie["ledger"]) == Decimal(tie["documents"]) + by_hand + Decimal(tie["not_listed"]), asked
        assert Decimal(tie["documents"]) == Decimal(report["total"]["tax"]), asked
        assert Decimal(tie["unexplained"]) == 0
        assert "2100" in tie["accounts"]
