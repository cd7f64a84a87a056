"""B8: what it costs that everybody wants the same thing.

Read strictly: every sale at one till of one location, the same item as the first line of each (the other three as in
B1). That is one lane, which one process drains while the other has nothing to do; so the same lane without the hot
item is measured too, and the hot item at all eight locations.
"""

from cli.bench.results import Bar, Cpu, Result, median
from cli.bench.rounds import Timings


def hot_spot(timings: Timings) -> Result:
    """Return B8: one till and one item over B1; beside it over one till, and at eight locations over B1."""
    drain, lane, hot_lane, hot = (
        median([one.rate for one in kind]) for kind in (timings.drain, timings.lane, timings.hot_lane, timings.hot)
    )
    return Result(
        "B8",
        "hot spot: one item, one till, over B1",
        [Bar("over B1", hot_lane / drain, 0.9, 1.0)],
        {
            "hot_one_till_sales_per_s": hot_lane,
            "one_till_sales_per_s": lane,
            "hot_eight_tills_sales_per_s": hot,
            "drain_sales_per_s": drain,
            "hot_one_till_over_one_till": hot_lane / lane,
            "hot_eight_tills_over_b1": hot / drain,
        },
        Cpu(median([one.python_us for one in timings.hot_lane]), median([one.postgres_us for one in timings.hot_lane])),
        f"one lane keeps one process busy; over one lane without the hot item {hot_lane / lane:.2f},"
        f" the hot item at 8 tills over B1 {hot / drain:.2f}",
    )
