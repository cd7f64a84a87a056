"""What a proof tells: per invariant how many differences, and some of them named exactly."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg

from domain.reports.verification.amounts import amounts_shown

EXAMPLES = 20
"""Differences of one invariant that are named; all are counted."""

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it must be: what, where, what was found there and what was expected.

    Amounts are minor units, quantities decimal strings; outside, amounts are told in `digits`, those of the
    organization's currency. `org_id` is None for a fault of the installation itself.
    """

    org_id: UUID | None
    what: str
    where: dict[str, Any]
    found: dict[str, Any]
    expected: dict[str, Any]
    digits: int = 0

    def as_dict(self) -> dict[str, Any]:
        """Return the form that `--json` prints and jobs tell: amounts are decimal strings."""
        return {
            "org_id": None if self.org_id is None else str(self.org_id),
            "what": self.what,
            "where": self.where,
            "found": amounts_shown(self.found, self.where, digits=self.digits),
            "expected": amounts_shown(self.expected, self.where, digits=self.digits),
        }


Counted = tuple[int, list[Difference]]
"""How many differences, and the first of them."""

Check = Callable[[Connection, UUID], Counted]


@dataclass(frozen=True, slots=True)
class Invariant:
    """What holds always: its number and sentence in the posting rules, and the checks that together prove it.

    A check is a statement that returns the differences (`what`, `place`, `found`, `expected`), with the parameter
    `org_id`, or a function where a statement cannot say it.
    """

    number: str
    sentence: str
    checks: tuple[str | Check, ...]


@dataclass(slots=True)
class Finding:
    """One invariant's result, over one organization or many."""

    number: str
    sentence: str
    differences: int = 0
    elapsed_ms: int = 0
    examples: list[Difference] = field(default_factory=list)

    def add(self, counted: Counted, *, elapsed_ms: int = 0) -> None:
        """Count what a check found, and keep as many examples as are shown."""
        self.differences += counted[0]
        self.examples.extend(counted[1][: EXAMPLES - len(self.examples)])
        self.elapsed_ms += elapsed_ms

    def as_dict(self) -> dict[str, Any]:
        """Return the form that `--json` prints."""
        return {
            "number": self.number,
            "sentence": self.sentence,
            "differences": self.differences,
            "elapsed_ms": self.elapsed_ms,
            "examples": [example.as_dict() for example in self.examples],
        }


@dataclass(slots=True)
class Verification:
    """All invariants over all organizations that were asked for."""

    findings: list[Finding]
    organizations: int = 0
    elapsed_ms: int = 0

    @property
    def differences(self) -> int:
        """How many differences in all; none means that the books are right."""
        return sum(finding.differences for finding in self.findings)

    def as_dict(self) -> dict[str, Any]:
        """Return the form that `--json` prints."""
        return {
            "organizations": self.organizations,
            "differences": self.differences,
            "elapsed_ms": self.elapsed_ms,
            "invariants": [finding.as_dict() for finding in self.findings],
        }
