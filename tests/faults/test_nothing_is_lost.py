"""A short run of `make faults`: everything that can be killed is killed, and nothing is lost or doubled."""

import random

import pytest

from tests.faults.run import break_everything


@pytest.mark.faults
def test_whatever_is_killed_nothing_is_lost_or_doubled():
    seed = random.SystemRandom().randrange(10**6)
    report = break_everything(seconds=16, seed=seed)
    print(report.table())
    assert report.reckoning.accepted
    assert report.reckoning.proven
    assert sum(report.faults.values()) >= 3
    assert report.findings.caught
    assert report.files
    # Sales, and all else that a day brings.
    assert {"sale", "return", "exchange", "void", "shift_close", "transfer_receipt"} <= set(report.reckoning.kinds)
    assert report.clean, report.table()
