"""What profit and loss, balance sheet and cash flow have in common: sections of lines in columns of spans."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.core.money import text_of
from domain.reports.ledger.accounts import Account, Line, added, tree_of
from domain.reports.ledger.figures import ByAccount
from domain.reports.ledger.spans import Span
from domain.reports.tables import Column, Kind, Row

LINE_COLUMNS = (
    Column("section", "Section"),
    Column("account", "Account"),
    Column("name", "Name"),
    Column("level", "Level", Kind.INTEGER),
)


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under one title; the total is that of the lines at the top."""

    name: str
    title: str
    lines: tuple[Line, ...]
    total: tuple[int, ...]


def section_of(
    name: str, title: str, accounts: Iterable[Account], sums: Sequence[ByAccount], *, debit_side: bool
) -> Section:
    """Return the section of some accounts, what each took in each column; positive on the side that they are on."""
    sign = 1 if debit_side else -1
    own: dict[UUID, tuple[int, ...]] = {}
    accounts = list(accounts)
    for account in accounts:
        sides = [column.get(account.id) for column in sums]
        if any(sides):
            own[account.id] = tuple(sign * (debit - credit) for debit, credit in (one or (0, 0) for one in sides))
    lines = tree_of(accounts, own, width=len(sums))
    return Section(name, title, tuple(lines), total_of(lines, width=len(sums)))


def total_of(lines: Iterable[Line], *, width: int) -> tuple[int, ...]:
    """Return the sum of the lines at the top."""
    return added((0,) * width, *(line.amounts for line in lines if line.level == 0))


def figure(name: str, amounts: Sequence[int], digits: int) -> dict[str, Any]:
    """Return what JSON shows of amounts: the one that was asked for, and those of the other columns."""
    first, *others = (text_of(amount, digits) for amount in amounts)
    return {name: first, f"{name}_columns": others}


def section_view(section: Section, digits: int) -> dict[str, Any]:
    """Return what JSON shows of a section."""
    rows = [
        {
            "account": line.account,
            "name": line.name,
            "parent": line.parent,
            "level": line.level,
            "own": text_of(line.own[0], digits),
            "amount": text_of(line.amounts[0], digits),
            "columns": [text_of(amount, digits) for amount in line.amounts[1:]],
        }
        for line in section.lines
    ]
    return {"rows": rows, **figure("total", section.total, digits)}


def section_rows(section: Section) -> Iterator[Row]:
    """Yield the rows of a section in a table, its total last."""
    for line in section.lines:
        yield (section.name, line.account, line.name, line.level, *line.amounts)
    yield total_row(section.name, f"Total {section.title.lower()}", section.total)


def total_row(section: str, title: str, amounts: Sequence[int]) -> Row:
    """Return a row that sums up others."""
    return (section, None, title, None, *amounts)


def amount_columns(spans: Sequence[Span]) -> tuple[Column, ...]:
    """Return the columns of amounts, each named by its days; that of what was asked for is `amount`."""
    names = [_days_of(span) for span in spans]
    first = Column("amount", names[0], Kind.MONEY)
    return (first, *(Column(name, name, Kind.MONEY) for name in names[1:]))


def _days_of(span: Span) -> str:
    return f"{span.first}..{span.last}" if span.first else span.last.isoformat()
