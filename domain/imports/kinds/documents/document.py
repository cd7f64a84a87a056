"""Rows that belong together, the operation they become, and what is wrong with it told to its rows."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid5

from domain.core.errors import DomainError
from domain.imports.errors import RestOfDocumentError
from domain.imports.kinds.base import Batch, Fault
from domain.operations.kinds import OperationKind

NAMESPACE = UUID("5d2c9a54-7c1f-5b0e-8a44-3f0f6d1b7e21")
IN_A_LINE = re.compile(r"lines\.(\d+)(?:\.(\w+))?")

Places = list[int]
"""Rows by their place in a batch."""


@dataclass(slots=True)
class Document:
    """One operation in the making: its identity, its content, and the rows that its lines are made of, in order."""

    kind: OperationKind
    id: UUID
    lane: UUID
    content: dict[str, Any]
    rows: Places


def identity(org_id: UUID, kind: str, *reference: str) -> UUID:
    """Return the identity of what a reference names: the same file again, or one that overlaps, means the same."""
    return uuid5(NAMESPACE, "\x1f".join((str(org_id), kind, *reference)))


@lru_cache(maxsize=65_536)
def decimal(text: str) -> Decimal:
    """Return a canonical number; the same few come again and again."""
    return Decimal(text)


def runs(batch: Batch, group: Sequence[str]) -> Iterator[Places]:
    """Yield rows that follow each other with the same values in these columns; one without any stands alone."""
    columns = [batch.column(name) for name in group]
    run: Places = []
    before: tuple[str | None, ...] | None = None
    for at, values in enumerate(zip(*columns, strict=True)):
        if run and values == before and None not in values:
            run.append(at)
            continue
        if run:
            yield run
        run, before = [at], values
    if run:
        yield run


def whole_groups(batch: Batch, group: Sequence[str], faults: Sequence[Fault]) -> list[Fault]:
    """Return the faults of rows whose document lacks a row with a fault: it is taken whole, or not at all."""
    wrong = {fault.line for fault in faults}
    if not wrong or not group:
        return []
    lines = batch.lines
    return [
        Fault.of(lines[at], group[-1], RestOfDocumentError)
        for run in runs(batch, group)
        if not wrong.isdisjoint(lines[at] for at in run)
        for at in run
        if lines[at] not in wrong
    ]


def faults_of(
    lines: Sequence[int], error: Mapping[str, Any], *, column_of: Callable[[str], str], group: str
) -> list[Fault]:
    """Return what is wrong with an operation as faults of the rows (`lines`) that its lines are made of.

    What names no line is told of the first row; the other rows are told that their document is not taken.
    """
    found: list[Fault] = []
    for fault in error.get("errors") or [{"path": "", "code": error["code"], "message": error["detail"]}]:
        named = IN_A_LINE.match(fault["path"])
        at = int(named[1]) if named else 0
        path = (named[2] or "") if named else fault["path"].partition(".")[0]
        code = error["code"] if error["code"] != "invalid" else fault["code"]
        found.append(Fault(lines[min(at, len(lines) - 1)], column_of(path) or group, code, fault["message"]))
    told = {fault.line for fault in found}
    return found + [Fault.of(line, group, RestOfDocumentError) for line in lines if line not in told]


def refused(
    batch: Batch, rows: Places, error: DomainError, *, column_of: Callable[[str], str], group: str
) -> list[Fault]:
    """Return what is wrong with a document that does not become an operation."""
    return faults_of([batch.lines[at] for at in rows], error.as_outcome(), column_of=column_of, group=group)
