"""B7: sales by the batch of 500, accepted and posted."""

import time

from cli.bench.installation import Installation, refuse_errors
from cli.bench.results import Bar, Result
from cli.load import Answer, SaleFactory, Shop, closed_loop, run

BATCH = 500
CLIENTS = 2


def bulk(place: Installation, factory: SaleFactory, *, batches: int) -> Result:
    """Return B7: sales accepted a second until the last answer, and posted a second until the last one is."""
    before = place.cpu()
    began, accepting_s, count = post_batches(place, place.shop, factory, batches=batches)
    posted = place.posted_since(began)
    cpu, parts = place.cpu_per_sale(before, posted.count)
    return Result(
        "B7",
        f"sales/batch of {BATCH}",
        [
            Bar("accepted", count / accepting_s, 1500, 3500, "sales/s"),
            Bar("posted", posted.count / (posted.ended_at - began), 1500, 3500, "sales/s"),
        ],
        {"sales": count, "clients": CLIENTS, "cpu_us_per_sale_by_part": parts},
        cpu,
        "workers post while batches are still accepted",
    )


def post_batches(place: Installation, shop: Shop, factory: SaleFactory, *, batches: int) -> tuple[float, float, int]:
    """Send batches of sales; return when it began (epoch), how long it took, and how many sales were accepted.

    Raises `RuntimeError` where any sale of any batch was not accepted.
    """
    requests = []
    for _ in range(batches):
        body = b'{"sales":[' + b",".join(sale.body for sale in factory.sales(BATCH)) + b"]}"
        requests.append(shop.request("POST", "/api/pos/sales/batch", body))
    refused: list[object] = []

    def check(_at: int, answer: Answer) -> None:
        refused.extend(one for one in answer.json().get("operations", [{"error": answer.body}]) if "error" in one)

    began = time.time()
    load = run(closed_loop(place.shop.target, requests, clients=CLIENTS, timeout_s=60, on_answer=check))
    refuse_errors(load)
    if refused:
        message = f"sales of a batch were refused, the first with {refused[0]}"
        raise RuntimeError(message)
    return began, load.duration_s, batches * BATCH
