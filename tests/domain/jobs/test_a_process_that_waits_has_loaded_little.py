"""A process for scheduled work loads what it does when it does it: what waits beside the tills weighs little."""

import subprocess
import sys
from importlib import import_module

import pytest

from domain.jobs.background import HANDLERS
from domain.jobs.catalogue import JOBS
from domain.posting.kinds import KINDS

LOADED = "import sys, workers.app, workers.jobs; print(*sys.modules)"
NOT_YET = ("domain.posting.kinds", "domain.reports.verification", "domain.banking", "domain.auth.service", "openpyxl")


def test_nothing_of_posting_and_of_proofs_is_loaded_before_it_is_needed():
    told = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    loaded = set(told.stdout.split())
    assert "domain.jobs.tick" in loaded
    assert not loaded & set(NOT_YET)


@pytest.mark.parametrize("job", [job for job in JOBS.values() if job.work is not None], ids=lambda job: job.name)
def test_what_is_loaded_later_is_there(job):
    module, _, name = job.work.path.partition(".")
    assert callable(getattr(import_module(f"domain.jobs.work.{module}"), name))


def test_every_kind_for_the_background_is_carried_out():
    assert set(HANDLERS) == {kind.name for kind in KINDS.values() if kind.background}
