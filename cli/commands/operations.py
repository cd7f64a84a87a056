"""`arcoiris operations`: what became of what was accepted, and mending what was set aside."""

import json
import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from cli.commands.administration import AsJson, Data, Org, administering, context_of, misused, print_json, print_table

if TYPE_CHECKING:
    from domain.core.context import OrgContext
    from domain.core.db import UnitOfWork

operations = typer.Typer(help="What was accepted, and what became of it.", no_args_is_help=True)
Id = Annotated[UUID, typer.Argument(help="The operation's id: the one that the client gave it.")]


class Status(StrEnum):
    """What an operation can be."""

    PENDING = "pending"
    POSTED = "posted"
    REJECTED = "rejected"
    FAILED = "failed"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(operations, name="operations")


@operations.command("list")
def list_some(
    *,
    org: Org = None,
    status: Annotated[Status | None, typer.Option(help="Only these.")] = None,
    kind: Annotated[str | None, typer.Option(help="Such as sale.post.")] = None,
    lane: Annotated[UUID | None, typer.Option(help="Of one location, or of the organization itself.")] = None,
    since: Annotated[datetime | None, typer.Option(help="Accepted since; local time.")] = None,
    limit: Annotated[int, typer.Option(help="At most so many.", min=1, max=10_000)] = 50,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """List operations, newest first."""
    from domain.core.db import unit_of_work
    from domain.operations.service import list_operations

    with administering(data):
        context = context_of(org)
        with unit_of_work(context.org_id, read_only=True) as uow:
            found, _ = list_operations(
                uow,
                context,
                limit=limit,
                status=status,
                kind=kind,
                lane=lane,
                since=since.astimezone() if since else None,
            )
    if as_json:
        print_json(found)
        return
    rows = [
        (row["id"], row["kind"], row["status"], row["submitted_at"], row["attempts"], (row["error"] or {}).get("code"))
        for row in found
    ]
    print_table(("id", "kind", "status", "submitted_at", "attempts", "error"), rows, nothing="no operations")


@operations.command()
def show(operation_id: Id, *, org: Org = None, data: Data = None, as_json: AsJson = False) -> None:
    """Show one operation with its content: what was accepted, and what it was mended to."""
    from domain.core.db import unit_of_work

    with administering(data):
        context = context_of(org)
        with unit_of_work(context.org_id, read_only=True) as uow:
            shown = _in_full(uow, context, operation_id)
    _print_one(shown, as_json=as_json)


@operations.command()
def retry(
    operation_id: Id,
    *,
    org: Org = None,
    payload: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="JSON of the mended content; else as it was.")
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Let a rejected or failed operation wait again; the sweep finds it within a second or two."""
    from domain.core.db import unit_of_work
    from domain.operations.service import retry_operation
    from domain.org.service import record_audit

    with administering(data):
        context = context_of(org)
        with unit_of_work(context.org_id) as uow:
            mended = None if payload is None else _mended(uow, context, operation_id, _read(payload))
            operation, _ = retry_operation(uow, context, operation_id, mended=mended, record_audit=record_audit)
            uow.commit()
    _print_one(operation, as_json=as_json)


@operations.command()
def dismiss(
    operation_id: Id,
    *,
    reason: Annotated[str, typer.Option(help="Why; the audit log keeps it.")],
    org: Org = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Close a rejected or failed operation for good."""
    from domain.core.db import unit_of_work
    from domain.operations.service import dismiss_operation
    from domain.org.service import record_audit

    if not reason.strip():
        misused("a reason is needed")
    with administering(data):
        context = context_of(org)
        with unit_of_work(context.org_id) as uow:
            operation = dismiss_operation(uow, context, operation_id, reason=reason.strip(), record_audit=record_audit)
            uow.commit()
    _print_one(operation, as_json=as_json)


def _in_full(uow: "UnitOfWork", context: "OrgContext", operation_id: UUID) -> dict[str, Any]:
    from domain.operations.service import get_operation

    operation = get_operation(uow, context, operation_id)
    row = uow.driver.execute(
        "SELECT lane, shard, actor_type, actor_id, payload, mended FROM core.operations WHERE org_id = %s AND id = %s",
        (context.org_id, operation_id),
    ).fetchone()
    assert row is not None
    lane, shard, actor_type, actor_id, payload, mended = row
    return {
        **operation,
        "lane": str(lane),
        "shard": shard,
        "actor": {"type": actor_type, "id": str(actor_id)},
        "payload": payload,
        "mended": mended,
    }


def _mended(uow: "UnitOfWork", context: "OrgContext", operation_id: UUID, raw: bytes) -> dict[str, Any]:
    """Return mended content in canonical form; its kind and its identity stay those of the operation."""
    from domain.core.errors import InvalidError
    from domain.operations.payload import decode
    from domain.operations.service import get_operation
    from domain.org.profile import profile_of
    from domain.posting.kinds import KINDS

    kind = KINDS[get_operation(uow, context, operation_id)["kind"]]
    digits = profile_of(uow, org_id=context.org_id).digits
    content = kind.canonical(decode(raw, kind.payload_type), digits=digits)
    if content.get("id", str(operation_id)) != str(operation_id):
        raise InvalidError.at("id", "The identity cannot be mended.")
    return content


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        misused(f"{path}: {error.strerror}")
        raise


def _print_one(operation: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(operation)
        return
    for name, value in operation.items():
        text = json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict) else value
        if text is not None:
            sys.stdout.write(f"{name:<13} {text}\n")
