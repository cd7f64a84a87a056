"""CSV as banks export it: every bank its own columns, which a mapping names."""

from collections.abc import Sequence

from domain.banking.errors import StatementUnreadable
from domain.banking.formats.csv_columns import Table, open_table, suggest
from domain.banking.formats.csv_values import amount_of, date_format, day_of, decimal_mark
from domain.banking.formats.statement import ReadLine, ReadStatement, clean, clean_or_none
from domain.banking.schemas import CsvMapping

AMOUNTS = ("amount", "debit", "credit")
ONE_COLUMN = ("value_date", *AMOUNTS, "counterparty", "reference", "bank_id", "balance")


def read_csv(
    raw: bytes, *, digits: int, mapping: CsvMapping | None, most: int
) -> tuple[list[ReadStatement], CsvMapping, Table]:
    """Return the statement of a CSV file, the mapping by which it was read, and the file taken apart.

    **Raises** `StatementUnreadable` naming the row, `MappingNeeded` naming the field.
    """
    table = open_table(raw, mapping, most=most)
    mapping = mapping or suggest(table)
    columns = {"date": table.index(mapping.date, "mapping.date")}
    for name in ONE_COLUMN:
        column = getattr(mapping, name)
        if column is not None:
            columns[name] = table.index(column, f"mapping.{name}")
    texts = [table.index(column, f"mapping.text.{at}") for at, column in enumerate(mapping.text)]
    if not table.rows:
        raise StatementUnreadable("The file has no lines.")
    mapping = _settled(mapping, table, columns)
    lines = [line for row in table.rows if (line := _line(row, columns, texts, mapping, digits)) is not None]
    opening, closing = _balances(lines)
    return [ReadStatement(lines=lines, opening=opening, closing=closing)], mapping, table


def _settled(mapping: CsvMapping, table: Table, columns: dict[str, int]) -> CsvMapping:
    """Return the mapping with the forms of days and amounts that the file itself shows."""
    dates = [row[columns["date"]] for row in _kept(table, columns)]
    amounts = [cell for name in (*AMOUNTS, "balance") if name in columns for cell in table.cells(columns[name])]
    return mapping.model_copy(
        update={
            "date_format": mapping.date_format or date_format(dates, column=mapping.date),
            "decimal": mapping.decimal or decimal_mark(amounts),
        }
    )


def _kept(table: Table, columns: dict[str, int]) -> list[list[str]]:
    return [row for _, row in table.rows if _cell(row, columns, "date")]


def _cell(row: Sequence[str], columns: dict[str, int], name: str) -> str:
    at = columns.get(name)
    return row[at].strip() if at is not None and at < len(row) else ""


def _line(
    numbered: tuple[int, list[str]], columns: dict[str, int], texts: Sequence[int], mapping: CsvMapping, digits: int
) -> ReadLine | None:
    """Return what a row says; None for a row without a date and an amount, such as a total below the lines."""
    number, row = numbered
    where = f"Row {number}"
    if not _cell(row, columns, "date"):
        if any(_cell(row, columns, name) for name in AMOUNTS):
            raise StatementUnreadable(f"{where} has an amount and no date.")
        return None
    assert mapping.date_format is not None
    mark = mapping.decimal or "."
    read = {
        name: amount_of(_cell(row, columns, name), mark, digits=digits, where=where)
        for name in (*AMOUNTS, "balance")
        if _cell(row, columns, name)
    }
    if not any(name in read for name in AMOUNTS):
        raise StatementUnreadable(f"{where} has no amount.")
    value_date = _cell(row, columns, "value_date")
    return ReadLine(
        date=day_of(_cell(row, columns, "date"), mapping.date_format, where=where),
        value_date=day_of(value_date, mapping.date_format, where=where) if value_date else None,
        # A debit is written with a minus by some banks, and without by others.
        amount=read.get("amount", 0) + abs(read.get("credit", 0)) - abs(read.get("debit", 0)),
        text=clean(" ".join(row[at] for at in texts if at < len(row))),
        counterparty=clean_or_none(_cell(row, columns, "counterparty")),
        reference=clean_or_none(_cell(row, columns, "reference")),
        bank_id=clean_or_none(_cell(row, columns, "bank_id")),
        balance=read.get("balance"),
    )


def _balances(lines: Sequence[ReadLine]) -> tuple[int | None, int | None]:
    """Return the balances before and after, where the lines' own balances run through, oldest or newest first."""
    for ordered in (lines, lines[::-1]):
        balances = [line.balance for line in ordered]
        if not balances or any(balance is None for balance in balances):
            return None, None
        known = [balance for balance in balances if balance is not None]
        if all(known[at] == known[at - 1] + ordered[at].amount for at in range(1, len(known))):
            return known[0] - ordered[0].amount, known[-1]
    return None, None
