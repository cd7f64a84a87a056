"""The chart of accounts as a file: CSV or JSON, out and in again."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from starlette.exceptions import HTTPException

from api.accounting.accounts import UNDER, Reader, Writer
from api.media_types import CSV, JSON, preferred
from api.problems import problem_responses
from domain.accounting import service
from domain.accounting.chart_schemas import CHART_COLUMNS, MAX_ROWS, ChartExport, ChartImportView
from domain.accounting.errors import ChartFileInvalid
from domain.core.db import unit_of_work
from domain.reports.tables import FORMULA_STARTS, csv_of

router = APIRouter(prefix=UNDER, tags=["accounting"])

BOM = "\ufeff"
YES, NO = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})
NULLABLE = frozenset({"parent", "cash_flow"})
SHOWN = {
    "accounts": [
        {"code": "1015", "name": "Petty cash", "type": "asset", "parent": "1000", "cash_flow": "cash"},
        {"code": "1020", "name": "Safe of the office"},
    ]
}
AS_FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The whole chart, by code.", "content": {CSV: {"schema": {"type": "string"}}}}
}
SENT = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {
                "schema": {
                    "type": "object",
                    "required": ["accounts"],
                    "additionalProperties": False,
                    "properties": {
                        "accounts": {
                            "type": "array",
                            "maxItems": MAX_ROWS,
                            "items": {
                                "type": "object",
                                "required": ["code"],
                                "additionalProperties": False,
                                "properties": {
                                    "code": {"type": "string", "minLength": 1, "maxLength": 20},
                                    "name": {"type": "string", "minLength": 1, "maxLength": 200},
                                    "type": {"enum": ["asset", "liability", "equity", "revenue", "expense"]},
                                    "parent": {"type": ["string", "null"], "minLength": 1, "maxLength": 20},
                                    "cash_flow": {"enum": ["cash", "operating", "investing", "financing", None]},
                                    "active": {"type": "boolean"},
                                },
                            },
                        }
                    },
                },
                "example": SHOWN,
            },
            CSV: {"schema": {"type": "string", "description": f"Headed by {', '.join(CHART_COLUMNS)}, or some."}},
        },
    }
}


@dataclass(frozen=True, slots=True)
class ChartFile:
    """The rows of a file, not looked at yet."""

    rows: list[dict[str, Any]]


async def _sent(request: Request) -> ChartFile:
    """Return the rows of the body, as its media type says. **Raises** `ChartFileInvalid`."""
    raw = await request.body()
    media_type = request.headers.get("content-type", JSON).partition(";")[0].strip().lower()
    if media_type not in {JSON, CSV}:
        raise HTTPException(415)
    return ChartFile(rows_of_json(raw) if media_type == JSON else rows_of_csv(raw))


@router.get("/export", responses=problem_responses(401, 403, 406) | AS_FILE)
def export_accounts(
    ctx: Reader,
    accept: Annotated[str | None, Header(description="`application/json` or `text/csv`.")] = None,
    file_format: Annotated[
        Literal["json", "csv"] | None, Query(alias="format", description="As `Accept`, for links; it goes before it.")
    ] = None,
) -> ChartExport:
    """Give the whole chart as it can be imported again: CSV for a spreadsheet, or JSON."""
    wanted = {"json": JSON, "csv": CSV}[file_format] if file_format else preferred(accept, (JSON, CSV))
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        chart = service.export_chart(uow, ctx)
    if wanted == JSON:
        return chart
    headers = {"Content-Disposition": 'attachment; filename="accounts.csv"'}
    return Response(csv_of_chart(chart), media_type=CSV, headers=headers)  # type: ignore[return-value]


@router.post("/import", responses=problem_responses(401, 403, 409, 415, 422), openapi_extra=SENT)
def import_accounts(
    ctx: Writer,
    sent: Annotated[ChartFile, Depends(_sent)],
    *,
    dry_run: Annotated[bool, Query(description="Only say what would be done, and what stands against it.")] = False,
) -> ChartImportView:
    """Make and change accounts by their codes, all or none; what a file does not name stays as it is."""
    with unit_of_work(ctx.org_id) as uow:
        done = service.import_chart(uow, ctx, rows=sent.rows, dry_run=dry_run)
        if not dry_run:
            uow.commit()
    return done


def csv_of_chart(chart: ChartExport) -> str:
    """Return the chart as CSV; no cell runs as a formula, and `rows_of_csv` gives back what was there."""
    rows = [[_cell(getattr(account, name)) for name in CHART_COLUMNS] for account in chart.accounts]
    return csv_of([CHART_COLUMNS, *rows])


def rows_of_csv(raw: bytes) -> list[dict[str, Any]]:
    """Return the rows of a CSV file as fields of accounts. **Raises** `ChartFileInvalid`.

    The separator is what the heading uses: comma, semicolon or tab. An empty cell says that there is none, where there
    can be none, else nothing.
    """
    try:
        text = raw.decode().removeprefix(BOM)
    except UnicodeDecodeError as error:
        raise ChartFileInvalid("It is not UTF-8.") from error
    heading = text.partition("\n")[0]
    separator = max(",;\t", key=heading.count)
    lines = _lines(text, separator)
    names = [_as_written(name).strip().lower() for name in next(lines, [])]
    unknown = [name for name in names if name not in CHART_COLUMNS]
    if unknown or "code" not in names or len(set(names)) < len(names):
        raise ChartFileInvalid(f"Head its columns {', '.join(CHART_COLUMNS)}; `code` and once each.")
    rows = []
    for number, cells in enumerate(lines, start=1):
        if not any(cells):
            continue
        if len(cells) != len(names):
            raise ChartFileInvalid(f"Row {number} has {len(cells)} cells, the heading {len(names)}.")
        rows.append(_fields(dict(zip(names, (_as_written(cell) for cell in cells), strict=True))))
    return rows


def rows_of_json(raw: bytes) -> list[dict[str, Any]]:
    """Return the accounts of a JSON body, one by one not looked at yet. **Raises** `ChartFileInvalid`."""
    try:
        given = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise ChartFileInvalid("It is not JSON.") from error
    accounts = given.get("accounts") if isinstance(given, dict) and set(given) == {"accounts"} else None
    if not isinstance(accounts, list) or not all(isinstance(one, dict) for one in accounts):
        raise ChartFileInvalid('Give {"accounts": [{"code": …}, …]}.')
    return accounts


def _lines(text: str, separator: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    except csv.Error as error:
        raise ChartFileInvalid(f"It is not CSV: {error}.") from error


def _fields(cells: dict[str, str]) -> dict[str, Any]:
    """Return a row's fields; a column that is empty says nothing of what cannot be empty."""
    fields: dict[str, Any] = {}
    for name, cell in cells.items():
        if name == "active" and cell:
            fields[name] = True if cell.lower() in YES else False if cell.lower() in NO else cell
        elif cell or name in {"code", *NULLABLE}:
            fields[name] = cell or (None if name in NULLABLE else cell)
    return fields


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    # What would be taken for one of our apostrophes, when it is read again, gets one more.
    return f"'{text}" if text.startswith("'") and text.lstrip("'").startswith(FORMULA_STARTS) else text


def _as_written(cell: str) -> str:
    """Return a cell as it was before an apostrophe kept it from running as a formula."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA_STARTS) else cell
