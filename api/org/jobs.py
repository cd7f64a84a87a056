"""Scheduled work: what is done by the clock, how it went, and having it done now."""

from typing import Annotated

from fastapi import APIRouter, Depends

from api.dependencies import Paging, requires
from api.problems import problem_responses
from domain.auth.permissions import Permission
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.ids import NIL
from domain.core.schemas import Page
from domain.jobs import service
from domain.jobs.definitions import JobName
from domain.jobs.schemas import JobRunView, JobView

router = APIRouter(prefix="/api/org/jobs", tags=["org"])
Reader = Annotated[OrgContext, Depends(requires(Permission.ORG_JOBS_READ))]
Runner = Annotated[OrgContext, Depends(requires(Permission.ORG_JOBS_RUN))]


@router.get("", responses=problem_responses(401, 403))
def list_jobs(ctx: Reader) -> Page[JobView]:
    """List what is done by the clock: when, how the last run went, and when the next one is due."""
    with unit_of_work(ctx.org_id, NIL, read_only=True) as uow:
        return Page(items=service.list_jobs(uow, ctx))


@router.get("/{job}/runs", responses=problem_responses(401, 403, 409, 422))
def list_runs(ctx: Reader, job: JobName, paging: Paging) -> Page[JobRunView]:
    """List the runs of one job with all that came of them, the latest first."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.list_runs(uow, ctx, job=job, paging=paging)


@router.post("/{job}/run", status_code=202, responses=problem_responses(401, 403, 409, 422))
def run_job(ctx: Runner, job: JobName) -> JobRunView:
    """Have a job done now, in the background; where a run of it waits already, this is it."""
    with unit_of_work(ctx.org_id) as uow:
        run = service.ask_for_run(uow, ctx, job=job)
        uow.commit()
    return run
