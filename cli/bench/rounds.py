"""The rounds that B1, B2, B3, B8 and B14 are taken from: everything that is compared, in turn, again and again.

What is compared stands side by side in time, because the machine is shared: each round does all of it once, every
time on a fresh copy of the same prepared database, after a checkpoint, with warm connections. The statistics are what
a young installation has after autovacuum's first visit: ANALYZE over the prepared database, and over the inbox once it
is full. The rest of the round's tables begin empty.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from cli.bench import copying, plain
from cli.bench.databases import TEMPLATE, Databases, cpu_between, use
from cli.bench.drainers import Crew, Turn, drain_all, open_drainers
from cli.bench.shops import BenchShop, Wanted, admit_all, canonical_sales, open_bench_shop, render_wishes
from cli.bench.tenants import multiply
from cli.load.sales import SaleFactory

TENANTS = "tenants"
ROUND = "round"
Rendered = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured: sales a round."""

    rounds: int
    sales: int
    plain_sales: int
    lane_sales: int
    organizations: int
    waves: int
    items: int = 500
    locations: int = 8
    tenant_items: int = 40
    warm: int = 160


@dataclass(frozen=True, slots=True)
class Timing:
    """One way of writing sales, once: how many, how long, and what it cost, microseconds of processor for a sale."""

    sales: int
    seconds: float
    python_us: float
    postgres_us: float

    @property
    def rate(self) -> float:
        """Sales a second."""
        return self.sales / self.seconds


@dataclass(frozen=True, slots=True)
class Sales:
    """Sales of one round: a few to warm up with, then the measured ones; as wanted, and as admission takes them."""

    count: int
    warm: Sequence[Wanted]
    measured: Sequence[Wanted]
    warm_rendered: Rendered
    measured_rendered: Rendered


@dataclass(slots=True)
class Timings:
    """Every round's timings, by what was done."""

    drain: list[Timing] = field(default_factory=list)
    copy: list[Timing] = field(default_factory=list)
    plain: list[Timing] = field(default_factory=list)
    lane: list[Timing] = field(default_factory=list)
    hot_lane: list[Timing] = field(default_factory=list)
    hot: list[Timing] = field(default_factory=list)
    tenants: list[Timing] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    shards: int = 0


