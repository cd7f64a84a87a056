"""`arcoiris verify`: the proof that the books are right."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from cli.commands.installation import Data

if TYPE_CHECKING:
    from domain.reports.verification import Difference, Finding, Verification


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(verify)


def verify(
    *,
    data: Data = None,
    org: Annotated[UUID | None, typer.Option(help="Only this organization.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Prove that sales, stock and books agree: a line per invariant; ends with 1 if there is any difference."""
    from cli.commands.organizations import chosen, reachable
    from domain.reports.verification import verify as prove

    with reachable(data):
        org_ids = chosen(org)
        with _progress(len(org_ids)) as on_verified:
            verification = prove(org_ids, on_verified=on_verified)
    sys.stdout.write(json.dumps(verification.as_dict(), indent=2) + "\n" if as_json else told(verification))
    raise typer.Exit(1 if verification.differences else 0)


def told(verification: "Verification") -> str:
    """Return the proof for people: a line per invariant, then what differs, named exactly."""
    lines = [_line(finding) for finding in verification.findings]
    count, total = verification.organizations, verification.differences
    proven = f"{total or 'no'} difference{'' if total == 1 else 's'}"
    scope = f"{count} organization{'' if count == 1 else 's'} in {verification.elapsed_ms / 1000:.2f} s"
    lines.append(f"{proven}, {scope}")
    for finding in verification.findings:
        lines.extend(_example(finding.number, example) for example in finding.examples)
        if finding.differences > len(finding.examples):
            lines.append(f"{finding.number}: and {finding.differences - len(finding.examples)} more")
    return "\n".join(lines) + "\n"


def _line(finding: "Finding") -> str:
    mark = "✗" if finding.differences else "✓"
    return f"{mark} {finding.number:<4}{finding.differences:>7} {finding.elapsed_ms:>7} ms  {finding.sentence}"


def _example(number: str, difference: "Difference") -> str:
    told = difference.as_dict()
    scope = f" in organization {told['org_id']}" if told["org_id"] else ""
    return (
        f"{number}: {told['what']}{scope}: {pairs(told['where'])}\n"
        f"      found    {pairs(told['found'])}\n      expected {pairs(told['expected'])}"
    )


def pairs(facts: dict[str, object]) -> str:
    """Return facts as words on one line."""
    return ", ".join(f"{name} {'none' if value is None else value}" for name, value in facts.items()) or "nothing"


@contextmanager
def _progress(total: int) -> Iterator[Callable[[UUID], None] | None]:
    """Show how many organizations are done, where somebody watches and there is more than one."""
    if total < 2 or not sys.stderr.isatty():  # noqa: PLR2004 - one is no progress
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Verifying", total=total)
        yield lambda _org_id: progress.advance(task)
