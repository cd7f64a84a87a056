"""B11's other half: closing a shift with many sales, beside one with ten.

A shift is closed once, so that one close of 27,000 sales would be one figure of a noisy machine. Here both are closed
in turn, again and again, by all that a worker does but the commit, and each time rolled back; at last they are closed
for good.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from cli.bench.databases import TEMPLATE, Databases, use
from cli.bench.results import Bar, median
from cli.bench.shops import BenchShop, Wanted, admit_all, canonical_sales, drain_here, render_wishes

FEW = 10
CLOSES = 40
AT_ONCE = 500
NAME = "shifts"


@dataclass(frozen=True, slots=True)
class Closing:
    """How long a close takes after few and after many sales, milliseconds."""

    sales: int
    few_ms: float
    many_ms: float

    def bars(self) -> list[Bar]:
        """Return what is asked of it."""
        return [
            Bar("shift close", self.many_ms, 100, 20, "ms", more_is_better=False),
            Bar(f"over that of {FEW}", self.many_ms / self.few_ms, 1.2, 1.05, more_is_better=False),
        ]

    def absolute(self) -> dict[str, Any]:
        """Return what was measured."""
        return {"shift_sales": self.sales, "close_ms": self.many_ms, f"close_of_{FEW}_ms": self.few_ms}


def shift_close(databases: Databases, shop: BenchShop, *, sales: int, seed: int) -> Closing:
    """Sell in two shifts, one with many and one with few sales, and close them in turn."""
    with databases.copy_of(TEMPLATE, NAME):
        use(databases.app_url(NAME))
        try:
            many, few = (
                _sold(shop, terminal, sales=count, seed=seed + at)
                for at, (terminal, count) in enumerate(zip(shop.terminals, (sales, FEW), strict=False))
            )
            with databases.superuser(NAME) as connection:
                connection.execute("ANALYZE")
            many_ms, few_ms = _close_in_turn(shop, (many, few))
        finally:
            use(databases.app_url("postgres"))
    return Closing(sales, median(few_ms), median(many_ms))


def _sold(shop: BenchShop, terminal_id: str, *, sales: int, seed: int) -> str:
    """Open a shift and sell in it; return its id."""
    shift_id = str(uuid4())
    opening = {
        "id": shift_id,
        "terminal_id": terminal_id,
        "float": "100.00",
        "occurred_at": datetime.now(UTC).isoformat(),
    }
    _post(shop, [Wanted(shop.org_id, "shift.open", shop.lanes()[terminal_id], opening)])
    bodies = (sale.body for sale in shop.factory(seed=seed, terminals=[terminal_id]).sales(sales))
    wanted = canonical_sales(shop, bodies)
    for sale in wanted:
        sale.content["shift_id"] = shift_id
    for at in range(0, len(wanted), AT_ONCE):
        _post(shop, wanted[at : at + AT_ONCE])
    return shift_id


def _post(shop: BenchShop, wanted: Sequence[Wanted]) -> None:
    admit_all(render_wishes(wanted, actor_id=shop.actor_id))
    drain_here(expected=len(wanted))


def _close_in_turn(shop: BenchShop, shift_ids: Sequence[str]) -> list[list[float]]:
    """Return, for each shift, how long each of its closes took, milliseconds."""
    from domain.posting.drain import claim, connect_for_posting
    from domain.posting.service import post_batch

    shards = [_admit_close(shop, shift_id) for shift_id in shift_ids]
    times: list[list[float]] = [[] for _ in shift_ids]
    with connect_for_posting() as connection:
        claimed = {one.subject_id: one for shard in set(shards) for one in claim(connection, shard, settled=False)}
        for _ in range(CLOSES):
            for shift_id, seen in zip(shift_ids, times, strict=True):
                began = time.perf_counter()
                with connection.transaction(force_rollback=True):
                    connection.execute("SELECT set_config('app.org_ids', %s, true)", (f"{{{shop.org_id}}}",))
                    post_batch(connection, [claimed[shift_id]])
                seen.append((time.perf_counter() - began) * 1000)
    drain_here(expected=len(shift_ids))
    return times


def _admit_close(shop: BenchShop, shift_id: str) -> int:
    """Let a close of a shift wait; return the shard."""
    from domain.core.context import Actor
    from domain.operations.admission import Wish, rows_json

    identity = uuid4()
    wish = Wish(
        org_id=shop.org_id,
        id=identity,
        kind="shift.close",
        lane=shop.org_id,
        subject_type="shift",
        subject_id=UUID(shift_id),
        actor=Actor("user", shop.actor_id),
        content={"id": str(identity), "counted": [{"method": "cash", "amount": "1.00"}]},
    )
    admit_all([(f"{{{shop.org_id}}}", rows_json([wish]))])
    return wish.shard