class Bench:
    """Everything prepared once: databases, shops, and the sales of every round in the form that admission takes."""

    def __init__(self, databases: Databases, crew: Crew, sizes: Sizes, *, seed: int) -> None:
        """Prepare; takes some seconds."""
        self.databases, self.crew, self.sizes, self._seed = databases, crew, sizes, seed
        databases.server.create_database(TENANTS, TEMPLATE)
        use(databases.app_url(TEMPLATE))
        self.shop = open_bench_shop(seed=seed, items=sizes.items, locations=sizes.locations)
        use(databases.app_url(TENANTS))
        tenant = open_bench_shop(seed=seed + 1, items=sizes.tenant_items, locations=1)
        use(databases.app_url("postgres"))
        with databases.superuser(TENANTS) as connection:
            org_ids = multiply(connection, tenant.org_id, count=sizes.organizations)
        for name in (TEMPLATE, TENANTS):
            with databases.superuser(name) as connection:
                connection.execute("ANALYZE")
        one_till = self.shop.terminals[:1]
        self.sales = self._ring_up(sizes.sales)
        self.hot_sales = self._ring_up(sizes.sales, hot=True)
        self.lane_sales = self._ring_up(sizes.lane_sales, terminals=one_till)
        self.hot_lane_sales = self._ring_up(sizes.lane_sales, terminals=one_till, hot=True)
        self.waves = [
            render_wishes(wave, actor_id=tenant.actor_id)
            for wave in _spread(canonical_sales(tenant, self._bodies(tenant, sizes.waves + 1)), org_ids)
        ]

    def _bodies(self, shop: BenchShop, count: int) -> list[bytes]:
        return [sale.body for sale in shop.factory(seed=self._seed).sales(count)]

    def _ring_up(self, count: int, **how: Any) -> Sales:
        return self.ring_up(self.shop.factory(seed=self._seed, **how), count)

    def ring_up(self, factory: SaleFactory, count: int) -> Sales:
        """Return the next sales of a factory of the shop's: those to warm up with, then as many as are measured."""
        shop = self.shop
        wanted = canonical_sales(shop, (sale.body for sale in factory.sales(self.sizes.warm + count)))
        warm, measured = wanted[: self.sizes.warm], wanted[self.sizes.warm :]
        rendered = [render_wishes(part, actor_id=shop.actor_id) for part in (warm, measured)]
        return Sales(count, warm, measured, rendered[0], rendered[1])

    def run(self, timings: Timings) -> None:
        """Do one round of everything."""
        timings.drain.append(self._drain(self.sales, timings, then_copy=True))
        timings.plain.append(self._plain())
        timings.hot.append(self._drain(self.hot_sales, timings))
        timings.lane.append(self._drain(self.lane_sales, timings))
        timings.hot_lane.append(self._drain(self.hot_lane_sales, timings))
        timings.tenants.append(self._tenants())

    @contextmanager
    def fresh(self, template: str, name: str = ROUND) -> Iterator[str]:
        """Make a copy of a template that the settings lead to for the length of a block; yields its name."""
        with self.databases.copy_of(template, name):
            use(self.databases.app_url(name))
            try:
                yield name
            finally:
                use(self.databases.app_url("postgres"))

    def _drain(self, sales: Sales, timings: Timings, *, then_copy: bool = False) -> Timing:
        with self.fresh(TEMPLATE) as name:
            timing = self.drain_in(name, sales)
            if then_copy:
                timings.copy.append(self._copy(name, timings))
        return timing

    def drain_in(self, name: str, sales: Sales) -> Timing:
        """Warm up and drain in a database that the settings lead to. Raises `RuntimeError` unless all is posted."""
        open_drainers(self.crew, self.databases.app_url(name))
        admit_all(sales.warm_rendered)
        self.crew.work(drain_all)
        timing = self._timed_drain(name, sales.measured_rendered, sales.count)
        self.crew.close()
        return timing

    def _timed_drain(self, name: str, rendered: Rendered, count: int) -> Timing:
        admit_all(rendered)
        with self.databases.superuser(name) as connection:
            connection.execute("ANALYZE core.operations")
        before = self.databases.cpu()
        turn = self.crew.work(drain_all)
        timing = self._timing(turn, count, before)
        if turn.ended != {"posted": count}:
            message = f"{count} sales were to be posted, and these ended: {turn.ended}"
            raise RuntimeError(message)
        return timing

    def _copy(self, drained: str, timings: Timings) -> Timing:
        """Copy what has just been drained into another fresh database."""
        from domain.core.settings import settings

        count = self.sizes.sales
        with self.databases.superuser(drained) as connection:
            rows = copying.rows_of_drain(connection, warm=self.sizes.warm, batch_size=settings().lane_batch_size)
        timings.rows = rows.counted
        with self.databases.copy_of(TEMPLATE, "copied") as name:
            with self.databases.superuser(name) as connection:
                copying.make_room(connection)
            copying.open_copiers(self.crew, self.databases.server.url_for(name, role="superuser"), rows)
            self.crew.work(copying.copy_turn)
            before = self.databases.cpu()
            timing = self._timing(self.crew.work(copying.copy_turn), count, before)
            self.crew.close()
            with self.databases.superuser(name) as connection:
                copying.check_copied(connection, rows, warm=self.sizes.warm)
        return timing

    def _plain(self) -> Timing:
        warm, measured = self.sales.warm, self.sales.measured[: self.sizes.plain_sales]
        half = set(self.shop.terminals[: len(self.shop.terminals) // self.crew.size])
        shares = [
            [
                [one.content for one in part if (one.content["terminal_id"] in half) == first]
                for part in (warm, measured)
            ]
            for first in (True, False)
        ]
        with self.fresh(TEMPLATE) as name:
            url = self.databases.app_url(name)
            plain.open_tills(self.crew, url, org_id=str(self.shop.org_id), shares=shares)
            self.crew.work(plain.post_turn)
            before = self.databases.cpu()
            timing = self._timing(self.crew.work(plain.post_turn), len(measured), before)
            self.crew.close()
            with self.databases.superuser(name) as connection:
                plain.check_posted(connection, [one.content for one in (*warm, *measured)])
        return timing

    def _tenants(self) -> Timing:
        """Drain wave after wave of one sale for each organization."""
        parts = []
        with self.fresh(TENANTS) as name:
            open_drainers(self.crew, self.databases.app_url(name))
            admit_all(self.waves[0])
            self.crew.work(drain_all)
            for wave in self.waves[1:]:
                parts.append(self._timed_drain(name, wave, self.sizes.organizations))  # noqa: PERF401 - one after another
            self.crew.close()
        return _together(parts)

    def _timing(self, turn: Turn, count: int, before: dict[int, float]) -> Timing:
        postgres_s = cpu_between(before, self.databases.cpu())
        return Timing(count, turn.seconds, turn.cpu_s / count * 1e6, postgres_s / count * 1e6)


def _spread(sales: Sequence[Wanted], org_ids: Sequence[Any]) -> list[list[Wanted]]:
    """Return waves, each with one sale for each organization; a sale's id is used once in each of them."""
    return [[Wanted(org_id, sale.kind, sale.lane, sale.content) for org_id in org_ids] for sale in sales]


def _together(parts: Sequence[Timing]) -> Timing:
    count = sum(part.sales for part in parts)
    return Timing(
        count,
        sum(part.seconds for part in parts),
        sum(part.python_us * part.sales for part in parts) / count,
        sum(part.postgres_us * part.sales for part in parts) / count,
    )
