"""The figures of a report of sales, in one statement: a page of rows in their order, and the total of all of them."""

# ruff: noqa: S608 - every statement is built from constants.

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from psycopg.rows import dict_row

from domain.core.db import UnitOfWork
from domain.core.errors import InvalidError
from domain.core.paging import PageRequest
from domain.reports.asked import Asked
from domain.reports.ranked import Ranking, ranking_of
from domain.reports.sales.groups import GROUPS, sums
from domain.reports.sales.measures import SUMS, SalesView
from domain.reports.sales.schemas import GroupBy
from domain.reports.tables import Column, Kind
from domain.summaries.facts import TAIL

Figures = dict[str, Any]
"""`key`, `code`, `name` and the columns of the view: minor units, decimals, integers."""

KEY = "key"
NAMED = (Column("code", "Code"), Column("name", "Name"))


@dataclass(frozen=True, slots=True)
class SalesPage:
    """Some rows, what all rows come to, and where the next page begins."""

    rows: list[Figures]
    total: Figures
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class SalesQuery:
    """One report of sales: what it shows, of which days and where, told apart by what, and in which order."""

    view: SalesView[Any]
    asked: Asked
    group_by: GroupBy
    ranking: Ranking

    @property
    def naming(self) -> tuple[Column, ...]:
        """Return the columns that say in a file what a row is of: headed by that, with a code and a name if it has."""
        first = Column(self.group_by.value, self.group_by.value.capitalize())
        return (first, *NAMED) if GROUPS[self.group_by].names else (first,)

    def page(self, uow: UnitOfWork, paging: PageRequest) -> SalesPage:
        """Return one page. **Raises** `CursorInvalid`."""
        condition, after = self.ranking.beyond(paging)
        statement = f"""
        WITH {TAIL}, sums AS MATERIALIZED ({sums(self.asked, self.group_by)}), {self._shown()},
        page AS (
            SELECT s.*, row_number() OVER (ORDER BY {self.ranking.order}) AS place
            FROM (SELECT * FROM shown WHERE {condition} ORDER BY {self.ranking.order} LIMIT {paging.limit + 1}) s
        )
        SELECT * FROM ({self._named("page", "p.place")}) AS named
        UNION ALL
        SELECT * FROM ({self._total()}) AS total
        ORDER BY place NULLS LAST"""
        with uow.driver.cursor(row_factory=dict_row) as cursor:
            *rows, total = cursor.execute(statement, self.asked.parameters | after).fetchall()
        kept = rows[: paging.limit]
        last = kept[-1] if len(rows) > len(kept) else None
        return SalesPage(kept, total, None if last is None else self.ranking.cursor(last["ranked"], last["key"]))

    def every(self, uow: UnitOfWork) -> Iterator[Figures]:
        """Yield every row in order, read as they are wanted, and behind them the total."""
        statement = f"""
        WITH {TAIL}, sums AS MATERIALIZED ({sums(self.asked, self.group_by)}), {self._shown()},
        page AS (SELECT s.*, row_number() OVER (ORDER BY {self.ranking.order}) AS place FROM shown s)
        SELECT * FROM ({self._named("page", "p.place")}) AS named
        UNION ALL
        SELECT * FROM ({self._total()}) AS total
        ORDER BY place NULLS LAST"""
        with uow.driver.cursor("report", row_factory=dict_row) as cursor:
            cursor.execute(statement, self.asked.parameters)
            yield from cursor

    def of_keys(self, uow: UnitOfWork, keys: list[str]) -> dict[str | None, Figures]:
        """Return the rows of these keys, and under None what all rows come to."""
        statement = f"""
        WITH {TAIL}, sums AS MATERIALIZED ({sums(self.asked, self.group_by)}), {self._shown()},
        page AS (SELECT s.*, 0 AS place FROM shown s WHERE s.key = ANY (%(keys)s::text[]))
        {self._named("page", "p.place")}
        UNION ALL
        {self._total()}"""
        with uow.driver.cursor(row_factory=dict_row) as cursor:
            rows = cursor.execute(statement, self.asked.parameters | {"keys": keys}).fetchall()
        return {row["key"]: row for row in rows}

    def _shown(self) -> str:
        """Return the relation of rows as they are shown; names are looked up before the page is cut only to sort."""
        group = GROUPS[self.group_by]
        named, sums = "", "sums"
        if self._by_name:
            # A FULL JOIN is hashed, however few rows the planner expects.
            named = ", f.code, f.name"
            sums = f"(SELECT s.*, n.code, n.name FROM sums s FULL JOIN {group.names} n ON n.id = s.id OFFSET 0)"
        return (
            f"shown AS (SELECT x.*, {self.ranking.value} AS ranked FROM (SELECT f.id, f.id::text AS key{named},"
            f" {self.view.expressions()} FROM {sums} f WHERE f.id IS NOT NULL) x)"
        )

    @property
    def _by_name(self) -> bool:
        return self.ranking.column in {"code", "name"} and bool(GROUPS[self.group_by].names)

    def _named(self, relation: str, place: str) -> str:
        group = GROUPS[self.group_by]
        shown = ", ".join(f"p.{name}" for name in self.view.shown)
        if not group.names:
            return (
                f"SELECT p.key, NULL::text AS code, NULL::text AS name, p.ranked::text AS ranked, {shown},"
                f" {place} AS place FROM {relation} p"
            )
        return (
            f"SELECT p.key, n.code, n.name, p.ranked::text AS ranked, {shown}, {place} AS place"
            f" FROM {relation} p LEFT JOIN {group.names} n ON n.id = p.id"
        )

    def _total(self) -> str:
        whole = ", ".join(
            f"sum(s.{name}) AS {name}" if name == "quantity" else f"sum(s.{name})::bigint AS {name}" for name in SUMS
        )
        return (
            f"SELECT NULL::text, NULL::text, NULL::text, NULL::text, {self.view.expressions()}, NULL::bigint"
            f" FROM (SELECT {whole} FROM sums s) f"
        )


def sales_query(view: SalesView[Any], asked: Asked, *, group_by: GroupBy, sort: str | None) -> SalesQuery:
    """Return the query of one report. **Raises** `InvalidError` for what it does not group or sort by."""
    if group_by not in view.groups:
        raise InvalidError.at("group_by", f"One of {', '.join(sorted(view.groups))}.")
    sortable = {KEY: Kind.TEXT} | {column.name: column.kind for column in view.columns}
    if GROUPS[group_by].names:
        sortable |= {"code": Kind.TEXT, "name": Kind.TEXT}
    return SalesQuery(view, asked, group_by, ranking_of(sort, sortable, default=view.order(group_by)))
