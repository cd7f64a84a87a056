"""`arcoiris import`: a file handed in as over HTTP, with its progress."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from uuid import UUID

import typer

from cli.commands.administration import AsJson, Data, administering, context_of, misused, print_json

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from domain.core.context import OrgContext
    from domain.imports.schemas import ImportView

LOOK_S = 0.25
OURSELVES_AFTER_S = 3.0
PIECE_BYTES = 1 << 20
SHOWN_FAULTS = 20
GOOD = {"done", "checked"}


Kind = Annotated[
    str,
    typer.Argument(
        help="What the rows are: items, customers, suppliers, price_lists, opening_stock, journals, sales or"
        " bank_statement."
    ),
]
File = Annotated[
    Path,
    typer.Argument(
        help="CSV, XLSX or JSON lines; a bank statement also OFX, CAMT.053 or MT940. May be gzipped.",
        exists=True,
        dir_okay=False,
    ),
]
OnError = Annotated[
    Literal["reject_file", "skip_rows"], typer.Option(help="What a row that cannot be taken means for the others.")
]
Policy = Annotated[
    Literal["upsert", "create_only", "update_only"],
    typer.Option(help="What may become of a row: whether what is there already is changed, and what is not is made."),
]
Mapping = Annotated[
    list[str] | None,
    typer.Option(
        metavar="COLUMN=NAME",
        help="Which name of the heading is our column; without a name, none is. May be given several times.",
    ),
]
Options = Annotated[
    list[str] | None,
    typer.Option(
        "--option",
        metavar="NAME=VALUE",
        help="What the kind takes beside: tender of sales, balance_with of journals, bank_account of a bank statement."
        " May be given several times.",
    ),
]
Form = Annotated[
    Literal["csv", "xlsx", "jsonl", "ofx", "camt053", "mt940"] | None,
    typer.Option("--format", help="Of the file, unless it is recognised."),
]
DecimalComma = Annotated[
    bool | None, typer.Option("--decimal-comma/--decimal-point", help="In numbers, unless it is recognised.")
]
DateFormat = Annotated[
    Literal["ymd", "dmy", "mdy"] | None, typer.Option(help="The order of year, month and day, unless it is recognised.")
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import")(import_file)


def import_file(
    *,
    kind: Kind,
    file: File,
    org: Annotated[UUID | None, typer.Option(help="The organization; not needed where there is one only.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check only.")] = False,
    on_error: OnError = "reject_file",
    policy: Policy = "upsert",
    mapping: Mapping = None,
    options: Options = None,
    form: Form = None,
    encoding: Annotated[str | None, typer.Option(help="Of the file, unless it is recognised.")] = None,
    delimiter: Annotated[str | None, typer.Option(help="Between cells, unless it is recognised.")] = None,
    decimal_comma: DecimalComma = None,
    date_format: DateFormat = None,
    rejected: Annotated[Path | None, typer.Option(help="Where to write the rows that cannot be taken.")] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Import a file. The background worker does it; where none is at work, this process does.

    Ends with 1 where the import failed, or a row could not be taken.
    """
    from domain.imports.schemas import ImportWanted
    from domain.org.errors import OrganizationClosed

    with administering(data):
        ctx = context_of(org)
        if ctx.closed:
            raise OrganizationClosed
        wanted = ImportWanted(
            kind=kind,
            dry_run=dry_run,
            on_error=on_error,
            policy=policy,
            mapping=_pairs("--mapping", mapping) if mapping else None,
            options=_pairs("--option", options or []),
            format=form,
            encoding=encoding,
            delimiter=delimiter,
            decimal_comma=decimal_comma,
            date_format=date_format,
        )
        view = _followed(ctx, _handed_in(ctx, wanted, file))
        if rejected is not None and view.rows_rejected:
            _write_rejected(ctx, view, rejected)
        _tell(ctx, view, as_json=as_json)
    raise typer.Exit(0 if view.status in GOOD and not view.rows_rejected else 1)


def _pairs(option: str, given: list[str]) -> dict[str, str]:
    pairs = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            misused(f"{option} {pair}: give a name and what it is, with = between them")
        if name.strip() in pairs:
            misused(f"{option} {pair}: {name.strip()} is given twice")
        pairs[name.strip()] = value.strip()
    return pairs


