"""B14: a thousand organizations with one sale each waiting, wave after wave."""

from cli.bench.results import Bar, Cpu, Result, median
from cli.bench.rounds import Sizes, Timings


def many_tenants(timings: Timings, sizes: Sizes) -> Result:
    """Return B14: the rate over B1's, medians of the rounds."""
    rate, drain = (median([one.rate for one in kind]) for kind in (timings.tenants, timings.drain))
    return Result(
        "B14",
        f"{sizes.organizations:,} organizations, one sale each at a time, over B1",
        [Bar("over B1", rate / drain, 0.6, 0.9)],
        {
            "tenants_sales_per_s": rate,
            "drain_sales_per_s": drain,
            "organizations": sizes.organizations,
            "waves": sizes.waves,
            "items_each": sizes.tenant_items,
        },
        Cpu(median([one.python_us for one in timings.tenants]), median([one.postgres_us for one in timings.tenants])),
        "a wave is drained to its end before the next: batches of organizations ÷ shards; nothing nets across tenants",
    )
