"""Checking the invariants, organization by organization, while sales go on."""

import time
from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from sqlalchemy import text

from domain.core.db import UnitOfWork, unit_of_work
from domain.org.profile import profile_of
from domain.reports.snapshot import snapshot
from domain.reports.verification.finding import EXAMPLES, Check, Connection, Counted, Difference, Finding, Verification
from domain.reports.verification.guards import sleeping_guards
from domain.reports.verification.invariants import INVARIANTS

_EXAMINE = """
SELECT count(*) OVER () AS differences, d.what, d.place, d.found, d.expected
FROM ({statement}) d ORDER BY d.what, d.place::text LIMIT {limit}
"""


def organization_ids() -> list[UUID]:
    """Return every organization of the installation, the oldest first."""
    with unit_of_work(read_only=True) as uow:
        return list(uow.session.scalars(text("SELECT core.organization_ids()")))


def verify(org_ids: Sequence[UUID], *, on_verified: Callable[[UUID], None] | None = None) -> Verification:
    """Prove the invariants over these organizations, each over one moment of its own; changes nothing.

    `on_verified` is told of each organization when it is done.
    """
    began = time.monotonic_ns()
    verification = Verification([Finding(invariant.number, invariant.sentence) for invariant in INVARIANTS])
    with unit_of_work(read_only=True) as uow:
        asleep = sleeping_guards(uow.driver)
    for finding in verification.findings:
        finding.add(asleep.get(finding.number, (0, [])))
    for org_id in org_ids:
        with snapshot(org_id) as uow:
            verify_organization(uow, org_id=org_id, findings=verification.findings)
        verification.organizations += 1
        if on_verified is not None:
            on_verified(org_id)
    verification.elapsed_ms = _elapsed_ms(began)
    return verification


def verify_organization(uow: UnitOfWork, *, org_id: UUID, findings: Iterable[Finding]) -> None:
    """Prove the invariants over one organization inside `uow`, adding to the findings, one per invariant in order."""
    digits = profile_of(uow, org_id=org_id).digits
    for invariant, finding in zip(INVARIANTS, findings, strict=True):
        for check in invariant.checks:
            began = time.monotonic_ns()
            finding.add(_examine(uow.driver, org_id, check, digits=digits), elapsed_ms=_elapsed_ms(began))


def _examine(connection: Connection, org_id: UUID, check: str | Check, *, digits: int) -> Counted:
    """Return how many differences a check finds, and the first of them; `digits` are those of the currency."""
    if not isinstance(check, str):
        return check(connection, org_id)
    statement = _EXAMINE.format(statement=check, limit=EXAMPLES)
    rows = connection.execute(statement, {"org_id": org_id}).fetchall()
    differences = [
        Difference(org_id, what, place, is_now, expected, digits) for _, what, place, is_now, expected in rows
    ]
    return rows[0][0] if rows else 0, differences


def _elapsed_ms(began_ns: int) -> int:
    return (time.monotonic_ns() - began_ns) // 1_000_000
