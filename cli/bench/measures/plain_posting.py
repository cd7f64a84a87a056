"""B3: the drain against a transaction for each sale with a statement for each row (`cli.bench.plain`)."""

from cli.bench.results import Bar, Cpu, Result, median
from cli.bench.rounds import Timings


def plain_posting(timings: Timings) -> Result:
    """Return B3: the drain's rate over the plain way's, medians of the rounds."""
    rate, plain = (median([one.rate for one in kind]) for kind in (timings.drain, timings.plain))
    return Result(
        "B3",
        "drain over a transaction a sale, a statement a row",
        [Bar("ratio", rate / plain, 8, 15, "×")],
        {
            "drain_sales_per_s": rate,
            "plain_sales_per_s": plain,
            "plain_rounds": [one.rate for one in timings.plain],
        },
        Cpu(median([one.python_us for one in timings.plain]), median([one.postgres_us for one in timings.plain])),
        "processor time: the plain way's; it reads no inbox, and its 2 processes share no location",
    )
