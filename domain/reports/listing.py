"""A report that is a list: a relation whose rows are sorted, given a page at a time or all, with the total of all rows.

`relations` are common table expressions, beginning with the tail of the summaries; `rows` is a SELECT over them with a
text column `key`, which names a row, and the report's columns. All of it is asked for in one statement.
"""

# ruff: noqa: S608 - every statement is built from constants.

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from psycopg.rows import dict_row

from domain.core.db import UnitOfWork
from domain.core.paging import PageRequest
from domain.reports.ranked import Ranking
from domain.reports.tables import Column, Kind, Row, shown_cell

Figures = dict[str, Any]
_SUMMED = {Kind.MONEY: "bigint", Kind.INTEGER: "bigint", Kind.QUANTITY: "numeric"}


@dataclass(frozen=True, slots=True)
class ListedPage:
    """Some rows, what all rows come to, and where the next page begins."""

    rows: list[Figures]
    total: Figures
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows of one report in their order. What is not a sum, such as a price, has no total.

    Where there may be very many rows, `rows` says `{near}` for a condition that leaves those of a page and few others,
    and `totals_of` is the relation with what is summed up.
    """

    relations: str
    rows: str
    columns: tuple[Column, ...]
    ranking: Ranking
    parameters: Mapping[str, Any]
    not_summed: frozenset[str] = field(default_factory=frozenset)
    near: str = ""
    totals_of: str = "shown"

    def page(self, uow: UnitOfWork, paging: PageRequest) -> ListedPage:
        """Return one page. **Raises** `CursorInvalid`."""
        condition, after = self.ranking.beyond(paging)
        limited = f"WHERE {condition} ORDER BY {self.ranking.order} LIMIT {paging.limit + 1}"
        with uow.driver.cursor(row_factory=dict_row) as cursor:
            statement = self._statement(limited, near=self.near)
            *rows, total = cursor.execute(statement, {**self.parameters, **after}).fetchall()
        kept = rows[: paging.limit]
        last = kept[-1] if len(rows) > len(kept) else None
        return ListedPage(kept, total, None if last is None else self.ranking.cursor(last["ranked"], last["key"]))

    def every(self, uow: UnitOfWork) -> Iterator[Figures]:
        """Yield every row in order, read as they are wanted, and behind them the total, which has no `place`."""
        with uow.driver.cursor("report", row_factory=dict_row) as cursor:
            cursor.execute(self._statement(""), self.parameters)
            yield from cursor

    def table_rows(self, uow: UnitOfWork, total: list[Row], *, label: str) -> Iterator[Row]:
        """Yield every row's cells, and keep those of the total, `label` in the first column."""
        for row in self.every(uow):
            cells = [row[column.name] for column in self.columns]
            if row["place"] is not None:
                yield cells
                continue
            total.append([label, *cells[1:]])

    def _statement(self, limited: str, *, near: str = "") -> str:
        names = ", ".join(column.name for column in self.columns)
        return f"""
        WITH {self.relations}, shown AS MATERIALIZED ({self.rows.replace("{near}", near)}),
        page AS (
            SELECT key, {self.ranking.value}::text AS ranked, {names},
                row_number() OVER (ORDER BY {self.ranking.order}) AS place
            FROM (SELECT * FROM shown {limited}) AS first
        )
        SELECT key, ranked, {names}, place FROM page
        UNION ALL
        SELECT NULL, NULL, {", ".join(self._total(column) for column in self.columns)}, NULL FROM {self.totals_of}
        ORDER BY place NULLS LAST"""

    def _total(self, column: Column) -> str:
        kind = _SUMMED.get(column.kind)
        if kind is None or column.name in self.not_summed:
            return "NULL"
        return f"coalesce(sum({column.name}), 0)::{kind}"


def shown(row: Figures, columns: tuple[Column, ...], digits: int) -> Figures:
    """Return a row's figures as JSON says them."""
    return {column.name: shown_cell(row[column.name], column.kind, digits) for column in columns}
