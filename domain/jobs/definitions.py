"""What a job is, and what one turn of it is given and gives."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from domain.core.db import UnitOfWork
from domain.jobs.schedule import Schedule


class JobName(StrEnum):
    """Every job there is."""

    SUMMARIES = "summaries"
    RECURRING_JOURNALS = "recurring_journals"
    RECALCULATION = "recalculation"
    VERIFY = "verify"
    LOW_STOCK = "low_stock"
    EXPIRING_LOTS = "expiring_lots"
    EXPIRING_CARDS = "expiring_cards"
    CLEANUP = "cleanup"
    SESSIONS = "sessions"
    SWEEP = "sweep"


class RunStatus(StrEnum):
    """What became of a run."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Turn:
    """What one turn is about: whose run, of which slot, and what its earlier turns have achieved."""

    org_id: UUID
    slot: datetime
    so_far: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a turn achieved; `more`: it is to be gone on with, in another transaction.

    Numbers and words of `figures` are its summary; lists in it are bounded by whoever makes them.
    """

    figures: dict[str, Any] = field(default_factory=dict)
    more: bool = False


@dataclass(frozen=True, slots=True)
class Hurry:
    """When a job is due before its time: where so many journals (`gathered`) wait, and with which slots."""

    gathered: int
    schedule: Schedule


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a job lets journals wait while a file is applied, which brings more by the second.

    Until there are so many (`gathered`), or its last time is so long ago (`lasts_s`, seconds).
    """

    gathered: int
    lasts_s: int


@dataclass(frozen=True, slots=True)
class Job:
    """One kind of scheduled work.

    `work` acts inside the transaction that it is given, in which its end is noted too. `reads_only`: it is given one
    consistent moment instead, in which it cannot write. Without `work` it is a task of its own, shown here.
    """

    name: JobName
    description: str
    schedule: Schedule
    work: Callable[[UnitOfWork, Turn], Outcome] | None
    per_organization: bool = True
    reads_only: bool = False
    when_needed: bool = False
    """Due only where the database says that there is something to do."""
    hurry: Hurry | None = None
    """Of a job that is due when needed: when it is due sooner."""
    patience: Patience = Patience(gathered=0, lasts_s=0)
    """Of a job that is due when needed: when it is due later."""
