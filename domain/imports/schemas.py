"""Imports as they are asked for, and as they are shown."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from domain.core.fields import Code
from domain.core.schemas import Input, Output, example

MAX_FILE_NAME = 255
Mapping = Annotated[
    dict[Annotated[str, Field(max_length=64)], Annotated[str, Field(max_length=500)]],
    Field(
        max_length=100,
        description="By our column the name in the file's heading, over what is suggested; an empty name: none.",
        examples=[{"sku": "Item no."}],
    ),
]


class ImportWanted(
    Input, json_schema_extra=example(kind="items", dry_run=True, on_error="skip_rows", mapping={"sku": "Item no."})
):
    """What is wanted of a file; what is None is recognised, or as this organization read such a file before."""

    kind: Annotated[str, Field(max_length=40, examples=["items"])]
    dry_run: bool = False
    on_error: Literal["reject_file", "skip_rows"] = "reject_file"
    policy: Literal["upsert", "create_only", "update_only"] = "upsert"
    mapping: Mapping | None = None
    format: Literal["csv", "xlsx", "jsonl", "ofx", "camt053", "mt940"] | None = None
    encoding: Code | None = None
    delimiter: Annotated[str, Field(min_length=1, max_length=1, pattern='^[^"\r\n\0\ufffd]$')] | None = None
    decimal_comma: bool | None = None
    date_format: Literal["ymd", "dmy", "mdy"] | None = None
    options: Annotated[dict[str, Any], Field(max_length=20, description="What the kind takes beside.")] = Field(
        default_factory=dict
    )


class ImportApply(Input, json_schema_extra=example(on_error="skip_rows")):
    """How a file that was checked is to be applied; None: as was said when it was sent."""

    on_error: Literal["reject_file", "skip_rows"] | None = None


class ShapeView(Output):
    """How a file is read."""

    format: str | None
    encoding: str | None
    delimiter: str | None
    decimal_comma: bool | None = Field(description="Of a preview: null where its beginning does not decide it.")
    date_format: str | None = Field(description="The order of day and month; null where the kind has no dates.")
    date_format_because: str | None = Field(description="`given`, `rows`: a row decides it, or `country`.")


class ImportFault(Output):
    """Why an import failed."""

    code: str
    detail: str
    errors: list[dict[str, str]]


class ImportView(Output):
    """An import: how far it is, and what came of it."""

    id: UUID
    kind: str
    status: Literal["received", "checking", "checked", "applying", "done", "failed", "cancelled"]
    file_name: str | None
    bytes: int
    sha256: str
    same_file_as: UUID | None = Field(description="An earlier import of the same kind that brought the same bytes.")
    waits_for: UUID | None = Field(description="An earlier import of the organization: they go one after the other.")
    dry_run: bool
    on_error: str
    policy: str
    shape: ShapeView | None
    heading: list[str] | None
    mapping: dict[str, str] | None
    unmapped: list[str] = Field(description="What the heading has and nothing takes.")
    rows_total: int | None = Field(description="Known once the file has been checked.")
    rows_done: int = Field(description="Rows that the pass of now has behind it.")
    rows_new: int
    rows_changed: int
    rows_unchanged: int
    rows_rejected: int
    bytes_done: int
    rate: float | None = Field(description="Rows a second in the pass of now, or in the last one.")
    seconds_left: float | None = Field(description="Of the pass of now.")
    error: ImportFault | None
    created_at: datetime
    ended_at: datetime | None


class RejectView(Output):
    """A row that is not taken."""

    line: int = Field(description="Where the row begins in the file; a workbook's row.")
    cells: list[str]
    errors: list[dict[str, str]] = Field(description="`column`, `code` and `message` of each fault.")


class ColumnView(Output):
    """A column of a kind."""

    name: str
    required: bool
    description: str
    example: str


class KindView(Output):
    """What can be imported: its columns, and by which of them a row finds what it changes."""

    name: str
    description: str
    permission: str
    key: list[str]
    options: dict[str, str] = Field(description="What it takes beside the file, and what each means.")
    columns: list[ColumnView]


class PreviewView(Output):
    """How a file would be read, from its beginning."""

    shape: ShapeView
    heading: list[str]
    mapping: dict[str, str]
    unmapped: list[str]
    missing: list[str] = Field(description="Columns that the kind needs and no heading means.")
    rows: list[list[str]] = Field(description="The first rows.")