def _handed_in(ctx: "OrgContext", wanted: "object", file: Path) -> "ImportView":
    from domain.core.db import unit_of_work
    from domain.imports import service
    from domain.imports.schemas import ImportWanted
    from domain.imports.store import store_file

    assert isinstance(wanted, ImportWanted)
    service.check_options(service.kind_named(ctx, wanted.kind), wanted)
    stored = store_file(ctx.org_id, _pieces(file))
    with unit_of_work(ctx.org_id) as uow:
        view = service.receive(uow, ctx, wanted=wanted, file=stored, file_name=file.name)
        uow.commit()
    return view


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while piece := opened.read(PIECE_BYTES):
            yield piece


def _followed(ctx: "OrgContext", view: "ImportView") -> "ImportView":
    """Follow an import until it rests, and carry it on where nobody else does."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    from domain.core.db import unit_of_work
    from domain.imports import service
    from domain.imports.engine import Importer
    from domain.imports.progress import OPEN, Status

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description:9}"),
        BarColumn(),
        TextColumn("{task.fields[rows]:,} rows, {task.fields[rate]:,.0f}/s"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    importer, began = Importer(), time.monotonic()
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        bar = progress.add_task(view.status, total=1.0, rows=0, rate=0.0)
        while Status(view.status) in OPEN:
            # Whoever is at it holds it: this takes nothing away from anybody.
            waited = time.monotonic() - began > OURSELVES_AFTER_S
            if not (waited and importer.take_turn(ctx.org_id, view.id, turn_s=LOOK_S)):
                time.sleep(LOOK_S)
            with unit_of_work(ctx.org_id, read_only=True) as uow:
                view = service.get_import(uow, ctx, import_id=view.id)
            _show(progress, bar, view)
    return view


def _show(progress: "Progress", bar: "TaskID", view: "ImportView") -> None:
    total, done = (view.rows_total, view.rows_done) if view.rows_total else (view.bytes, view.bytes_done)
    progress.update(
        bar,
        description=view.status,
        total=max(total or 1, 1),
        completed=done,
        rows=view.rows_done,
        rate=view.rate or 0.0,
    )


def _write_rejected(ctx: "OrgContext", view: "ImportView", path: Path) -> None:
    from cli.parts import fail
    from domain.core.db import unit_of_work
    from domain.imports import service
    from domain.imports.rejected import rejected_file

    with unit_of_work(ctx.org_id, read_only=True) as uow:
        _, _, pieces = rejected_file(view, service.rejected_rows(uow, ctx, import_id=view.id))
        try:
            with path.open("wb") as opened:
                opened.writelines(pieces)
        except OSError as error:
            fail(f"{path} cannot be written: {error.strerror}")


def _tell(ctx: "OrgContext", view: "ImportView", *, as_json: bool) -> None:
    from domain.core.db import unit_of_work
    from domain.core.paging import PageRequest
    from domain.imports import service
    from domain.imports.rejected import reason_of

    if as_json:
        print_json(view.model_dump(mode="json"))
        return
    sys.stdout.write(
        f"{view.status}: {view.rows_done:,} rows, {view.rows_new:,} new, {view.rows_changed:,} changed,"
        f" {view.rows_unchanged:,} unchanged, {view.rows_rejected:,} rejected\n"
    )
    if view.unmapped:
        sys.stderr.write(f"not read: {', '.join(view.unmapped)}\n")
    if view.error is not None:
        sys.stderr.write(f"arcoiris: {view.error.detail} ({view.error.code})\n")
    if view.rows_rejected:
        with unit_of_work(ctx.org_id, read_only=True) as uow:
            page = service.list_rejects(uow, ctx, import_id=view.id, paging=PageRequest(limit=SHOWN_FAULTS))
        for row in page.items:
            sys.stderr.write(f"line {row.line:,}: {reason_of(row.errors, view.mapping)}\n")
        if page.next_cursor is not None:
            sys.stderr.write("… and more: --rejected FILE writes them all\n")
