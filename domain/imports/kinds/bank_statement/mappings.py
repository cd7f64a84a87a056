"""What the columns of a bank's files mean: the mapping of a bank account, and that of an import."""

from collections.abc import Sequence
from typing import Any

from domain.banking.formats.csv_columns import plain_name
from domain.banking.schemas import CsvMapping, DateFormat
from domain.imports.kinds.bank_statement.columns import MORE_TEXTS
from domain.imports.kinds.base import Kind, KnownReading
from domain.imports.mapping import overlaid, suggested
from domain.imports.models import Import

ONE_COLUMN = ("date", "value_date", "amount", "debit", "credit", "counterparty", "reference", "bank_id", "balance")
TEXTS = ("text", *MORE_TEXTS)
DELIMITERS = (",", ";", "\t", "|")


def heading_mapping(kind: Kind, mapping: CsvMapping, heading: Sequence[str]) -> KnownReading | None:
    """Return a bank account's mapping as one of an import, and its conventions; None where the heading is another."""
    wanted = {name: getattr(mapping, name) for name in ONE_COLUMN} | dict(zip(TEXTS, mapping.text, strict=False))
    found = {name: _named(column, heading) for name, column in wanted.items() if column is not None}
    if None in found.values():
        return None
    nothing = dict.fromkeys((*ONE_COLUMN, *TEXTS), "")
    said: dict[str, str] = {name: column for name, column in found.items() if column is not None}
    conventions: dict[str, Any] = {
        "date_format": None if mapping.date_format is None else _order(mapping.date_format),
        "decimal_comma": None if mapping.decimal is None else mapping.decimal == ",",
    }
    return (
        overlaid(suggested(kind, heading), nothing | said),
        {name: value for name, value in conventions.items() if value is not None},
    )


def kept_mapping(row: Import) -> CsvMapping | None:
    """Return the mapping by which a CSV file was imported, as bank accounts keep it; None for other files."""
    mapping, shape = row.mapping or {}, row.shape or {}
    if shape.get("format") != "csv" or "ofx_id" in mapping:
        return None
    columns = {name: mapping[name] for name in ONE_COLUMN if name in mapping}
    if "amount" in columns:
        columns = {name: column for name, column in columns.items() if name not in {"debit", "credit"}}
    elif columns.keys().isdisjoint(("debit", "credit")):
        return None
    delimiter = shape.get("delimiter")
    return CsvMapping.model_validate(
        {
            **columns,
            "text": [mapping[name] for name in TEXTS if name in mapping],
            "decimal": "," if shape.get("decimal_comma") else ".",
            "delimiter": delimiter if delimiter in DELIMITERS else None,
        }
    )


def _named(column: str, heading: Sequence[str]) -> str | None:
    """Return the name in a heading that a bank account's mapping means: by the name, or by its number from 1."""
    same = [name for name in heading if name == column] or [
        name for name in heading if plain_name(name) == plain_name(column)
    ]
    if same:
        return same[0]
    return heading[int(column) - 1] if column.isdecimal() and 1 <= int(column) <= len(heading) else None


def _order(form: DateFormat) -> str:
    """Return the order of day and month."""
    return {"Y": "ymd", "D": "dmy", "M": "mdy"}[form.value[0]]
