"""Proofs by night: every invariant, and every sum derived again. They tell; they never put anything right."""

from typing import Any

from domain.core.db import UnitOfWork
from domain.jobs.definitions import Outcome, Turn
from domain.reports.verification import Difference, Finding, verify_organization
from domain.reports.verification.guards import sleeping_guards
from domain.reports.verification.invariants import INVARIANTS
from domain.reports.watermark import recalculate_incrementally

SHOWN_OF_EACH = 5
SHOWN = 100


def prove(uow: UnitOfWork, turn: Turn) -> Outcome:
    """Prove the invariants over one moment; of each that does not hold a few differences are named exactly."""
    findings = [Finding(invariant.number, invariant.sentence) for invariant in INVARIANTS]
    asleep = sleeping_guards(uow.driver)
    for finding in findings:
        finding.add(asleep.get(finding.number, (0, [])))
    verify_organization(uow, org_id=turn.org_id, findings=findings)
    return Outcome(
        {
            "differences": sum(finding.differences for finding in findings),
            "invariants": [_shown(finding) for finding in findings],
        }
    )


def derive_again(uow: UnitOfWork, turn: Turn) -> Outcome:
    """Roll up what is new and compare balances and levels with it; each one that differs is named.

    Where nothing does no line is read again, so that a night costs what the day has brought. The other sums, and what
    a line itself says, are the proof's.
    """
    return Outcome(told(recalculate_incrementally(uow, turn.org_id)))


def told(differences: list[Difference]) -> dict[str, Any]:
    """Return differences as an outcome keeps them: all are counted, so many are shown."""
    rows = [{name: value for name, value in one.as_dict().items() if name != "org_id"} for one in differences[:SHOWN]]
    return {"differences": len(differences), "rows": rows}


def _shown(finding: Finding) -> dict[str, Any]:
    shown = finding.as_dict()
    examples = shown.pop("examples")[:SHOWN_OF_EACH]
    for one in examples:
        one.pop("org_id")
    return {**shown, "examples": examples} if examples else shown
