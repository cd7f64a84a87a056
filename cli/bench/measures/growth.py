"""B9: B1 in a database that has posted a great deal, over B1 in an empty one.

Two databases of one server, both copies of the same template. One is filled first, by admission and drain as anything
is posted, with a year of the same sales that B1 has; then VACUUM and ANALYZE do what autovacuum has done in a year. In
each round both drain the same new sales, one right after the other, and who is first changes; the empty one is a fresh
copy each time, the grown one grows on. The rounds begin after a checkpoint, as B1's do: every page that is then touched
for the first time is written whole to the log, which counts against the grown one, whose indexes have more of them.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

from cli.bench.databases import TEMPLATE, use
from cli.bench.drainers import drain_all, open_drainers
from cli.bench.results import Bar, Cpu, Result, median
from cli.bench.rounds import Bench, Timing
from cli.bench.shops import admit_all, canonical_sales, render_wishes
from cli.load.sales import SaleFactory

GROWN = "grown"
AT_ONCE = 5000
YEAR = timedelta(days=365)
COUNT_LINES = "SELECT count(*) FROM pos.sale_lines"


def growth(bench: Bench, *, sales: int, seed: int, say: Callable[[str], None]) -> Result:
    """Return B9: the drain's rate after `sales` sales over its rate after none, medians of the rounds.

    Raises `RuntimeError` where a sale was not posted.
    """
    rounds, each = bench.sizes.rounds, bench.sizes.warm + bench.sizes.sales
    pace = YEAR / (sales + rounds * each)
    factory = bench.shop.factory(seed=seed, start=datetime.now(UTC) - YEAR, pace=pace)
    empty: list[Timing] = []
    grown: list[Timing] = []
    with bench.fresh(TEMPLATE, GROWN) as name:
        say(f"B9: posting {sales:,} sales to begin with")
        _fill(bench, name, factory, sales)
        with bench.databases.superuser(name) as connection:
            connection.execute("VACUUM (ANALYZE)")
        before = _lines(bench, name)
        for at in range(rounds):
            say(f"B9: round {at + 1} of {rounds}")
            _round(bench, factory, empty, grown, grown_first=at % 2 == 1)
        after = _lines(bench, name)
    return _result(empty, grown, before=before, after=after)


def _fill(bench: Bench, name: str, factory: SaleFactory, sales: int) -> None:
    """Post sales, some thousands at a time; the next ones are rung up while the crew drains."""
    ended: dict[str, int] = {}
    open_drainers(bench.crew, bench.databases.app_url(name))
    with ThreadPoolExecutor(1) as beside:
        rendered = _next(bench, factory, min(AT_ONCE, sales))
        for at in range(0, sales, AT_ONCE):
            admit_all(rendered)
            turn = beside.submit(bench.crew.work, drain_all)
            rendered = _next(bench, factory, max(0, min(AT_ONCE, sales - at - AT_ONCE)))
            for status, count in turn.result().ended.items():
                ended[status] = ended.get(status, 0) + count
            if not at:
                # Autovacuum's first visit, which a minute's fill may not see.
                with bench.databases.superuser(name) as connection:
                    connection.execute("ANALYZE")
    bench.crew.close()
    if ended != {"posted": sales}:
        message = f"{sales} sales were to be posted to begin with, and these ended: {ended}"
        raise RuntimeError(message)


def _next(bench: Bench, factory: SaleFactory, count: int) -> Sequence[tuple[str, str]]:
    wanted = canonical_sales(bench.shop, (sale.body for sale in factory.sales(count)))
    return render_wishes(wanted, actor_id=bench.shop.actor_id)


def _round(bench: Bench, factory: SaleFactory, empty: list[Timing], grown: list[Timing], *, grown_first: bool) -> None:
    """Drain the same sales in both databases."""
    sales = bench.ring_up(factory, bench.sizes.sales)
    with bench.fresh(TEMPLATE) as fresh:
        sides = [(fresh, empty), (GROWN, grown)]
        for name, timings in reversed(sides) if grown_first else sides:
            use(bench.databases.app_url(name))
            with bench.databases.superuser(name) as connection:
                connection.execute("CHECKPOINT")
            timings.append(bench.drain_in(name, sales))


def _lines(bench: Bench, name: str) -> int:
    with bench.databases.superuser(name) as connection:
        row = connection.execute(COUNT_LINES).fetchone()
    assert row is not None
    return int(row[0])


def _result(empty: Sequence[Timing], grown: Sequence[Timing], *, before: int, after: int) -> Result:
    empty_rate, grown_rate = (median([one.rate for one in side]) for side in (empty, grown))
    empty_cpu, grown_cpu = _cpu(empty), _cpu(grown)
    absolute: dict[str, Any] = {
        "grown_sales_per_s": grown_rate,
        "empty_sales_per_s": empty_rate,
        "lines_before": before,
        "lines_after": after,
        "grown_python_cpu_us": grown_cpu.python,
        "grown_postgres_cpu_us": grown_cpu.postgres,
        "empty_python_cpu_us": empty_cpu.python,
        "empty_postgres_cpu_us": empty_cpu.postgres,
        "empty_cpu_over_grown_cpu": empty_cpu.total / grown_cpu.total,
        "grown_rounds": [one.rate for one in grown],
        "empty_rounds": [one.rate for one in empty],
    }
    return Result(
        "B9",
        f"growth: B1 after {before:,} lines, over B1 when empty",
        [Bar("over B1 when empty", grown_rate / empty_rate, 0.85, 0.95)],
        absolute,
        grown_cpu,
        "two databases of one server drain the same sales in turn, after a checkpoint each; filled by the drain itself",
    )


def _cpu(rounds: Sequence[Timing]) -> Cpu:
    return Cpu(median([one.python_us for one in rounds]), median([one.postgres_us for one in rounds]))
