"""Rows of runs: claimed, ended, read; one organization's at a time, and what is due over all of them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, select, text

from domain.core.db import UnitOfWork
from domain.core.keyset import KeyOrder, Slice
from domain.core.paging import PageRequest
from domain.jobs.models import JobFigures, JobRun

KEPT_RUNS = 30
KEPT_FAILURES_DAYS = 90

# Taken by whoever holds the job's lock: new, or waiting, or left behind by a worker that died.
BEGIN = """
INSERT INTO core.job_runs AS r (org_id, job, slot, status, attempts, started_at, not_before)
VALUES (%(org_id)s, %(job)s, %(slot)s, 'running', 1, clock_timestamp(), clock_timestamp())
ON CONFLICT (org_id, job, slot) DO UPDATE SET
    status = 'running', attempts = r.attempts + 1, started_at = coalesce(r.started_at, clock_timestamp()),
    not_before = clock_timestamp()
WHERE r.status IN ('waiting', 'running') AND r.not_before <= clock_timestamp()
RETURNING r.attempts, r.outcome
"""
# Only whoever began it last may end it; what another did meanwhile is undone with this transaction.
END = """
UPDATE core.job_runs r SET
    status = %(status)s, outcome = coalesce(%(outcome)s::jsonb, r.outcome), error = %(error)s::jsonb,
    duration_ms = r.duration_ms + %(elapsed_ms)s, attempts = CASE WHEN %(forget)s THEN 0 ELSE r.attempts END,
    ended_at = CASE WHEN %(status)s IN ('done', 'failed') THEN clock_timestamp() END,
    not_before = clock_timestamp() + make_interval(secs => %(delay_s)s)
WHERE r.org_id = %(org_id)s AND r.job = %(job)s AND r.slot = %(slot)s
    AND r.status = 'running' AND r.attempts = %(attempt)s
RETURNING r.duration_ms
"""
COUNT = """
INSERT INTO core.job_figures AS f (job, done, failed, last_done_at, last_duration_ms)
VALUES (%(job)s, %(done)s::int, (NOT %(done)s)::int, CASE WHEN %(done)s THEN clock_timestamp() END, %(duration_ms)s)
ON CONFLICT (job) DO UPDATE SET
    done = f.done + excluded.done, failed = f.failed + excluded.failed,
    last_done_at = coalesce(excluded.last_done_at, f.last_done_at), last_duration_ms = excluded.last_duration_ms
"""
# The last ones that went well are kept, and for a while every one that did not.
PRUNE = f"""
DELETE FROM core.job_runs r
WHERE r.org_id = %(org_id)s AND r.job = %(job)s AND r.slot < (
    SELECT k.slot FROM core.job_runs k WHERE k.org_id = %(org_id)s AND k.job = %(job)s
    ORDER BY k.slot DESC OFFSET {KEPT_RUNS - 1} LIMIT 1
) AND (
    r.status = 'done'
    OR r.status = 'failed' AND r.ended_at < clock_timestamp() - make_interval(days => {KEPT_FAILURES_DAYS})
)
"""  # noqa: S608 - built from constants
ASK = """
INSERT INTO core.job_runs AS r (org_id, job, slot, status, not_before)
SELECT :org_id, :job, CAST(:slot AS timestamptz), 'waiting', clock_timestamp()
WHERE NOT EXISTS (
    SELECT FROM core.job_runs o WHERE o.org_id = :org_id AND o.job = :job AND o.status IN ('waiting', 'running')
)
ON CONFLICT DO NOTHING
"""
FORGET = """
DELETE FROM core.job_runs r
WHERE r.org_id = %(org_id)s AND r.job <> ALL (%(known)s)
    AND r.not_before < clock_timestamp() - make_interval(days => %(days)s)
"""


class Due(NamedTuple):
    """One run that is due: whose, which job's, and when it was."""

    org_id: UUID
    job: str
    slot: datetime


class Gathered(NamedTuple):
    """When journals wait no more: where no slot since `since` was taken, or there are `many` and this one was not.

    While a file is applied: where no slot since `long_since` was taken, or there are `most`.
    """

    many: int
    since: datetime
    most: int
    long_since: datetime


@dataclass(frozen=True, slots=True)
class Begun:
    """A run that is in hand: the number of the attempt, and what earlier turns of it have achieved."""

    attempt: int
    outcome: dict[str, Any] | None


