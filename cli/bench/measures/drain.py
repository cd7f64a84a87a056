"""B1 and B2: how fast a full inbox is posted, and what a sale costs.

Compared are two processes that drain (claim, load, decide, write, outcomes; the inbox is read and updated) with two
processes that write the very rows which that drain produced by `COPY … FROM STDIN (FORMAT BINARY)`: pos.sales,
pos.sale_lines, pos.payments, inv.stock_movements, acct.journals and acct.journal_lines row by row, inv.stock_levels
and acct.balances in their last state; as the superuser, since COPY FROM is refused under row-level security; into a
copy of the same database with the same indexes and triggers; in transactions of as many sales as a batch of the drain;
encoded beforehand by Postgres. Not copied: the inbox, receipt numbers and the ends of books, which only the drain has.
"""

from collections.abc import Sequence

from cli.bench.results import Bar, Cpu, Result, median
from cli.bench.rounds import Timing, Timings


def drain(timings: Timings) -> Result:
    """Return B1: the drain's rate over COPY's, medians of the rounds."""
    rate, copied = (median([one.rate for one in kind]) for kind in (timings.drain, timings.copy))
    copy_cpu = _cpu(timings.copy)
    return Result(
        "B1",
        "drain over raw binary COPY of its rows",
        [Bar("ratio", rate / copied, 0.35, 0.6)],
        {
            "drain_sales_per_s": rate,
            "copy_sales_per_s": copied,
            "drain_rounds": [one.rate for one in timings.drain],
            "copy_rounds": [one.rate for one in timings.copy],
            "copy_python_cpu_us": copy_cpu.python,
            "copy_postgres_cpu_us": copy_cpu.postgres,
            "copy_cpu_over_drain_cpu": copy_cpu.total / _cpu(timings.drain).total,
            "rows": timings.rows,
        },
        _cpu(timings.drain),
        "2 processes each; COPY writes no inbox, no receipt numbers, no ends of books",
    )


def drain_cpu(timings: Timings) -> Result:
    """Return B2: microseconds of processor for a sale, our processes' and all of Postgres'."""
    cpu = _cpu(timings.drain)
    return Result(
        "B2",
        "processor time of the drain for a sale",
        [Bar("Python + Postgres", cpu.total, 350, 200, "µs", more_is_better=False)],
        {"rounds": [[one.python_us, one.postgres_us] for one in timings.drain]},
        cpu,
        "every Postgres process counts, WAL writer and checkpointer too",
    )


def _cpu(rounds: Sequence[Timing]) -> Cpu:
    return Cpu(median([one.python_us for one in rounds]), median([one.postgres_us for one in rounds]))
