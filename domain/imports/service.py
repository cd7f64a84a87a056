"""Imports as an organization asks for them: handed in, looked at, applied, cancelled, resumed."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func

from domain.core import clock
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.errors import InvalidError
from domain.core.paging import PageRequest
from domain.core.schemas import Page
from domain.core.settings import settings
from domain.imports.errors import RowsRejectedError, UnknownImportError, WrongStageError
from domain.imports.kinds import KINDS, Kind
from domain.imports.mapping import suggested
from domain.imports.models import Import
from domain.imports.progress import OPEN, OnError, Status
from domain.imports.reading import STATEMENTS, Shape, open_file
from domain.imports.reading.shape import ZIP
from domain.imports.repository import Imports
from domain.imports.schemas import ColumnView, ImportView, ImportWanted, KindView, PreviewView, RejectView, ShapeView
from domain.imports.stages import AT_THE_START
from domain.imports.store import Store
from domain.operations.errors import IdempotencyMismatchError
from domain.org.profile import profile_of
from domain.org.service import record_audit

SHOWN_ROWS = 20
PREVIEWED_BYTES = 1 << 20
ABANDONED = timedelta(days=1)
GIVEN = ("format", "encoding", "delimiter", "decimal_comma", "date_format", "mapping")
NOW = func.clock_timestamp()
MOST_DIGITS = 4
"""Of any currency (ISO 4217), behind the point."""


def kind_named(ctx: OrgContext, name: str) -> Kind:
    """Return a kind that this person may import. **Raises** `InvalidError`, `ForbiddenError`."""
    kind = KINDS.get(name)
    if kind is None:
        raise InvalidError.at("kind", f"One of {', '.join(KINDS)}.")
    ctx.require(kind.permission)
    return kind


def check_options(kind: Kind, wanted: ImportWanted) -> None:
    """See that a kind takes what is given beside its file. **Raises** `InvalidError`."""
    if wanted.format in STATEMENTS and not kind.reads_statements:
        raise InvalidError.at("format", f"No {kind.name} come in this format.")
    for name, value in wanted.options.items():
        if name not in kind.options:
            taken = ", ".join(kind.options) or "none"
            raise InvalidError.at(f"options.{name}", f"The options of {kind.name}: {taken}.")
        if not isinstance(value, str):
            raise InvalidError.at(f"options.{name}", "Give a text.")


def list_kinds() -> list[KindView]:
    """Return what can be imported."""
    return [
        KindView(
            name=kind.name,
            description=kind.description,
            permission=kind.permission.value,
            key=list(kind.key),
            options=dict(kind.options),
            columns=[
                ColumnView(
                    name=column.name, required=column.required, description=column.description, example=column.example
                )
                for column in kind.columns
            ],
        )
        for kind in KINDS.values()
    ]


def receive(
    uow: UnitOfWork, ctx: OrgContext, *, wanted: ImportWanted, file: Store, file_name: str | None
) -> ImportView:
    """Hand a stored file in; the background goes on with it. **Raises** `InvalidError`, `ForbiddenError`."""
    kind = kind_named(ctx, wanted.kind)
    check_options(kind, wanted)
    told = wanted.model_dump()
    row = Import(
        org_id=ctx.org_id,
        id=file.import_id,
        kind=kind.name,
        status=Status.RECEIVED.value,
        file_name=file_name,
        bytes=file.bytes,
        sha256=file.sha256,
        given={name: told[name] for name in GIVEN} | _statements_of(uow, ctx, kind),
        on_error=wanted.on_error,
        policy=wanted.policy,
        dry_run=wanted.dry_run,
        options=wanted.options,
        actor_type=ctx.actor.type,
        actor_id=ctx.actor.id,
        address=ctx.origin.address,
        user_agent=ctx.origin.user_agent,
    )
    uow.session.add(row)
    uow.session.flush()
    record_audit(
        uow,
        ctx,
        action="import.receive",
        subject_type="import",
        subject_id=row.id,
        after={name: told[name] for name in ("kind", "dry_run", "on_error", "policy")}
        | {"file_name": file_name, "bytes": file.bytes, "sha256": file.sha256},
    )
    return _view(Imports(uow, ctx.org_id), row)


def receive_once(
    uow: UnitOfWork, ctx: OrgContext, *, wanted: ImportWanted, file: Store, file_name: str | None, import_id: UUID
) -> tuple[ImportView, bool]:
    """Hand a stored file in under an identity; say whether it is new. What came before with the same content is that.

    **Raises** as `receive`, and `IdempotencyMismatchError` for other content. A file that is not needed is forgotten.
    """
    imports = Imports(uow, ctx.org_id)
    imports.one_at_a_time(import_id)
    before = imports.find(import_id)
    if before is None:
        if import_id != file.import_id:
            imports.move_pieces(file.import_id, to=import_id)
            file.import_id = import_id
        return receive(uow, ctx, wanted=wanted, file=file, file_name=file_name), True
    told = wanted.model_dump()
    asked = {name: told[name] for name in (*GIVEN, "kind", "on_error", "policy", "options")} | {"sha256": file.sha256}
    was = {**before.given, **{name: getattr(before, name) for name in ("kind", "policy", "options", "sha256")}}
    if any(was[name] != asked[name] for name in asked if name != "on_error"):
        raise IdempotencyMismatchError
    imports.drop_pieces(file.import_id)
    return get_import(uow, ctx, import_id=import_id), False


def get_import(uow: UnitOfWork, ctx: OrgContext, *, import_id: UUID) -> ImportView:
    """Return one import. **Raises** `UnknownImportError`, `ForbiddenError`."""
    imports = Imports(uow, ctx.org_id)
    return _view(imports, _found(imports, ctx, import_id))


def list_imports(uow: UnitOfWork, ctx: OrgContext, *, paging: PageRequest) -> Page[ImportView]:
    """Return one page of the imports whose kinds this person may import, newest first. **Raises** `CursorInvalid`."""
    imports = Imports(uow, ctx.org_id)
    allowed = [kind.name for kind in KINDS.values() if kind.permission in ctx.permissions]
    found = imports.page_of(paging, allowed)
    return Page(items=[_view(imports, row) for row in found.rows], next_cursor=found.next_cursor)


def list_rejects(uow: UnitOfWork, ctx: OrgContext, *, import_id: UUID, paging: PageRequest) -> Page[RejectView]:
    """Return one page of the rows that are not taken. **Raises** `UnknownImportError`, `CursorInvalid`."""
    imports = Imports(uow, ctx.org_id)
    found = imports.rejects(_found(imports, ctx, import_id).id, paging)
    return Page(items=[RejectView.model_validate(row) for row in found.rows], next_cursor=found.next_cursor)


def apply_import(uow: UnitOfWork, ctx: OrgContext, *, import_id: UUID, on_error: str | None) -> ImportView:
    """Let a file be applied that was checked. **Raises** `UnknownImportError`, `WrongStageError`, `RowsRejectedError`.

    A file that was refused for some of its rows can be applied without them, as long as nothing of it was.
    """
    imports = Imports(uow, ctx.org_id)
    row = _found(imports, ctx, import_id, lock=True)
    refused = row.status == Status.FAILED and (row.error or {}).get("code") == RowsRejectedError.code
    if row.status != Status.CHECKED and not refused:
        raise WrongStageError(f"The import is {row.status}; only one that was checked can be applied.")
    wanted = on_error or row.on_error
    if row.rows_rejected and wanted == OnError.REJECT_FILE:
        raise RowsRejectedError
    if not imports.has_file(row.id):
        raise WrongStageError("The file is not kept any more: send it again.")
    values = {"status": Status.APPLYING.value, "on_error": wanted, "dry_run": False, "ended_at": None, "error": None}
    return _on(uow, ctx, imports, row, action="import.apply", values={**AT_THE_START, **values, "pass_at": NOW})


def resume_import(uow: UnitOfWork, ctx: OrgContext, *, import_id: UUID) -> ImportView:
    """Let an import go on that was cancelled, or failed in the middle, from where it had come to.

    **Raises** `UnknownImportError`, `WrongStageError`.
    """
    imports = Imports(uow, ctx.org_id)
    row = _found(imports, ctx, import_id, lock=True)
    if row.status not in (Status.CANCELLED, Status.FAILED) or row.rows_total is None:
        raise WrongStageError(f"The import is {row.status}; one that was cancelled or failed while applied goes on.")
    if row.dry_run:
        # Its place in the file is that of the check: nothing would be left to be applied.
        raise WrongStageError("Nothing of it was applied, it was only checked: send it again.")
    if row.status == Status.FAILED and (row.error or {}).get("code") == RowsRejectedError.code:
        raise WrongStageError("Nothing of it was applied: apply it without the rows that are not taken.")
    if not imports.has_file(row.id):
        raise WrongStageError("The file is not kept any more: send it again.")
    values = {"status": Status.APPLYING.value, "cancel_requested": False, "ended_at": None, "error": None}
    if row.pass_at is not None and row.ended_at is not None:
        # It rested meanwhile: that counts neither to its rate nor to what is left.
        values["pass_at"] = row.pass_at + (clock.now() - row.ended_at)
    return _on(uow, ctx, imports, row, action="import.resume", values=values)


def cancel_import(uow: UnitOfWork, ctx: OrgContext, *, import_id: UUID) -> ImportView:
    """Stop an import between two chunks; what was applied stays. **Raises** `UnknownImportError`, `WrongStageError`."""
    imports = Imports(uow, ctx.org_id)
    row = _found(imports, ctx, import_id, lock=True)
    if row.status in (Status.RECEIVED, Status.CHECKED):
        return _on(
            uow, ctx, imports, row, action="import.cancel", values={"status": Status.CANCELLED.value, "ended_at": NOW}
        )
    if row.status not in OPEN:
        raise WrongStageError(f"The import is {row.status}.")
    return _on(uow, ctx, imports, row, action="import.cancel", values={"cancel_requested": True})


def forget_ended(uow: UnitOfWork, *, org_id: UUID) -> int:
    """Forget files and rejected rows of imports that ended long ago, and uploads that were given up; count pieces."""
    now = clock.now()
    ended = now - timedelta(days=settings().import_kept_days)
    return Imports(uow, org_id).drop_ended(ended=ended, abandoned=now - ABANDONED)


def preview(ctx: OrgContext, *, kind: str, pieces: Iterable[bytes]) -> PreviewView:
    """Return how a file would be read, from its beginning. **Raises** `InvalidError`, the errors of reading."""
    chosen = kind_named(ctx, kind)
    kept = list(pieces)
    if kept and kept[0].startswith(ZIP) and sum(map(len, kept)) >= PREVIEWED_BYTES:
        raise InvalidError("A workbook is shown as a whole, and this one is too large for that: send it with dry_run.")
    reading = open_file(lambda: kept, given=Shape(statement_digits=MOST_DIGITS if chosen.reads_statements else None))
    rows = [cells for _, (_, cells) in zip(range(SHOWN_ROWS), reading.rows, strict=False)]
    heading = list(reading.heading)
    mapping = suggested(chosen, heading)
    shape = reading.shape
    return PreviewView(
        shape=ShapeView(
            format=shape.format.value if shape.format else None,
            encoding=shape.encoding,
            delimiter=shape.delimiter,
            decimal_comma=shape.decimal_comma,
            date_format=None,
            date_format_because=None,
        ),
        heading=heading,
        mapping=mapping,
        unmapped=[name for name in heading if name not in mapping.values()],
        missing=[column.name for column in chosen.columns if column.required and column.name not in mapping],
        rows=rows,
    )


def rejected_rows(
    uow: UnitOfWork, ctx: OrgContext, *, import_id: UUID
) -> Iterator[tuple[int, list[str], list[dict[str, str]]]]:
    """Yield the rejected rows of an import, as they stand in the file. **Raises** `UnknownImportError`."""
    imports = Imports(uow, ctx.org_id)
    yield from imports.all_rejects(_found(imports, ctx, import_id).id)


def _statements_of(uow: UnitOfWork, ctx: OrgContext, kind: Kind) -> dict[str, int]:
    """Return what is to be known where a file may be a bank's."""
    return {"statement_digits": profile_of(uow, org_id=ctx.org_id).digits} if kind.reads_statements else {}


