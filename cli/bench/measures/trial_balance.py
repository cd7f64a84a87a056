"""B11: the trial balance over HTTP, after everything that was sold, and in a shop with a tenth of it."""

import time

from cli.bench.installation import Installation
from cli.bench.measures.bulk import BATCH, post_batches
from cli.bench.measures.shift_close import Closing
from cli.bench.results import Bar, Result, median
from cli.load import Client, Shop, open_shop, run

ASKED = 30
PATH = "/api/reports/trial-balance"
OK = 200


def trial_balance(place: Installation, closing: Closing, *, seed: int) -> Result:
    """Return B11: the median of some requests, milliseconds, asked in turn of a large and a small shop.

    The closing of shifts stands beside it.
    """
    large = place.posted_since(0).count
    small_shop = run(
        open_shop(
            place.stack.base_url,
            items=20,
            locations=len(place.shop.locations),
            terminals=len(place.shop.locations),
            seed=seed,
        )
    )
    began, _, small = post_batches(
        place, small_shop, small_shop.factory(seed=seed), batches=max(1, round(large / 10 / BATCH))
    )
    place.posted_since(began, shop=small_shop)
    times = run(_ask_in_turn(place.shop, small_shop))
    large_ms, small_ms = (median(one) for one in times)
    return Result(
        "B11",
        f"trial balance after {large:,} sales, close of a shift of {closing.sales:,}",
        [Bar("trial balance", large_ms, 100, 20, "ms", more_is_better=False), *closing.bars()],
        {
            "large_sales": large,
            "large_ms": large_ms,
            "small_sales": small,
            "small_ms": small_ms,
            "large_over_small": large_ms / small_ms,
            **closing.absolute(),
        },
        None,
        f"{large_ms / small_ms:.2f} of what it takes after {small:,} sales",
    )


async def _ask_in_turn(*shops: Shop) -> list[list[float]]:
    times: list[list[float]] = [[] for _ in shops]
    clients = [Client(shop.target) for shop in shops]
    try:
        for _ in range(ASKED):
            for shop, client, seen in zip(shops, clients, times, strict=True):
                began = time.perf_counter()
                answer = await client.send(shop.request("GET", PATH))
                if answer.status != OK:
                    message = f"{PATH} answered {answer.status}"
                    raise RuntimeError(message)
                seen.append((time.perf_counter() - began) * 1000)
    finally:
        for client in clients:
            client.close()
    return times
