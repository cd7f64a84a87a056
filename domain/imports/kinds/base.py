"""What a kind of import is, and what passes between it and the engine that carries it out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Protocol
from uuid import UUID

from domain.auth.permissions import Permission
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.errors import DomainError
from domain.imports.pace import FIRST_ROWS, LEAST_ROWS, MOST_ROWS


class Policy(StrEnum):
    """What may become of a row whose natural key is there already, and of one whose key is not."""

    UPSERT = "upsert"
    CREATE_ONLY = "create_only"
    UPDATE_ONLY = "update_only"


@dataclass(frozen=True, slots=True)
class Convention:
    """How numbers and dates are written in one file, and how many digits the organization's currency has."""

    decimal_comma: bool = False
    date_format: str = "ymd"
    digits: int = 2


Cells = Sequence[str]
Converted = tuple[list[str | None], dict[int, DomainError]]
"""Canonical text by row, None for an empty cell; and by row what is wrong with it."""

KnownReading = tuple[dict[str, str], dict[str, Any]]
"""By our column the name in the heading, and what else is said of such files, as it is given with an import."""

Converter = Callable[[Cells, Convention], Converted]
"""Takes the cells of one column of a chunk: a column at once is many times faster than a cell at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a kind. `aliases` are other names by which files call it, for the suggested mapping.

    `required`: without a value the row is rejected. `dates`, `numbers`: its cells decide how the file writes them.
    """

    name: str
    convert: Converter
    description: str
    example: str = ""
    aliases: tuple[str, ...] = ()
    required: bool = False
    dates: bool = False
    numbers: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one row: the line on which it begins, our name of the column, a stable code, a sentence."""

    line: int
    column: str
    code: str
    message: str

    @classmethod
    def of(cls, line: int, column: str, error: DomainError | type[DomainError]) -> "Fault":
        """Return the fault that an error of the domain means for a row."""
        told = error() if isinstance(error, type) else error
        return cls(line, column, told.code, told.detail)

    def as_dict(self) -> dict[str, str]:
        """Return the fault as it is kept and shown."""
        return {"column": self.column, "code": self.code, "message": self.message}


@dataclass(slots=True)
class Batch:
    """Rows of one chunk, each good by itself: their lines, and by column their values, None where nothing was given."""

    lines: list[int]
    values: dict[str, list[str | None]]
    cells: Mapping[int, list[str]] = field(default_factory=dict)
    """By line what stands in the file, of what may still be given back after it was taken."""

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.lines)

    def column(self, name: str) -> list[str | None]:
        """Return the values of a column, which the file may lack."""
        return self.values.get(name) or [None] * len(self.lines)

    def kept(self, keep: Sequence[int]) -> "Batch":
        """Return the batch of these of its rows, by their place in it."""
        return Batch(
            [self.lines[at] for at in keep],
            {name: [values[at] for at in keep] for name, values in self.values.items()},
            self.cells,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a chunk belongs to.

    `state` is the kind's own, kept with the checkpoint; `apply`: else it is only checked; `checked`: all rows were
    checked before, so that what was rejected then is left out.
    """

    ctx: OrgContext
    import_id: UUID
    policy: Policy
    apply: bool
    checked: bool
    convention: Convention
    options: Mapping[str, Any] = field(default_factory=dict)
    state: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Verdict:
    """What became, or would become, of the rows of a chunk; those with a fault are in none of the numbers.

    `late`: rows of earlier chunks that were not taken after all, and are kept as such already; `new` is less by them.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)
    late: int = 0


@dataclass(frozen=True, slots=True)
class Settled:
    """What the end of an import has brought; `wait_s`: it is not the end yet, ask again then.

    `faults` are of rows that had counted as `new` or `changed` so far, which `minus_new` and `minus_changed` take back.
    """

    faults: list[Fault] = field(default_factory=list)
    minus_new: int = 0
    minus_changed: int = 0
    late: int = 0
    """Rows that are kept as not taken already."""
    wait_s: float = 0.0


class Kind(Protocol):
    """One kind of file. `group`: rows that follow each other with the same cells in these columns stay in one chunk."""

    @property
    def name(self) -> str:
        """Return what it is called."""

    @property
    def description(self) -> str:
        """Return what it is, in a sentence."""

    @property
    def permission(self) -> Permission:
        """Return what whoever imports it must be allowed."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return its columns."""

    @property
    def key(self) -> tuple[str, ...]:
        """Return the columns by which a row finds what it changes."""

    @property
    def group(self) -> tuple[str, ...]:
        """Return the columns whose rows stay together."""

    @property
    def least_rows(self) -> int:
        """Return how many rows a chunk has at least, however long they take."""

    @property
    def most_rows(self) -> int:
        """Return how many rows a chunk may have, beside those that stay together with its last one."""

    @property
    def options(self) -> Mapping[str, str]:
        """Return by its name what it takes beside the file, and what that means."""

    @property
    def reads_statements(self) -> bool:
        """Return whether its files may come in the formats of banks."""

    def suggests(self, heading: Sequence[str]) -> Mapping[str, str]:
        """Return what a heading suggests beyond the names of columns; an empty name leaves a column out."""

    def known_reading(self, uow: UnitOfWork, work: Work, heading: Sequence[str]) -> KnownReading | None:
        """Return how files with this heading are read, where something else than imports keeps that."""

    def keys(self, batch: Batch) -> list[tuple[int, str, str]]:
        """Return what may be named once in a file: line, column and key of each."""

    def process(self, uow: UnitOfWork, work: Work, batch: Batch) -> Verdict:
        """Check rows, and apply those without a fault if that is asked for, inside this transaction."""

    def wait_s(self, uow: UnitOfWork, work: Work) -> float:
        """Return for how long the next chunk has to wait, because enough of this import waits to be posted."""

    def settle(self, uow: UnitOfWork, work: Work) -> Settled:
        """End the pass that applied, once all rows are through: wait for what is still on its way, bring it home."""


