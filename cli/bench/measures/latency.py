"""B6: how long a till waits, and how long until its sale is posted, at half of what B4 bore.

An open loop: sales are due at fixed instants whatever the server does, and a latency counts from the instant at which
the sale was due.
"""

import time

from cli.bench.installation import Installation, refuse_errors
from cli.bench.results import Bar, Result
from cli.load import SaleFactory, open_loop, run


def latency(place: Installation, factory: SaleFactory, *, rate: float, seconds: float) -> Result:
    """Return B6: four percentiles, milliseconds; `rate` in sales a second."""
    requests = place.requests(factory.sales(int(rate * seconds)))
    before, began = place.cpu(), time.time()
    load = run(open_loop(place.shop.target, requests, rate=rate))
    refuse_errors(load)
    posted = place.posted_since(began)
    cpu, parts = place.cpu_per_sale(before, posted.count)
    figures = (
        ("accept p50", load.latency.percentile_ms(50), 8, 4),
        ("accept p99", load.latency.percentile_ms(99), 40, 20),
        ("posted p50", posted.p50_ms, 60, 25),
        ("posted p99", posted.p99_ms, 250, 100),
    )
    return Result(
        "B6",
        f"latency at {rate:.0f} sales/s, half of B4",
        [Bar(name, value, reach, beyond, "ms", more_is_better=False) for name, value, reach, beyond in figures],
        {
            "rate_asked": rate,
            "rate_had": load.rate,
            "sales": posted.count,
            "accept_p90_ms": load.latency.percentile_ms(90),
            "accept_worst_ms": load.latency.percentile_ms(100),
            "cpu_us_per_sale_by_part": parts,
        },
        cpu,
        "open loop, from the intended instant; accepted → posted from the inbox's own times",
    )