class DueWork:
    """What is due over all organizations; every question is one narrow function of the database."""

    def __init__(self, uow: UnitOfWork) -> None:
        """Ask inside `uow`."""
        self._session = uow.session

    def time_zones(self) -> list[str]:
        """Return the time zones in which organizations live."""
        return sorted(self._session.scalars(text("SELECT core.time_zones()")))

    def open_runs(self, jobs: Sequence[str], *, limit: int) -> list[Due]:
        """Return runs of these jobs that were asked for, are to be gone on with, or were left behind."""
        return self._due("SELECT * FROM core.jobs_open(CAST(:jobs AS text[]), :limit)", jobs=list(jobs), limit=limit)

    def missing(self, slots: Sequence[tuple[str, str, datetime]], *, limit: int) -> list[Due]:
        """Return the organizations' slots (job, time zone, instant) of which there is no run."""
        wanted = json.dumps([(job, zone, slot.isoformat()) for job, zone, slot in slots])
        return self._due("SELECT * FROM core.jobs_due(CAST(:slots AS jsonb), :limit)", slots=wanted, limit=limit)

    def unsummarized(self, job: str, slot: datetime, waits: Gathered, *, limit: int) -> list[Due]:
        """Return the organizations with journals that no summary has yet, as far as these are not to wait any more."""
        return self._due(
            "SELECT d.org_id, CAST(:job AS text), CAST(:slot AS timestamptz)"
            " FROM core.unsummarized(:job, CAST(:slot AS timestamptz), CAST(:since AS timestamptz), :many,"
            " CAST(:long_since AS timestamptz), :most, :limit) AS d (org_id)",
            job=job,
            slot=slot,
            limit=limit,
            **waits._asdict(),
        )

    def background(self, *, shard: int, limit: int) -> list[tuple[UUID, UUID]]:
        """Return the first waiting background operation of each organization: its organization's id and its own."""
        statement = text("SELECT * FROM core.background_waiting(CAST(:shard AS smallint), :limit)")
        return [(row[0], row[1]) for row in self._session.execute(statement, {"shard": shard, "limit": limit})]

    def figures(self) -> Sequence[JobFigures]:
        """Return what the runs of each job come to."""
        return self._session.scalars(select(JobFigures).order_by(JobFigures.job)).all()

    def _due(self, statement: str, **given: Any) -> list[Due]:
        return [Due(*row) for row in self._session.execute(text(statement), given)]


class Runs:
    """The runs of one organization, or of the installation (`org_id` nil)."""

    def __init__(self, uow: UnitOfWork, org_id: UUID) -> None:
        """Read and write inside `uow`, which sees `org_id`."""
        self._uow = uow
        self._org_id = org_id

    def begin(self, due: Due) -> Begun | None:
        """Take a run in hand; None if it has ended, or is not to be tried yet."""
        row = self._uow.driver.execute(BEGIN, self._key(due)).fetchone()
        return None if row is None else Begun(*row)

    def end(
        self,
        due: Due,
        *,
        attempt: int,
        status: str,
        elapsed_ms: int,
        outcome: dict[str, Any] | None = None,
        error: dict[str, Any] | None = None,
        delay_s: float = 0.0,
        forget: bool = False,
    ) -> bool:
        """Note how a turn ended, and count it; `forget`: it achieved something, so no attempt is held against it.

        False where somebody else has the run in hand by now, or has ended it: the caller must not commit.
        """
        given = {
            **self._key(due),
            "attempt": attempt,
            "status": status,
            "elapsed_ms": elapsed_ms,
            "outcome": _json(outcome),
            "error": _json(error),
            "delay_s": delay_s,
            "forget": forget,
        }
        row = self._uow.driver.execute(END, given).fetchone()
        if row is None:
            return False
        if status != "waiting":
            self._uow.driver.execute(PRUNE, self._key(due))
            counted = {"job": due.job, "done": status == "done", "duration_ms": row[0]}
            self._uow.driver.execute(COUNT, counted)
        return True

    def ask(self, job: str, slot: datetime) -> bool:
        """Add a run that somebody asks for, unless one is waiting or running; say whether it was added."""
        given = {"org_id": self._org_id, "job": job, "slot": slot}
        found: Any = self._uow.session.execute(text(ASK), given)
        return bool(found.rowcount)

    def open_run(self, job: str) -> JobRun | None:
        """Return the run of a job that waits or runs."""
        wanted = self._of(job).where(JobRun.status.in_(("waiting", "running"))).order_by(JobRun.slot.desc()).limit(1)
        return self._uow.session.scalars(wanted).one_or_none()

    def latest(self, job: str) -> JobRun | None:
        """Return the last run of a job that has begun."""
        wanted = self._of(job).where(JobRun.started_at.is_not(None)).order_by(JobRun.slot.desc()).limit(1)
        return self._uow.session.scalars(wanted).one_or_none()

    def page(self, job: str, request: PageRequest) -> Slice[JobRun]:
        """Return one page of the runs of a job, the latest slot first."""
        order = KeyOrder((JobRun.__table__.c.slot,))
        rows = self._uow.session.scalars(order.page_of(self._of(job), request)).all()
        return order.cut(rows, request)

    def has(self, due: Due) -> bool:
        """Return whether there is a run of this slot."""
        return self._uow.session.scalar(self._of(due.job).where(JobRun.slot == due.slot)) is not None

    def forget_jobs(self, *, known: Sequence[str]) -> int:
        """Delete old runs of jobs that are no more; return how many."""
        given = {"org_id": self._org_id, "known": list(known), "days": KEPT_FAILURES_DAYS}
        return self._uow.driver.execute(FORGET, given).rowcount

    def _of(self, job: str) -> Select[JobRun]:
        return select(JobRun).where(JobRun.org_id == self._org_id, JobRun.job == job)

    def _key(self, due: Due) -> dict[str, Any]:
        return {"org_id": self._org_id, "job": due.job, "slot": due.slot}


def _json(value: dict[str, Any] | None) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, default=str)