class KindDefaults:
    """What kinds are, unless they say otherwise."""

    group: tuple[str, ...] = ()
    least_rows, most_rows = LEAST_ROWS, FIRST_ROWS
    options: Mapping[str, str] = MappingProxyType({})
    reads_statements = False

    def suggests(self, heading: Sequence[str]) -> Mapping[str, str]:  # noqa: ARG002 - a protocol's method
        """Suggest nothing."""
        return {}

    def known_reading(self, uow: UnitOfWork, work: Work, heading: Sequence[str]) -> KnownReading | None:  # noqa: ARG002
        """Know nothing."""
        return None


class SetKind(KindDefaults):
    """What kinds share that are applied by statements over whole chunks, so that nothing is left behind a chunk."""

    key: tuple[str, ...]
    most_rows = MOST_ROWS

    def keys(self, batch: Batch) -> list[tuple[int, str, str]]:
        """Return the natural key of each row."""
        return natural_keys(batch, self.key)

    def wait_s(self, uow: UnitOfWork, work: Work) -> float:  # noqa: ARG002 - a protocol's method
        """Never wait."""
        return 0.0

    def settle(self, uow: UnitOfWork, work: Work) -> Settled:  # noqa: ARG002 - a protocol's method
        """Nothing is left to be done."""
        return Settled()


def natural_keys(batch: Batch, key: Sequence[str]) -> list[tuple[int, str, str]]:
    """Return the natural key of each row that has all of it."""
    columns = [batch.column(name) for name in key]
    return [
        (line, key[0], "\x1f".join(part for part in parts if part is not None))
        for line, *parts in zip(batch.lines, *columns, strict=True)
        if None not in parts
    ]


def without(batch: Batch, faults: Sequence[Fault]) -> Batch:
    """Return a batch without the rows that have a fault."""
    wrong = {fault.line for fault in faults}
    if not wrong:
        return batch
    return batch.kept([at for at, line in enumerate(batch.lines) if line not in wrong])
