"""A worker that takes one run or operation in hand, and waits to be killed in the middle of it.

`python -m tests.domain.jobs.doomed MOMENT ORGANIZATION JOB FILE`: at MOMENT `work` all is done and nothing noted, at
`end` the end is noted too and only the commit is missing. FILE appears when that point is reached. For JOB
`balances.recalculate` it takes what waits in the background.
"""

import sys
import time
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from unittest.mock import patch
from uuid import UUID

from domain.core.db import unit_of_work
from domain.core.ids import NIL
from domain.jobs import background, turns
from domain.jobs.background import Waiting
from domain.jobs.catalogue import JOBS
from domain.jobs.repository import DueWork, Runs
from domain.operations.background import end_background
from domain.operations.wishes import BACKGROUND_SHARD
from tests.domain.jobs.runs import due_now

RECALCULATE = "balances.recalculate"


def main(moment: str, organization: str, job: str, file: str) -> None:
    def stay() -> None:
        Path(file).touch()
        time.sleep(600)

    if moment == "work":
        _stop_behind_work(job, stay)
    else:
        _stop_behind_end(stay)
    org_id = UUID(organization)
    with turns.connect_for_locks() as locks:
        if job == RECALCULATE:
            with unit_of_work(NIL, read_only=True) as uow:
                found = DueWork(uow).background(shard=BACKGROUND_SHARD, limit=1000)
            for one in found:
                # The lock of one that died before may be held for a moment still.
                while one[0] == org_id and background.carry_out(locks, Waiting(*one)) is None:
                    time.sleep(0.05)
        else:
            turns.take_turn(locks, due_now(org_id, job))


def _stop_behind_work(job, stay):
    def then_stay(work):
        def both(uow, given):
            outcome = work(uow, given)
            stay()
            return outcome

        return both

    if job == RECALCULATE:
        handler = background.HANDLERS[job]
        background.HANDLERS[job] = replace(handler, work=then_stay(handler.work))
    else:
        doomed = MappingProxyType({**JOBS, job: replace(JOBS[job], work=then_stay(JOBS[job].work))})
        patch.object(turns, "JOBS", doomed).start()


def _stop_behind_end(stay):
    end = Runs.end

    def end_and_stay(self, *given, **named):
        ended = end(self, *given, **named)
        stay()
        return ended

    def end_background_and_stay(*given, **named):
        ended = end_background(*given, **named)
        stay()
        return ended

    patch.object(Runs, "end", end_and_stay).start()
    patch.object(background, "end_background", end_background_and_stay).start()


if __name__ == "__main__":
    main(*sys.argv[1:])
