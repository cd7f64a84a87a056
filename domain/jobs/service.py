"""Scheduled work as an organization sees it: its own jobs with their runs, and that of the installation in short."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from domain.core import clock
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.ids import NIL
from domain.core.paging import PageRequest
from domain.core.schemas import Page
from domain.jobs.catalogue import INSTALLATION_TIME_ZONE, JOBS
from domain.jobs.definitions import Job, JobName
from domain.jobs.errors import JobOfTheInstallation
from domain.jobs.models import JobFigures, JobRun
from domain.jobs.repository import DueWork, Runs
from domain.jobs.schemas import JobRunView, JobView, LastRun
from domain.operations.service import last_round
from domain.org.profile import profile_of
from domain.org.service import record_audit


def list_jobs(uow: UnitOfWork, ctx: OrgContext) -> list[JobView]:
    """Return every job in the order of urgency; `uow` sees the organization and the installation (nil).

    What came of the installation's own runs is not told: it speaks of everybody.
    """
    time_zone = profile_of(uow, org_id=ctx.org_id).time_zone
    return [_view(uow, ctx.org_id, job, time_zone) for job in JOBS.values()]


def list_runs(uow: UnitOfWork, ctx: OrgContext, *, job: JobName, paging: PageRequest) -> Page[JobRunView]:
    """Return one page of the organization's runs of a job, the latest slot first.

    **Raises** `CursorInvalid`, `JobOfTheInstallation`.
    """
    _check_own(job)
    found = Runs(uow, ctx.org_id).page(job.value, paging)
    return Page(items=[JobRunView.model_validate(row) for row in found.rows], next_cursor=found.next_cursor)


def ask_for_run(uow: UnitOfWork, ctx: OrgContext, *, job: JobName) -> JobRunView:
    """Let a job run now, in the background; one that waits or runs already is that run.

    **Raises** `JobOfTheInstallation`.
    """
    _check_own(job)
    runs = Runs(uow, ctx.org_id)
    if runs.ask(job.value, clock.now()):
        record_audit(uow, ctx, action="job.run", subject_type="job", subject_id=job.value)
    asked = runs.open_run(job.value)
    assert asked is not None
    return JobRunView.model_validate(asked)


def job_figures(uow: UnitOfWork) -> Sequence[JobFigures]:
    """Return what the runs of each job come to over all organizations."""
    return DueWork(uow).figures()


def _check_own(job: JobName) -> None:
    if not JOBS[job.value].per_organization:
        raise JobOfTheInstallation


def _view(uow: UnitOfWork, org_id: UUID, job: Job, time_zone: str) -> JobView:
    now = clock.now()
    owner, zone = (org_id, time_zone) if job.per_organization else (NIL, INSTALLATION_TIME_ZONE)
    latest = None if job.work is None else Runs(uow, owner).latest(job.name.value)
    return JobView(
        name=job.name,
        description=job.description,
        schedule=job.schedule.described() + ("" if job.per_organization else " UTC" if job.work else ""),
        of_installation=not job.per_organization,
        last_run=None if latest is None else _last(latest, told=job.per_organization),
        last_done_at=last_round(uow, job.name.value) if job.work is None else None,
        next_run=None if job.when_needed else job.schedule.following(now, time_zone=zone),
    )


def _last(run: JobRun, *, told: bool) -> LastRun:
    shown = JobRunView.model_validate(run).model_dump(exclude={"attempts", "outcome"})
    return LastRun(**shown, outcome=_in_short(run.outcome) if told and run.outcome is not None else None)


def _in_short(outcome: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in outcome.items() if not isinstance(value, list | dict)}
