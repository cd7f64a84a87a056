"""Pages of a list by keyset: a cursor says which row was last, so that new rows never shift a page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar, TypeVarTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, literal, tuple_

from domain.core.errors import InvalidError
from domain.core.paging import CursorInvalid, PageRequest, cursor_of
from domain.core.settings import settings

MAX_CURSOR_TEXT = 400
BIGINT = 2**63

Row = TypeVar("Row")
Columns = TypeVarTuple("Columns")


@dataclass(frozen=True, slots=True)
class Slice(Generic[Row]):
    """The rows of one page, and the cursor of the next page, if there is one."""

    rows: list[Row]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class KeyOrder:
    """A total order: columns that together name one row, all in the same direction."""

    columns: tuple[ColumnElement[Any], ...]
    descending: bool = True

    def page_of(self, statement: Select[*Columns], request: PageRequest) -> Select[*Columns]:
        """Return the statement for the page, and one row more, which tells whether another page follows.

        **Raises** `InvalidError` for the limit, `CursorInvalid`.
        """
        if not 1 <= request.limit <= settings().max_page:
            raise InvalidError.at("limit", f"Between 1 and {settings().max_page}.")
        place = request.key(parts=len(self.columns))
        if place is not None:
            last = tuple_(
                *(literal(_read(text, column), column.type) for text, column in zip(place, self.columns, strict=True))
            )
            key = tuple_(*self.columns)
            statement = statement.where(key < last if self.descending else key > last)
        order = (column.desc() if self.descending else column.asc() for column in self.columns)
        return statement.order_by(*order).limit(request.limit + 1)

    def cut(self, rows: Sequence[Row], request: PageRequest) -> Slice[Row]:
        """Return the page of the rows that `page_of` selected; each has an attribute per column of the order."""
        kept = list(rows[: request.limit])
        if len(rows) <= request.limit:
            return Slice(kept, None)
        return Slice(kept, cursor_of(*(getattr(kept[-1], str(column.key)) for column in self.columns)))


def _read(text: str, column: ColumnElement[Any]) -> Any:
    try:
        return _READERS[column.type.python_type](text)
    except (ValueError, OverflowError) as error:
        raise CursorInvalid.at("cursor") from error


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(text)
    return instant


def _integer(text: str) -> int:
    value = int(text[:20])
    if not -BIGINT <= value < BIGINT:
        raise ValueError(text)
    return value


def _text(text: str) -> str:
    if len(text) > MAX_CURSOR_TEXT or "\x00" in text:
        raise ValueError(text)
    text.encode()
    return text


_READERS: Mapping[type, Callable[[str], Any]] = {
    UUID: UUID,
    date: date.fromisoformat,
    datetime: _instant,
    int: _integer,
    str: _text,
}
