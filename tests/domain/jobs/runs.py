"""What the table of runs says."""

from typing import Any

from domain.core import clock
from domain.core.db import unit_of_work
from domain.core.ids import NIL
from domain.jobs.catalogue import JOBS
from domain.jobs.repository import Due
from domain.org.profile import profile_of


def due_now(org_id: Any, job: str) -> Due:
    """Return the run of a job that is due now, by the clock of whoever it belongs to."""
    zone = "UTC"
    if org_id != NIL:
        with unit_of_work(org_id, read_only=True) as uow:
            zone = profile_of(uow, org_id=org_id).time_zone
    return Due(org_id, job, JOBS[job].schedule.latest(clock.now(), time_zone=zone))


def runs_of(org_id: Any, job: str | None = None) -> list[dict[str, Any]]:
    """Return the runs of an organization, the oldest slot first."""
    with unit_of_work(org_id, read_only=True) as uow:
        cursor = uow.driver.execute(
            "SELECT * FROM core.job_runs WHERE org_id = %s AND (%s::text IS NULL OR job = %s) ORDER BY job, slot",
            (org_id, job, job),
        )
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
