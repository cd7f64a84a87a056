"""`arcoiris recalculate`: levels and balances derived again from movements and lines."""

import json
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from cli.commands.installation import Data

if TYPE_CHECKING:
    from domain.reports.verification import Difference


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(recalculate)


def recalculate(
    *,
    org: Annotated[UUID, typer.Option(help="The organization.")],
    since: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="Only what has moved since that day.")
    ] = None,
    repair: Annotated[bool, typer.Option("--repair", help="Put right what differs.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the differences as JSON.")] = False,
    data: Data = None,
) -> None:
    """Derive levels and balances again from movements and lines; ends with 1 if what differs was not put right."""
    from cli.commands.organizations import chosen, reachable
    from domain.core.db import unit_of_work
    from domain.reports.recalculation import recalculate as derive

    with reachable(data):
        chosen(org)
        with unit_of_work(org, read_only=not repair) as uow:
            differences = derive(uow, org_id=org, since=since.date() if since else None, repair=repair)
            if repair:
                uow.commit()
    told = as_document(differences, repaired=repair) if as_json else as_lines(differences, repaired=repair)
    sys.stdout.write(told)
    raise typer.Exit(1 if differences and not repair else 0)


def as_document(differences: "list[Difference]", *, repaired: bool) -> str:
    """Return what was found as JSON."""
    found = [difference.as_dict() for difference in differences]
    return json.dumps({"differences": len(found), "repaired": repaired, "rows": found}, indent=2) + "\n"


def as_lines(differences: "list[Difference]", *, repaired: bool) -> str:
    """Return what was found for people: a difference each, and the sum of it."""
    from cli.commands.verify import pairs

    lines = [
        f"{told['what']}: {pairs(told['where'])}\n"
        f"  found    {pairs(told['found'])}\n  expected {pairs(told['expected'])}"
        for told in (difference.as_dict() for difference in differences)
    ]
    count = f"{len(differences) or 'no'} difference{'' if len(differences) == 1 else 's'}"
    lines.append(f"{count}, put right" if repaired and differences else count)
    return "\n".join(lines) + "\n"
