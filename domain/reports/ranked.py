"""Rows in the order of any of their columns, a page at a time by keyset: value and key of the last row given."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from domain.core.errors import InvalidError
from domain.core.keyset import BIGINT, MAX_CURSOR_TEXT
from domain.core.paging import CursorInvalid, PageRequest, cursor_of
from domain.reports.tables import Kind

_TYPES = {Kind.MONEY: "bigint", Kind.INTEGER: "bigint", Kind.QUANTITY: "numeric", Kind.PERCENT: "numeric"}
MAX_NUMBER_TEXT = 40


@dataclass(frozen=True, slots=True)
class Ranking:
    """The order of a relation's rows by one of its columns, and among equals by `key`, its text.

    What has no value in the column counts as zero, or as empty text.
    """

    column: str
    kind: Kind
    descending: bool

    @property
    def type(self) -> str:
        """Return the SQL type of the column."""
        return _TYPES.get(self.kind, "text")

    @property
    def value(self) -> str:
        """Return the SQL of what is sorted by."""
        return f"coalesce({self.column}, {chr(39) * 2 if self.type == 'text' else '0'})"

    @property
    def order(self) -> str:
        """Return what stands behind ORDER BY."""
        way = "DESC" if self.descending else "ASC"
        return f"{self.value} {way}, key {way}"

    def beyond(self, request: PageRequest) -> tuple[str, dict[str, Any]]:
        """Return the condition for the rows of a page and those after it, and its parameters.

        **Raises** `CursorInvalid`.
        """
        place = request.key(parts=2)
        if place is None:
            return "true", {}
        way = "<" if self.descending else ">"
        condition = f"({self.value}, key) {way} (%(after_value)s::{self.type}, %(after_key)s)"
        return condition, {"after_value": self._read(place[0]), "after_key": _text(place[1])}

    def cursor(self, value: Any, key: str) -> str:
        """Return the cursor behind the row with this value and key."""
        return cursor_of(value, key)

    def _read(self, text: str) -> int | Decimal | str:
        if self.type == "text":
            return _text(text)
        try:
            value = Decimal(text[:MAX_NUMBER_TEXT])
        except InvalidOperation as error:
            raise CursorInvalid.at("cursor") from error
        if not value.is_finite() or abs(value) >= BIGINT:
            raise CursorInvalid.at("cursor")
        return int(value) if self.type == "bigint" else value


def ranking_of(sort: str | None, columns: dict[str, Kind], *, default: str) -> Ranking:
    """Return the order that `sort` names: a column, with `-` before it the greatest first.

    **Raises** `InvalidError` for a column that this report does not show.
    """
    wanted = sort or default
    column = wanted.removeprefix("-")
    if column not in columns:
        raise InvalidError.at("sort", f"One of {', '.join(sorted(columns))}, with - before it the greatest first.")
    return Ranking(column, columns[column], descending=wanted.startswith("-"))


def _text(text: str) -> str:
    if len(text) > MAX_CURSOR_TEXT:
        raise CursorInvalid.at("cursor")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise CursorInvalid.at("cursor") from error
    return text
