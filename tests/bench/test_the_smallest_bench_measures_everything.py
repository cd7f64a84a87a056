"""No figure is judged here: the benchmark is never a timed test. That it measures, and says what, is."""

import dataclasses
import io
import json
import math
import os

import msgspec
import pytest
from rich.console import Console

from cli.bench.measures.reports import REPORTS
from cli.bench.results import Bar
from cli.bench.rounds import Sizes
from cli.bench.runner import FULL, QUICK, Plan, run_bench
from cli.bench.table import print_table

SMALLEST = Plan(
    "smallest",
    Sizes(
        rounds=1,
        sales=260,
        plain_sales=16,
        lane_sales=24,
        organizations=6,
        waves=1,
        items=12,
        locations=2,
        tenant_items=4,
        warm=8,
    ),
    http_seconds=0.5,
    acceptance_rounds=1,
    acceptance_seconds=0.3,
    bulk_batches=1,
    items=6,
    locations=1,
    warm_up_sales=8,
    second_start=False,
    shift_sales=30,
    report_sales=500,
    grown_sales=700,
    beside_rows=1_000,
    import_rows=300,
)
FIGURES = {
    "B1": ["ratio"],
    "B2": ["Python + Postgres"],
    "B3": ["ratio"],
    "B4": ["posted"],
    "B5": ["ratio"],
    "B6": [
        f"{what} {percentile}{beside}"
        for beside in ("", " beside an import")
        for what in ("accept", "posted")
        for percentile in ("p50", "p99")
    ],
    "B7": ["accepted", "posted"],
    "B8": ["over B1"],
    "B9": ["over B1 when empty"],
    "B11": ["trial balance", "shift close", "over that of 10", "slowest report", "with a tail"],
    "B12": ["rows", "peak of the process"],
    "B13": ["cold start", "idle memory"],
    "B14": ["over B1"],
}


@pytest.fixture(scope="module")
def document():
    environment = dict(os.environ)
    told: list[str] = []
    found = run_bench(SMALLEST, seed=3, say=told.append)
    assert told
    assert dict(os.environ) == environment
    return json.loads(msgspec.json.encode(found))


@pytest.mark.slow
def test_every_measure_has_its_figures(document):
    assert {result["id"]: [bar["figure"] for bar in result["bars"]] for result in document["results"]} == FIGURES
    for result in document["results"]:
        for bar in result["bars"]:
            assert math.isfinite(bar["value"])
            assert bar["value"] > 0
            assert bar["verdict"] in {"beyond", "met", "not met"}


@pytest.mark.slow
def test_it_says_where_with_what_and_from_which_seed(document):
    assert document["format"] == 1
    assert document["seed"] == 3
    assert document["machine"]["cores"] >= 1
    assert document["versions"]["psycopg"]
    assert document["sizes"] == json.loads(msgspec.json.encode(dataclasses.asdict(SMALLEST)))
    assert document["load_average_1m"].keys() == {"before", "after"}


@pytest.mark.slow
def test_the_rows_compared_are_those_of_the_sales(document):
    (drained,) = [result for result in document["results"] if result["id"] == "B1"]
    rows = drained["absolute"]["rows"]
    assert rows["pos.sales"] == rows["acct.journals"] == rows["pos.payments"] == 260
    assert rows["pos.sale_lines"] == rows["inv.stock_movements"] == 4 * 260
    # Cash, sales, tax, cost of goods sold and inventory.
    assert rows["acct.journal_lines"] == 5 * 260
    assert rows["inv.stock_levels"] == 2 * 12


@pytest.mark.slow
def test_what_was_posted_before_is_counted_and_both_sides_of_growth_are_told(document):
    (grown,) = [result for result in document["results"] if result["id"] == "B9"]
    told = grown["absolute"]
    assert told["lines_before"] == 4 * 700
    assert told["lines_after"] == 4 * (700 + 8 + 260)
    assert "2,800 lines" in grown["name"]
    for side in ("empty", "grown"):
        assert len(told[f"{side}_rounds"]) == 1
        assert told[f"{side}_python_cpu_us"] > 0
        assert told[f"{side}_postgres_cpu_us"] > 0
    cpu = grown["cpu_us_per_sale"]
    assert (cpu["python"], cpu["postgres"]) == (told["grown_python_cpu_us"], told["grown_postgres_cpu_us"])


def test_a_short_run_does_not_fill_a_database():
    assert QUICK.grown_sales == 0
    assert 4 * FULL.grown_sales == 2_000_000


@pytest.mark.slow
def test_the_table_shows_all_of_it(document):
    written = io.StringIO()
    print_table(document, Console(file=written, width=220))
    for name in FIGURES:
        assert f" {name} " in written.getvalue()


@pytest.mark.parametrize(
    ("value", "more_is_better", "verdict"),
    [
        (0.34, True, "not met"),
        (0.35, True, "met"),
        (0.6, True, "beyond"),
        (0.61, False, "not met"),
        (0.35, False, "beyond"),
    ],
)
def test_a_bar_is_reached_or_not(value, more_is_better, verdict):
    reach, beyond = (0.35, 0.6) if more_is_better else (0.6, 0.35)
    assert Bar("ratio", value, reach, beyond, more_is_better=more_is_better).verdict == verdict


def test_every_report_is_asked_for():
    from api.main import create_app

    under = "/api/reports/"
    described = {path.removeprefix(under) for path in create_app().openapi()["paths"] if path.startswith(under)}
    assert {name for name in described if "/" not in name} == set(REPORTS)
