"""The tick: what is due now, worked through in bounded time, fair to all who wait.

A round takes a little of each kind of work: operations that were accepted for the background, runs that were asked for
or left behind, new journals, and what the night brings. So none of them waits behind all of another, and no
organization behind another's second turn.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.core import clock
from domain.core.db import unit_of_work
from domain.core.ids import NIL
from domain.jobs.background import Waiting, carry_out
from domain.jobs.catalogue import INSTALLATION_TIME_ZONE, JOBS
from domain.jobs.definitions import Hurry, Job
from domain.jobs.repository import Due, DueWork, Gathered, Runs
from domain.jobs.turns import Connection, take_turn
from domain.operations.wishes import BACKGROUND_SHARD

OF_EACH = 16
BEAT = """
INSERT INTO core.heartbeats AS h (name, beat_at) VALUES ('tick', clock_timestamp())
ON CONFLICT (name) DO UPDATE SET beat_at = excluded.beat_at
"""


@dataclass(slots=True)
class Ticked:
    """What one tick did, by what became of each thing; `looks`: how often it asked what is due."""

    looks: int = 0
    ended: dict[str, int] = field(default_factory=dict)

    def count(self, status: str) -> None:
        """Count one turn."""
        self.ended[status] = self.ended.get(status, 0) + 1


@dataclass(slots=True)
class Ticker:
    """One process that works through what is due, and remembers when it last found a quiet night.

    What is due by local clocks changes on the quarter of an hour, with the clocks of the world: in between, an empty
    answer is believed for `quiet_s`. Nothing else is remembered, so that any number of processes may tick.
    """

    quiet_s: float = 30.0
    _asked: tuple[datetime, datetime] | None = None

    def tick(self, connection: Connection, *, budget_s: float, stopping: Callable[[], bool] = lambda: False) -> Ticked:
        """Work through what is due until nothing is, time is up, or the process is asked to stop.

        The last turn that is begun is finished. Raises one of `UNREACHABLE` when Postgres is away.
        """
        deadline = time.monotonic() + budget_s
        ticked = Ticked()
        connection.execute(BEAT)
        while True:
            due = self._due()
            ticked.looks += 1
            achieved = False
            for one in due:
                if stopping() or time.monotonic() >= deadline:
                    return ticked
                status = carry_out(connection, one) if isinstance(one, Waiting) else take_turn(connection, one)
                if status is not None:
                    ticked.count(status)
                    achieved = True
            if not achieved:
                return ticked

    def _due(self) -> list[Waiting | Due]:
        """Return a round of what is due, the most urgent first."""
        now = clock.now()
        with unit_of_work(NIL, read_only=True) as uow:
            work = DueWork(uow)
            waiting = [Waiting(*key) for key in work.background(shard=BACKGROUND_SHARD, limit=OF_EACH)]
            found = work.open_runs(list(JOBS), limit=OF_EACH)
            for job in JOBS.values():
                if job.when_needed:
                    found += _new_journals(work, job, now)
            if not self._quiet(now):
                by_clock = work.missing(slots(work.time_zones(), now), limit=OF_EACH)
                by_clock += [due for due in installation_slots(now) if not Runs(uow, NIL).has(due)]
                self._asked = None if by_clock else (now, quarter_after(now))
                found += by_clock
        return [*waiting, *dict.fromkeys(found)]

    def _quiet(self, now: datetime) -> bool:
        """Return whether nothing was due by the clock a moment ago, and nothing can have become due since."""
        if self._asked is None:
            return False
        asked, until = self._asked
        return now < until and now - asked < timedelta(seconds=self.quiet_s)


def _new_journals(work: DueWork, job: Job, now: datetime) -> list[Due]:
    """Return where a job that is due when needed is: by its schedule, or sooner where much has gathered.

    All slots are those of the hurry; where there is none, as many of them are left out as the schedule wants.
    """
    hurry = job.hurry or Hurry(gathered=1, schedule=job.schedule)
    slot = hurry.schedule.latest(now, time_zone=INSTALLATION_TIME_ZONE)
    last = job.schedule.latest(slot, time_zone=INSTALLATION_TIME_ZONE)
    apart = job.schedule.following(last, time_zone=INSTALLATION_TIME_ZONE) - last
    since = hurry.schedule.following(slot, time_zone=INSTALLATION_TIME_ZONE) - apart
    waits = Gathered(hurry.gathered, since, job.patience.gathered, slot - timedelta(seconds=job.patience.lasts_s))
    return work.unsummarized(job.name.value, slot, waits, limit=OF_EACH)


def slots(time_zones: list[str], now: datetime) -> list[tuple[str, str, datetime]]:
    """Return what is due by the organizations' own clocks: job, time zone and slot, in the order of the jobs."""
    return [
        (job.name.value, zone, job.schedule.latest(now, time_zone=zone))
        for job in JOBS.values()
        if job.work is not None and job.per_organization and not job.when_needed
        for zone in time_zones
    ]


def installation_slots(now: datetime) -> list[Due]:
    """Return what is due for the installation itself."""
    return [
        Due(NIL, job.name.value, job.schedule.latest(now, time_zone=INSTALLATION_TIME_ZONE))
        for job in JOBS.values()
        if job.work is not None and not job.per_organization
    ]


def quarter_after(now: datetime) -> datetime:
    """Return the next full quarter of an hour: no zone's clock is set otherwise than by quarters."""
    return now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0) + timedelta(minutes=15)
