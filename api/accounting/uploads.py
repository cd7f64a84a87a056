"""Files as clients send them: as a part of a form, or as the whole body."""

import json
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from pydantic import ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from domain.banking.schemas import CsvMapping, StatementFormat
from domain.banking.service import Upload
from domain.core.errors import FieldError, InvalidError

EXAMPLE = "Date,Description,Amount\n2026-02-27,CARD SETTLEMENT,970.00\n"
MAPPING = {"date": "Date", "amount": "Amount", "text": ["Description"]}
FORM: dict[str, Any] = {
    "type": "object",
    "properties": {
        "file": {"type": "string", "format": "binary", "description": "The file as the bank gave it."},
        "format": {"type": "string", "enum": [form.value for form in StatementFormat]},
        "mapping": {"type": "string", "description": "A CsvMapping as JSON; kept on the bank account."},
    },
    "required": ["file"],
}
DOCUMENTED: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "A form with the file, or the file itself with any other media type.",
        "content": {
            "multipart/form-data": {
                "schema": FORM,
                "example": {"file": EXAMPLE, "format": "csv", "mapping": json.dumps(MAPPING)},
            },
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}, "example": EXAMPLE},
        },
    }
}
Format = Annotated[
    StatementFormat | None, Query(alias="format", description="What the file is; recognised unless it is given.")
]


async def uploaded(request: Request, form: Format = None) -> Upload:
    """Return the file of a request. **Raises** `InvalidError`."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return Upload(raw=await request.body(), form=form)
    try:
        async with request.form(max_files=1, max_fields=10) as sent:
            return await _read(sent, form)
    except HTTPException as error:
        if error.status_code != 400:  # noqa: PLR2004 - too large a body is told as everywhere
            raise
        raise InvalidError(f"The form cannot be read: {error.detail}") from error


async def _read(sent: FormData, form: StatementFormat | None) -> Upload:
    file, told = sent.get("file"), sent.get("format")
    if not isinstance(file, UploadFile):
        raise InvalidError.at("file", "Give the file as a part of its own.")
    if isinstance(told, str) and told:
        if told not in set(StatementFormat):
            raise InvalidError.at("format", f"One of {', '.join(StatementFormat)}.")
        form = StatementFormat(told)
    return Upload(raw=await file.read(), file_name=file.filename, form=form, mapping=_mapping(sent.get("mapping")))


def _mapping(told: Any) -> CsvMapping | None:
    if not isinstance(told, str) or not told.strip():
        return None
    try:
        return CsvMapping.model_validate_json(told)
    except ValidationError as error:
        faults = tuple(
            FieldError(".".join(map(str, ("mapping", *fault["loc"]))), fault["type"], fault["msg"])
            for fault in error.errors()
        )
        raise InvalidError(errors=faults) from error


Uploaded = Annotated[Upload, Depends(uploaded)]
