"""What administration from the command line shares: whose database, in whose name, and how errors are told."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn
from uuid import UUID

import typer

from cli.commands.installation import Data
from cli.commands.organizations import chosen, reachable
from cli.parts import fail
from domain.core.context import Actor, OrgContext
from domain.core.errors import DomainError
from domain.core.ids import NIL

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Org = Annotated[UUID | None, typer.Option("--org", help="The organization; not needed where there is one only.")]

__all__ = ["SYSTEM", "AsJson", "Data", "Org", "administering", "context_of", "misused", "print_json", "print_table"]

SYSTEM = Actor("system", NIL)
"""Who acts when nobody is logged in; the audit log says so."""


@contextmanager
def administering(data: Path | None) -> Iterator[None]:
    """Use the database that was named, and tell whatever goes wrong in one clear line.

    Ends with 2 where what was given is not valid, else with 1.
    """
    from pydantic import ValidationError

    try:
        with reachable(data):
            yield
    except DomainError as error:
        faults = "; ".join(f"{fault.path}: {fault.message}" for fault in error.errors)
        fail(f"{error.detail} ({error.code})" + (f": {faults}" if faults else ""))
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        misused(faults)


def context_of(org: UUID | None) -> OrgContext:
    """Return the system's context in the organization that was named, or in the only one there is."""
    from domain.auth.permissions import ROLES, Role
    from domain.core.db import unit_of_work
    from domain.org.service import is_closed

    org_ids: Sequence[UUID] = chosen(org)
    if len(org_ids) != 1:
        misused(f"there are {len(org_ids)} organizations: name one with --org")
    with unit_of_work(org_ids[0], read_only=True) as uow:
        closed = is_closed(uow, org_id=org_ids[0])
    return OrgContext(
        org_id=org_ids[0],
        actor=SYSTEM,
        role=Role.OWNER.value,
        permissions=frozenset(ROLES[Role.OWNER]),
        closed=closed,
    )


def misused(message: str) -> NoReturn:
    """Say in one line what is wrong with what was given, and end with 2."""
    sys.stderr.write(f"arcoiris: {message}\n")
    sys.exit(2)


def print_json(document: Any) -> None:
    """Print a document for programs."""
    sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=False, default=str) + "\n")


def print_table(columns: Sequence[str], rows: Sequence[Sequence[Any]], *, nothing: str) -> None:
    """Print rows for people, every value in full; `nothing` where there are none."""
    if not rows:
        sys.stdout.write(f"{nothing}\n")
        return
    texts = [tuple(columns), *(tuple("" if value is None else str(value) for value in row) for row in rows)]
    widths = [max(len(row[at]) for row in texts) for at in range(len(columns))]
    for row in texts:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        sys.stdout.write("  ".join(cells).rstrip() + "\n")
