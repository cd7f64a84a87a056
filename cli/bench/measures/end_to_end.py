"""B4: single sales by 32 clients, from the first request to the last one posted, on the whole installation."""

import time

from cli.bench.installation import Installation, refuse_errors
from cli.bench.results import Bar, Result
from cli.load import SaleFactory, closed_loop, run

CLIENTS = 32
MOST_PER_S = 2500


def end_to_end(place: Installation, factory: SaleFactory, *, seconds: float) -> tuple[Result, float]:
    """Return B4, and its rate for B6."""
    requests = place.requests(factory.sales(int(seconds * MOST_PER_S)))
    before, ours = place.cpu(), time.process_time()
    began = time.time()
    load = run(closed_loop(place.shop.target, requests, clients=CLIENTS, duration_s=seconds))
    refuse_errors(load)
    posted = place.posted_since(began)
    generator_us = (time.process_time() - ours) / posted.count * 1e6
    cpu, parts = place.cpu_per_sale(before, posted.count)
    rate = posted.count / (posted.ended_at - began)
    result = Result(
        "B4",
        f"end to end, {CLIENTS} clients, single sales",
        [Bar("posted", rate, 600, 1200, "sales/s")],
        {
            "accepted_per_s": load.rate,
            "posted": posted.count,
            "last_posted_after_last_answer_s": posted.ended_at - began - load.duration_s,
            "accept_p50_ms": load.latency.percentile_ms(50),
            "accept_p99_ms": load.latency.percentile_ms(99),
            "accepted_to_posted_p50_ms": posted.p50_ms,
            "accepted_to_posted_p99_ms": posted.p99_ms,
            "cpu_us_per_sale_by_part": parts | {"load_generator": generator_us},
        },
        cpu,
        "load generator included on the same cores; Python is API, workers and beat",
    )
    return result, rate
