"""Files of any size out of a form, kept as they come in: never more than a piece of one is in memory."""

import json
from dataclasses import dataclass, field
from typing import Annotated, Any

from anyio import to_thread
from fastapi import Depends, Request
from pydantic import ValidationError
from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header
from starlette.requests import ClientDisconnect

from api.dependencies import org_context
from domain.core.context import OrgContext
from domain.core.errors import FieldError, InvalidError
from domain.imports.schemas import MAX_FILE_NAME, ImportWanted
from domain.imports.service import check_options, kind_named
from domain.imports.store import Store

FORM_BYTES = 1 << 20
"""What a form may hold beside its file."""
MAX_FIELD_BYTES = 1 << 16
MAX_FIELDS = 40
CUT_OFF = "The form cannot be read: it is damaged, or ends too early."
JSON_FIELDS = ("mapping", "options")
FLAGS = {"true": True, "1": True, "false": False, "0": False}


@dataclass(slots=True)
class Sent:
    """A form that came in: what is wanted, and the file, which is stored already."""

    wanted: ImportWanted
    file: Store
    file_name: str | None


@dataclass(slots=True)
class _Part:
    headers: dict[bytes, bytes] = field(default_factory=dict)
    name: str = ""
    file_name: str | None = None
    data: bytearray = field(default_factory=bytearray)


class _Form:
    """The parts of a form as the parser tells of them: fields are collected, the file is handed on in pieces."""

    def __init__(self, boundary: bytes) -> None:
        self.fields: dict[str, str] = {}
        self.file_name: str | None = None
        self.has_file = False
        self.ended = False
        self.pieces: list[bytes] = []
        self._part = _Part()
        self._header = bytearray()
        self._value = bytearray()
        callbacks: Any = {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._header.extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
            "on_header_end": self._end_header,
            "on_headers_finished": self._end_headers,
            "on_part_data": self._add,
            "on_part_end": self._end,
            "on_end": self._end_form,
        }
        self.parser = MultipartParser(boundary, callbacks)

    def _begin(self) -> None:
        self._part = _Part()

    def _end_header(self) -> None:
        self._part.headers[bytes(self._header).lower()] = bytes(self._value)
        self._header.clear()
        self._value.clear()

    def _end_headers(self) -> None:
        _, options = parse_options_header(self._part.headers.get(b"content-disposition", b""))
        self._part.name = options.get(b"name", b"").decode("utf-8", "replace")
        if self._part.name != "file":
            return
        if self.has_file:
            raise InvalidError.at("file", "Send one file.")
        self.has_file = True
        given = options.get(b"filename")
        name = given.decode("utf-8", "replace")[:MAX_FILE_NAME] if given else ""
        self.file_name = "".join(character for character in name if character.isprintable()) or None

    def _add(self, data: bytes, start: int, end: int) -> None:
        if self._part.name == "file":
            self.pieces.append(data[start:end])
            return
        self._part.data += data[start:end]
        if len(self._part.data) > MAX_FIELD_BYTES:
            raise InvalidError.at(self._part.name, "Too long.")

    def _end(self) -> None:
        if self._part.name != "file":
            if len(self.fields) >= MAX_FIELDS:
                raise InvalidError("There are too many fields in this form.")
            self.fields[self._part.name] = self._part.data.decode("utf-8", "replace")

    def _end_form(self) -> None:
        self.ended = True


async def uploaded(request: Request, ctx: Annotated[OrgContext, Depends(org_context)]) -> Sent:
    """Take a form in and store its file. **Raises** `InvalidError`, `ForbiddenError`, `FileTooLargeError`.

    Fields before the file are looked at before it is read: put `kind` there, so that a wrong one is told at once.
    """
    content_type, options = parse_options_header(request.headers.get("content-type"))
    boundary = options.get(b"boundary")
    if content_type != b"multipart/form-data" or not boundary:
        raise InvalidError.at("file", "Send a form (multipart/form-data) with the fields `kind` and `file`.")
    store = Store(ctx.org_id)
    try:
        form = await _read(request, ctx, _Form(boundary), store)
        wanted = _wanted(form.fields)
        check_options(kind_named(ctx, wanted.kind), wanted)
    except (FormParserError, ClientDisconnect) as error:
        await to_thread.run_sync(store.forget)
        raise InvalidError(CUT_OFF) from error
    except BaseException:
        await to_thread.run_sync(store.forget)
        raise
    return Sent(wanted, store, form.file_name)


