"""The steps of one import: beginning, a chunk of the check or of the application, the end of either.

Each is one transaction, which its caller commits; what returns None has done nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func

from domain.core.context import Actor, OrgContext, Origin
from domain.core.db import UnitOfWork
from domain.core.errors import DomainError
from domain.imports.chunk import process_chunk
from domain.imports.dates import date_format_of
from domain.imports.errors import EmptyFileError, RowsRejectedError
from domain.imports.kinds import KINDS, Kind
from domain.imports.kinds.base import Convention, KnownReading, Policy, Work
from domain.imports.mapping import checked, fingerprint, overlaid, suggested
from domain.imports.marks import decimal_comma_of
from domain.imports.models import Import
from domain.imports.names import names_of, width_of
from domain.imports.progress import OPEN, OnError, Status
from domain.imports.reader import Reader
from domain.imports.reading import STATEMENTS, Format, Shape
from domain.imports.repository import Imports
from domain.org.errors import OrganizationClosed
from domain.org.profile import is_closed, profile_of

READ_AT_ONCE = 25
"""Chunks of rows that are passed over in one step, where a file is only read to its end."""
MOST_READ_S = 1.0
MOST_WAIT_S = 30.0
# A worker that is killed takes its statements with it within a second. The statements here are by key: a sequential
# scan of a large table is never what they mean.
LIMITS = (
    "SELECT set_config('statement_timeout', '120s', true), set_config('jit', 'off', true),"
    " set_config('idle_in_transaction_session_timeout', '60s', true), set_config('lock_timeout', '10s', true),"
    " set_config('client_connection_check_interval', '1s', true), set_config('synchronous_commit', 'off', true)"
)
NOW = func.clock_timestamp()
AT_THE_START: dict[str, Any] = {
    "rows_done": 0, "rows_new": 0, "rows_changed": 0, "rows_unchanged": 0, "bytes_done": 0, "next_row": 0, "state": {},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """Where an import stands behind a step; `wait_s`: how long the next one is to wait."""

    status: Status
    wait_s: float = 0.0


def begin(uow: UnitOfWork, row: Import, reader: Reader, *, worker: UUID, chunk_rows: int) -> Step | None:  # noqa: ARG001 - as `carry_on`
    """Find out how the file is to be read, and let the check begin. **Raises** `HeadingError`, `OrganizationClosed`."""
    imports = Imports(uow, row.org_id)
    if not imports.hold(row.id, worker=worker, status=row.status):
        return None
    if is_closed(uow, org_id=row.org_id):
        raise OrganizationClosed
    kind = KINDS[row.kind]
    heading = names_of(row, reader)
    given = row.given
    known, conventions = _known_reading(uow, imports, row, kind, heading)
    mapping = overlaid(known, given.get("mapping") or {})
    places = checked(kind, heading, mapping)
    given = {**conventions, **{name: value for name, value in given.items() if value is not None}}
    shape = reader.shape
    comma = _decimal_comma(row, kind, places, shape, given=given)
    date_format, because = date_format_of(uow, row, kind, places, given=given)
    now = imports.fresh(row.id)
    imports.note(
        now,
        {
            **AT_THE_START, "status": Status.CHECKING.value, "heading": heading, "mapping": dict(mapping),
            "shape": {
                "format": shape.format.value if shape.format else None, "encoding": shape.encoding,
                "delimiter": shape.delimiter,
                "decimal_comma": comma,
                "date_format": date_format, "date_format_because": because,
            },
            "attempts": 0, "turn_at": NOW, "pass_at": NOW, "error": None,
        },
    )  # fmt: skip
    return Step(Status.CHECKING)


def _known_reading(uow: UnitOfWork, imports: Imports, row: Import, kind: Kind, heading: list[str]) -> KnownReading:
    """Return how files with this heading are read: as is kept elsewhere, else here, else as the heading suggests."""
    elsewhere = kind.known_reading(uow, work_of(uow, row), heading)
    if elsewhere is not None:
        return elsewhere
    kept = imports.kept_mapping(kind.name, fingerprint(heading))
    if kept is not None and set(kept.mapping.values()) <= set(heading):
        return kept.mapping, kept.given
    return suggested(kind, heading), {}


def _decimal_comma(
    row: Import, kind: Kind, places: Mapping[str, int], shape: Shape, *, given: Mapping[str, Any]
) -> bool:
    """Return whether numbers have decimal commas: as is said, else as is seen. **Raises** `DecimalMarkError`.

    What was said of a CSV file holds for the next one, but not for forms that have a way of their own.
    """
    if shape.format in STATEMENTS:
        return bool(shape.decimal_comma)
    told: bool | None = (given if shape.format is Format.CSV else row.given).get("decimal_comma")
    if told is None:
        told = shape.decimal_comma
    return decimal_comma_of(row, kind, places, delimiter=shape.delimiter) if told is None else told


def carry_on(uow: UnitOfWork, row: Import, reader: Reader, *, worker: UUID, chunk_rows: int) -> Step | None:
    """Take one chunk of the pass that is under way, or end the pass behind the last one; all in one transaction.

    The rows are taken from the reader before the import is locked. Where somebody else went on meanwhile, the reader is
    ahead of the checkpoint and is opened anew.
    """
    kind, work = KINDS[row.kind], work_of(uow, row)
    if _only_read(row):
        return _read_on(uow, row, reader, worker=worker, rows=chunk_rows * READ_AT_ONCE)
    assert row.heading is not None
    assert row.mapping is not None
    places = checked(kind, row.heading, row.mapping)
    wait_s = 0.0 if row.cancel_requested else kind.wait_s(uow, work) if work.apply else 0.0
    if wait_s > 0:
        return _wait(uow, row, worker, wait_s)
    together = [places[name] for name in kind.group if name in places]
    rows = [] if row.cancel_requested else reader.take(min(chunk_rows, kind.most_rows), together=together)
    imports = Imports(uow, row.org_id)
    now = _held(imports, row, worker)
    if now is None:
        return None
    if now.cancel_requested:
        return _cancel(uow, imports, now, kind, work)
    if not rows:
        return _end_pass(uow, imports, now, kind, work)
    if work.apply and is_closed(uow, org_id=row.org_id):
        raise OrganizationClosed
    width = width_of(kind, row.heading, reader.heading)
    verdict = process_chunk(uow, kind, work, rows, places=places, width=width, named=reader.named)
    rejected = len({fault.line for fault in verdict.faults})
    imports.note(
        now,
        {
            "next_row": reader.next_row, "rows_done": now.rows_done + len(rows),
            "rows_rejected": now.rows_rejected + rejected + verdict.late, "rows_new": now.rows_new + verdict.new,
            "rows_changed": now.rows_changed + verdict.changed,
            "rows_unchanged": now.rows_unchanged + verdict.unchanged,
            "bytes_done": min(reader.bytes_read, now.bytes), "state": dict(work.state),
            "attempts": 0, "turn_at": NOW,
        },
    )  # fmt: skip
    return Step(Status(now.status))


def _held(imports: Imports, row: Import, worker: UUID) -> Import | None:
    """Lock an import, and return it as it is now; None where somebody else has gone on with it since it was read."""
    if not imports.hold(row.id, worker=worker, status=row.status):
        return None
    now = imports.fresh(row.id)
    return now if now.next_row == row.next_row and now.worker == worker else None


def _only_read(row: Import) -> bool:
    """Return whether this pass only finds out if the file can be read to its end.

    Where wrong rows are skipped anyway, each chunk is checked when it is applied: nothing would come of knowing before.
    """
    return row.status == Status.CHECKING and not row.dry_run and row.on_error == OnError.SKIP_ROWS


def _read_on(uow: UnitOfWork, row: Import, reader: Reader, *, worker: UUID, rows: int) -> Step | None:
    """Pass over rows, or end the pass behind the last one. **Raises** the errors of reading."""
    count = 0 if row.cancel_requested else reader.pass_over(rows, within_s=MOST_READ_S)
    imports = Imports(uow, row.org_id)
    now = _held(imports, row, worker)
    if now is None:
        return None
    if now.cancel_requested:
        return _end(imports, now, Status.CANCELLED)
    if count:
        values = {"next_row": reader.next_row, "rows_done": now.rows_done + count, "attempts": 0, "turn_at": NOW}
        imports.note(now, {**values, "bytes_done": min(reader.bytes_read, now.bytes)})
        return Step(Status.CHECKING)
    if now.rows_done == 0:
        raise EmptyFileError
    return _apply_next(imports, now, checked=False)


def end_with(uow: UnitOfWork, org_id: UUID, import_id: UUID, error: DomainError) -> None:
    """Note that an import has failed, and why; what had been applied stays. `uow` is committed by the caller."""
    imports = Imports(uow, org_id)
    row = imports.get_for_update(import_id, expected=None)
    if row.status in OPEN:
        imports.note(row, {"status": Status.FAILED.value, "error": error.as_outcome(), "ended_at": NOW})


def work_of(uow: UnitOfWork, row: Import) -> Work:
    """Return what the chunks of an import belong to."""
    shape = row.shape or {}
    return Work(
        ctx=OrgContext(
            org_id=row.org_id,
            actor=Actor(row.actor_type, row.actor_id),
            role="import",
            origin=Origin(row.address, row.user_agent),
        ),
        import_id=row.id,
        policy=Policy(row.policy),
        apply=row.status == Status.APPLYING,
        checked=row.status == Status.APPLYING and row.checked,
        convention=Convention(
            decimal_comma=bool(shape.get("decimal_comma")),
            date_format=str(shape.get("date_format") or "ymd"),
            digits=profile_of(uow, org_id=row.org_id).digits,
        ),
        options=row.options,
        state=dict(row.state),
    )


def _cancel(uow: UnitOfWork, imports: Imports, row: Import, kind: Kind, work: Work) -> Step:
    if work.apply:
        return _settle(uow, imports, row, kind, work, cancelled=True)
    return _end(imports, row, Status.CANCELLED)


def _end_pass(uow: UnitOfWork, imports: Imports, row: Import, kind: Kind, work: Work) -> Step:
    if row.rows_done == 0:
        raise EmptyFileError
    if work.apply:
        return _settle(uow, imports, row, kind, work)
    imports.drop_keys(row.id)
    if not row.dry_run and not (row.rows_rejected and row.on_error == OnError.REJECT_FILE):
        return _apply_next(imports, row, checked=True)
    values = {**_read_whole(imports, row), "checked": True}
    if row.dry_run:
        return _end(imports, row, Status.CHECKED, **values)
    return _end(imports, row, Status.FAILED, error=RowsRejectedError().as_outcome(), **values)


def _apply_next(imports: Imports, row: Import, *, checked: bool) -> Step:
    """Begin to apply a file from its first row; `checked`: its rows were checked."""
    values = {**_read_whole(imports, row), **AT_THE_START, "checked": checked}
    imports.note(row, {**values, "status": Status.APPLYING.value, "pass_at": NOW})
    return Step(Status.APPLYING)


def _read_whole(imports: Imports, row: Import) -> dict[str, Any]:
    """Keep how a file was read that could be read to its end; return what is known of it now."""
    assert row.mapping is not None
    assert row.heading is not None
    read = {name: value for name, value in row.given.items() if name != "mapping"}
    imports.keep_mapping(row.kind, fingerprint(row.heading), row.mapping, read)
    return {"rows_total": row.rows_done, "bytes_done": row.bytes, "attempts": 0, "turn_at": NOW}


def _settle(uow: UnitOfWork, imports: Imports, row: Import, kind: Kind, work: Work, *, cancelled: bool = False) -> Step:
    settled = kind.settle(uow, work)
    if settled.faults:
        imports.reject(row.id, {}, settled.faults)
    values: dict[str, Any] = {
        "rows_rejected": row.rows_rejected + settled.late + len({fault.line for fault in settled.faults}),
        "rows_new": row.rows_new - settled.minus_new, "rows_changed": row.rows_changed - settled.minus_changed,
        "state": dict(work.state), "attempts": 0, "turn_at": NOW,
    }  # fmt: skip
    if cancelled:
        # What is still on its way is posted too; what becomes of it comes home when the import is resumed.
        return _end(imports, row, Status.CANCELLED, **values)
    if settled.wait_s > 0:
        wait_s = min(settled.wait_s, MOST_WAIT_S)
        imports.note(row, {**values, "not_before": NOW + func.make_interval(0, 0, 0, 0, 0, 0, wait_s)})
        return Step(Status.APPLYING, wait_s)
    return _end(imports, row, Status.DONE, **values)


def _end(imports: Imports, row: Import, status: Status, **values: Any) -> Step:
    # What is stopped while it is applied may go on: what its rows have named so far is still to be known then.
    goes_on = row.status == Status.APPLYING and status is not Status.DONE
    imports.note(row, {**values, "status": status.value, "ended_at": NOW})
    if not goes_on:
        imports.drop_keys(row.id)
    return Step(status)


def _wait(uow: UnitOfWork, row: Import, worker: UUID, wait_s: float) -> Step | None:
    imports = Imports(uow, row.org_id)
    if not imports.hold(row.id, worker=worker, status=row.status):
        return None
    wait_s = min(wait_s, MOST_WAIT_S)
    imports.set_aside(row.id, delay_s=wait_s, failed=False)
    return Step(Status(row.status), wait_s)
