"""The reports' figures as plain sums over every line of every journal: slow, and without a trick."""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from domain.posting.drain import connect_for_posting
from domain.summaries.service import summarize
from tests.postings import journal, post_all
from tests.shops import Shop

LINES = """
SELECT j.business_date, j.book, j.number, l.line_no, j.id, j.source_type, a.code, a.type,
    coalesce(l.location_id, '00000000-0000-0000-0000-000000000000')::text, l.debit, l.credit
FROM acct.journals j
JOIN acct.journal_lines l ON l.org_id = j.org_id AND l.journal_id = j.id
JOIN acct.chart_of_accounts a ON a.org_id = l.org_id AND a.id = l.account_id
WHERE j.org_id = %s
ORDER BY a.code, j.business_date, j.book, j.number, l.line_no
"""
HEADS = "SELECT business_date, book, number FROM acct.journals WHERE org_id = %s ORDER BY business_date, book, number"
CLOSES = ("year_close", "year_reopen")


@dataclass(frozen=True)
class PlainLine:
    """One side of one journal."""

    day: date
    book: str
    number: int
    line_no: int
    journal_id: str
    source_type: str
    account: str
    type: str
    location: str
    debit: int
    credit: int


@dataclass(frozen=True)
class Books:
    """All lines of a shop, and what they come to."""

    shop: Shop
    digits: int
    lines: tuple[PlainLine, ...]
    heads: tuple[tuple[date, str, int], ...]
    """Business date, book and number of every journal; some have no lines."""

    @property
    def days(self) -> list[date]:
        return sorted({line.day for line in self.lines})

    @property
    def places(self) -> list[str | None]:
        return [None, *sorted({line.location for line in self.lines})]

    def within(
        self, first: date | None, last: date, place: str | None = None, *, closes: bool = True
    ) -> Iterator[PlainLine]:
        """Yield the lines of some days, at some location."""
        for line in self.lines:
            dated = (first is None or line.day >= first) and line.day <= last
            if dated and place in {None, line.location} and (closes or line.source_type not in CLOSES):
                yield line

    def sums(self, *args: Any, **given: Any) -> dict[str, tuple[Decimal, Decimal]]:
        """Return debit and credit by account."""
        found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for line in self.within(*args, **given):
            found[line.account][0] += line.debit
            found[line.account][1] += line.credit
        return {code: (self.money(debit), self.money(credit)) for code, (debit, credit) in found.items()}

    def of_type(self, account_type: str, *args: Any, **given: Any) -> Decimal:
        """Return what all accounts of a type took, debits positive."""
        found = (line for line in self.within(*args, **given) if line.type == account_type)
        return self.money(sum(line.debit - line.credit for line in found))

    def money(self, minor: int) -> Decimal:
        return Decimal(minor).scaleb(-self.digits)

    def some_days(self, rng: random.Random, count: int) -> list[date]:
        """Return days of which something is to be expected: within, before and after everything, ends of months."""
        days = self.days
        ends = [day.replace(day=1) - timedelta(days=1) for day in (days[0], days[-1], days[len(days) // 2])]
        return [*ends, days[0] - timedelta(days=40), days[-1] + timedelta(days=40), *rng.choices(days, k=count)]

    def report(self, name: str, **asked: Any) -> Any:
        """Return a report's JSON."""
        answer = self.ask(name, **asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def ask(self, name: str, **asked: Any) -> Any:
        headers = asked.pop("headers", {})
        params = {key.rstrip("_"): str(value) for key, value in asked.items() if value is not None}
        return self.shop.get(f"/api/reports/{name}", params=params, headers=headers)


def books_of(shop: Shop, *, digits: int) -> Books:
    """Return everything that was posted in a shop."""
    connection = connect_for_posting()
    try:
        with connection.transaction():
            connection.execute("SELECT set_config('app.org_ids', %s, true)", (f"{{{shop.org_id}}}",))
            found = connection.execute(LINES, (shop.org_id,)).fetchall()
            heads = connection.execute(HEADS, (shop.org_id,)).fetchall()
    finally:
        connection.close()
    return Books(shop, digits, tuple(PlainLine(*_plain(row)) for row in found), tuple(heads))


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    day, book, number, line_no, journal_id, *rest = row
    return (day, book, number, line_no, str(journal_id), *rest)


def keep_books_by_hand(shop: Shop, rng: random.Random, days: list[date]) -> None:
    """Post what no till posts: capital, loans, equipment and its depreciation, rent, drawings, cash to the bank."""
    places = [item["id"] for item in shop.get("/api/inventory/locations").json()["items"]]
    pairs = [
        ("1030", "3010"),
        ("1030", "2510"),
        ("1510", "1030"),
        ("6100", "1590"),
        ("6020", "1030"),
        ("3020", "1020"),
        ("1030", "1020"),
        ("6010", "2310"),
        ("2510", "1030"),
    ]
    wanted = []
    for day in days:
        for debit, credit in rng.sample(pairs, 3):
            where = {"location_id": rng.choice(places)} if rng.random() < 0.5 else {}
            wanted.append(journal(day.isoformat(), debit, credit, str(rng.randint(1, 900)), **where))
    # From one location to another: neither balances by itself.
    wanted.append(
        (
            "journal.post",
            {
                "id": f"{rng.getrandbits(128):032x}",
                "date": days[0].isoformat(),
                "lines": [
                    {"account": "1020", "debit": "70", "location_id": places[0]},
                    {"account": "1020", "credit": "70", "location_id": places[-1]},
                ],
            },
        )
    )
    post_all(shop, wanted)


def roll_up(shop: Shop, *, journals: int | None) -> None:
    """Roll up so many more journals of a shop; without a number all of them."""
    connection = connect_for_posting()
    try:
        done = 0
        while journals is None or done < journals:
            with connection.transaction():
                connection.execute("SELECT set_config('app.org_ids', %s, true)", (f"{{{shop.org_id}}}",))
                step = summarize(connection, org_id=shop.org_id, limit=min(100, (journals or 10**9) - done))
            done += step.journals
            if not step.journals:
                return
    finally:
        connection.close()