def _found(imports: Imports, ctx: OrgContext, import_id: UUID, *, lock: bool = False) -> Import:
    row: Import | None = imports.find(import_id)
    if row is None:
        raise UnknownImportError
    ctx.require(KINDS[row.kind].permission)
    return imports.get_for_update(import_id, expected=None) if lock else row


def _on(
    uow: UnitOfWork, ctx: OrgContext, imports: Imports, row: Import, *, action: str, values: dict[str, Any]
) -> ImportView:
    before = row.status
    # Nobody has it in hand now, except where it is only asked to stop.
    released = {} if values.get("cancel_requested") else {"worker": None}
    imports.note(row, {**values, **released, "not_before": NOW, "attempts": 0})
    record_audit(
        uow,
        ctx,
        action=action,
        subject_type="import",
        subject_id=row.id,
        before={"status": before},
        after={"status": row.status},
    )
    return _view(imports, row)


def _view(imports: Imports, row: Import) -> ImportView:
    mapping = row.mapping or {}
    rate, left = _speed(row)
    shown = {
        name: getattr(row, name)
        for name in ImportView.model_fields
        if name not in {"same_file_as", "waits_for", "unmapped", "rate", "seconds_left"}
    }
    return ImportView.model_validate(
        {
            **shown,
            "same_file_as": imports.same_file(row),
            "waits_for": imports.before(row) if row.status in OPEN else None,
            "unmapped": [name for name in row.heading or [] if name not in mapping.values()],
            "rate": rate,
            "seconds_left": left,
        }
    )


def _speed(row: Import) -> tuple[float | None, float | None]:
    """Return rows a second, and the seconds that are left: by rows where they are counted, else by bytes."""
    if row.pass_at is None or not row.rows_done:
        return None, None
    until = row.ended_at or (row.turn_at if row.status not in OPEN else clock.now())
    elapsed = max((until - row.pass_at).total_seconds(), 0.001)
    rate = round(row.rows_done / elapsed, 1)
    if row.status not in OPEN:
        return rate, None
    total, done = (row.rows_total, row.rows_done) if row.rows_total else (row.bytes, row.bytes_done)
    return rate, round(elapsed * max(total - done, 0) / max(done, 1), 1)
