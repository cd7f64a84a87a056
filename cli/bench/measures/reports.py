"""B11, widened: the first page of every report over HTTP, after a year of sales.

The year is posted like anything else, by batches; the scheduled work of the installation rolls its journals up. Then
every report is asked in turn, again and again, once with everything rolled up and once with sales that are not yet.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg

from cli.bench.installation import Installation
from cli.bench.measures.bulk import BATCH, post_batches
from cli.bench.results import Bar, Result, median
from cli.load import Client, run

ASKED = 5
TAIL_SALES = 1000
AT_ONCE = 50_000
"""Sales that may wait at a time: an organization's backlog is bounded."""

YEAR = timedelta(days=365)
POLL_S = 0.25
OK = 200
BEHIND = """
SELECT coalesce(sum(b.last_number - coalesce(m.number, 0)), 0)
FROM acct.books b LEFT JOIN acct.summary_marks m ON m.org_id = b.org_id AND m.book = b.code
WHERE b.org_id = %s
"""
LINES = """
SELECT (SELECT count(*) FROM pos.sale_lines WHERE org_id = %(org_id)s),
    (SELECT count(*) FROM acct.journal_lines WHERE org_id = %(org_id)s)
"""
Query = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Span:
    """What the reports are asked about: the year that was sold, and somebody and something in it."""

    first: date
    last: date
    item_id: str
    location_id: str
    terminal_id: str

    @property
    def middle(self) -> date:
        """A day in the middle of a month, in the middle of the year: no whole month ends on it."""
        return (self.first + (self.last - self.first) / 2).replace(day=17)


def _year(span: Span, **more: str) -> Query:
    return {"from": span.first.isoformat(), "to": span.last.isoformat(), **more}


def _as_of(span: Span, **more: str) -> Query:
    return {"as_of": span.middle.isoformat(), **more}


REPORTS: Mapping[str, Callable[[Span], list[Query]]] = {
    "trial-balance": lambda span: [{}, _as_of(span), _as_of(span, location_id=span.location_id)],
    "general-ledger": lambda span: [_year(span, account="1010"), _year(span, account="3100"), _year(span)],
    "journal": lambda span: [_year(span)],
    "profit-and-loss": lambda span: [_year(span), _year(span, location_id=span.location_id)],
    "balance-sheet": lambda span: [{}, _as_of(span)],
    "cash-flow": lambda span: [_year(span)],
    "tax": lambda span: [_year(span)],
    "receivables": lambda span: [{}, _as_of(span)],
    "sales": lambda span: (
        [
            _year(span, group_by=by)
            for by in (
                *("day", "hour", "weekday", "month", "item", "category", "location", "terminal", "cashier", "tender"),
                "kind",
            )
        ]
        + [_year(span, group_by="item", location_id=span.location_id)]
    ),
    "gross-margin": lambda span: [_year(span)],
    "discounts": lambda span: [_year(span)],
    "stock-valuation": lambda span: [{}, _as_of(span)],
    "stock-card": lambda span: [_year(span, item_id=span.item_id)],
    "low-stock": lambda _span: [{}],
    "dead-stock": lambda _span: [{}],
    "expiring": lambda _span: [{}],
    "tie-out": lambda span: [_year(span)],
}
"""Every report, and what it is asked here."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How long the first page of every report took, milliseconds, the slowest of each report's questions."""

    sale_lines: int
    journal_lines: int
    rolled_up: Mapping[str, float]
    with_a_tail: Mapping[str, float]

    def bars(self) -> list[Bar]:
        """Return what is asked of the slowest report."""
        return [
            Bar("slowest report", max(self.rolled_up.values()), 200, 50, "ms", more_is_better=False),
            Bar("with a tail", max(self.with_a_tail.values()), 200, 50, "ms", more_is_better=False),
        ]

    def absolute(self) -> dict[str, Any]:
        """Return what was measured."""
        return {
            "sale_lines": self.sale_lines,
            "journal_lines": self.journal_lines,
            "report_ms": dict(self.rolled_up),
            f"report_ms_with_{TAIL_SALES}_sales_not_rolled_up": dict(self.with_a_tail),
        }


def reports(place: Installation, *, sales: int, seed: int) -> Asked:
    """Sell for a year, `sales` in all besides what was sold already, and ask for every report."""
    first = datetime.now(UTC) - YEAR
    if sales:
        factory = place.shop.factory(seed=seed, start=first, pace=YEAR / sales)
        for at in range(0, sales, AT_ONCE):
            began, _, _ = post_batches(place, place.shop, factory, batches=-(-min(AT_ONCE, sales - at) // BATCH))
            place.posted_since(began)
    _wait_until_rolled_up(place)
    span = Span(
        first.date(),
        datetime.now(UTC).date(),
        place.shop.articles[0].id,
        place.shop.locations[0],
        place.shop.tills[0].terminal_id,
    )
    rolled_up = _ask_for_all(place, span)
    began, _, _ = post_batches(place, place.shop, place.shop.factory(seed=seed + 1), batches=TAIL_SALES // BATCH)
    place.posted_since(began)
    with_a_tail = _ask_for_all(place, span, times=1)
    sale_lines, journal_lines = _ask(place, LINES)
    return Asked(sale_lines, journal_lines, rolled_up, with_a_tail)


def widened(found: Result, asked: Asked) -> Result:
    """Return B11 with every report beside the trial balance."""
    return Result(
        found.id,
        f"{found.name}, every report over {asked.sale_lines:,} sale lines",
        [*found.bars, *asked.bars()],
        {**found.absolute, **asked.absolute()},
        found.cpu,
        f"{found.note}; slowest: {max(asked.rolled_up, key=lambda name: asked.rolled_up[name])}",
    )


def _ask(place: Installation, statement: str) -> tuple[Any, ...]:
    with psycopg.connect(place.stack.environment["ARCOIRIS_DATABASE_URL"], autocommit=True) as connection:
        connection.execute("SELECT set_config('app.org_ids', %s, false)", (f"{{{place.shop.org_id}}}",))
        given = {"org_id": place.shop.org_id} if "%(org_id)s" in statement else (place.shop.org_id,)
        row = connection.execute(statement, given).fetchone()
    assert row is not None
    return row


def _wait_until_rolled_up(place: Installation) -> None:
    deadline = time.monotonic() + 600
    while _ask(place, BEHIND)[0]:
        if time.monotonic() > deadline:
            message = "the summaries are still behind after ten minutes"
            raise RuntimeError(message)
        time.sleep(POLL_S)


def _ask_for_all(place: Installation, span: Span, *, times: int = ASKED) -> dict[str, float]:
    return run(_ask_in_turn(place, span, times))


async def _ask_in_turn(place: Installation, span: Span, times: int) -> dict[str, float]:
    seen: dict[tuple[str, int], list[float]] = {}
    client = Client(place.shop.target)
    try:
        for _ in range(times):
            for name, questions in REPORTS.items():
                for at, query in enumerate(questions(span)):
                    path = f"/api/reports/{name}?" + "&".join(f"{key}={value}" for key, value in query.items())
                    began = time.perf_counter()
                    answer = await client.send(place.shop.request("GET", path))
                    if answer.status != OK:
                        message = f"{path} answered {answer.status}: {answer.body[:300]!r}"
                        raise RuntimeError(message)
                    seen.setdefault((name, at), []).append((time.perf_counter() - began) * 1000)
    finally:
        client.close()
    return {name: max(median(taken) for (one, _), taken in seen.items() if one == name) for name in REPORTS}