async def _read(request: Request, ctx: OrgContext, form: _Form, store: Store) -> _Form:
    asked = False
    async for data in request.stream():
        form.parser.write(data)
        if form.pieces:
            if not asked and "kind" in form.fields:
                kind_named(ctx, form.fields["kind"])
                asked = True
            pieces, form.pieces = form.pieces, []
            await to_thread.run_sync(store.add, b"".join(pieces))
    form.parser.finalize()
    if not form.has_file:
        raise InvalidError.at("file", "Give the file as a part of its own.")
    if not form.ended:
        # What was cut off on its way is no whole file, however well it can be read.
        raise InvalidError(CUT_OFF)
    await to_thread.run_sync(store.close)
    return form


def _wanted(fields: dict[str, str]) -> ImportWanted:
    given: dict[str, Any] = {name: value for name, value in fields.items() if value != ""}
    for name in JSON_FIELDS:
        if name in given:
            try:
                given[name] = json.loads(given[name])
            except (ValueError, RecursionError) as error:
                raise InvalidError.at(name, "Give a JSON object.") from error
            if not _can_be_kept(given[name]):
                raise InvalidError.at(name, "There is half a letter in it, or a zero.")
    for name in ("dry_run", "decimal_comma"):
        if name in given:
            given[name] = FLAGS.get(given[name].lower(), given[name])
    try:
        return ImportWanted.model_validate(given)
    except ValidationError as error:
        raise InvalidError(
            errors=tuple(
                FieldError(".".join(map(str, fault["loc"])), fault["type"], fault["msg"]) for fault in error.errors()
            )
        ) from error


def _can_be_kept(value: Any) -> bool:
    shown = json.dumps(value, ensure_ascii=False)
    return "\\u0000" not in shown and not any("\ud800" <= letter <= "\udfff" for letter in shown)


FORM: dict[str, Any] = {
    "type": "object",
    "properties": {
        "kind": {"type": "string", "description": "What the rows are; best before the file."},
        "dry_run": {"type": "boolean", "default": False, "description": "Check only; `apply` goes on."},
        "on_error": {"type": "string", "enum": ["reject_file", "skip_rows"], "default": "reject_file"},
        "policy": {"type": "string", "enum": ["upsert", "create_only", "update_only"], "default": "upsert"},
        "mapping": {"type": "string", "description": "JSON: by our column the name in the file's heading."},
        "format": {"type": "string", "enum": ["csv", "xlsx", "jsonl", "ofx", "camt053", "mt940"]},
        "encoding": {"type": "string"},
        "delimiter": {"type": "string", "minLength": 1, "maxLength": 1},
        "decimal_comma": {"type": "boolean"},
        "date_format": {"type": "string", "enum": ["ymd", "dmy", "mdy"]},
        "options": {"type": "string", "description": "JSON: what the kind takes beside."},
        "file": {
            "type": "string",
            "format": "binary",
            "description": "CSV, XLSX or JSON lines, of a bank statement also OFX, CAMT.053 or MT940; may be gzipped.",
        },
    },
    "required": ["kind", "file"],
}
DOCUMENTED: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": FORM,
                "example": {
                    "kind": "items",
                    "dry_run": True,
                    "on_error": "skip_rows",
                    "file": "sku,name,price\nCOFFEE-250,Coffee beans 250 g,10.50\n",
                },
            }
        },
    }
}
Uploaded = Annotated[Sent, Depends(uploaded)]
