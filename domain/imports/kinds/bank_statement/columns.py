"""The columns of bank statements, under the names by which banks call them."""

import re
from collections.abc import Callable

from domain.banking.errors import StatementUnreadable
from domain.banking.formats.csv_columns import NAMES
from domain.banking.formats.csv_values import amount_of
from domain.banking.formats.statement import clean_or_none
from domain.core.errors import DomainError
from domain.imports.errors import NotANumberError
from domain.imports.kinds.base import Cells, Column, Convention, Converted, Converter
from domain.imports.kinds.converters import code, date, text

NAME_CHARS = 100
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
MORE_TEXTS = ("text_2", "text_3", "text_4", "text_5")
_day = date()


def amount() -> Converter:
    """Return the converter of an amount, to minor units; its sign may stand before or behind, or be parentheses."""

    def read(cell: str, convention: Convention) -> str:
        mark = "," if convention.decimal_comma else "."
        try:
            return str(amount_of(cell, mark, digits=convention.digits, where="It"))
        except StatementUnreadable as error:
            raise NotANumberError(error.detail.removeprefix("It: ")) from error

    return _each(read)


def day(*, needed: bool) -> Converter:
    """Return the converter of a day, also of eight digits; `needed`: a cell without one is a value, and empty."""

    def convert(cells: Cells, convention: Convention) -> Converted:
        told = [COMPACT.sub(r"\1-\2-\3", cell) if COMPACT.fullmatch(cell.strip()) else cell for cell in cells]
        values, faults = _day(told, convention)
        if needed:
            values = ["" if value is None and at not in faults else value for at, value in enumerate(values)]
        return values, faults

    return convert


def told() -> Converter:
    """Return the converter of what a bank writes: one line, without control characters, cut to what is kept."""
    return _each(lambda cell, _: clean_or_none(cell))


def _each(read: Callable[[str, Convention], str | None]) -> Converter:
    def convert(cells: Cells, convention: Convention) -> Converted:
        values: list[str | None] = []
        faults: dict[int, DomainError] = {}
        for at, cell in enumerate(cells):
            try:
                values.append(read(cell, convention) if cell.strip() else None)
            except DomainError as error:
                values.append(None)
                faults[at] = error
        return values, faults

    return convert


COLUMNS = (
    Column(
        name="bank_account",
        convert=text(NAME_CHARS),
        description="The bank account by its name, IBAN, number or account's code, unless the option says it.",
        aliases=("bank account", "auftragskonto"),
    ),
    Column(
        name="date",
        convert=day(needed=True),
        required=True,
        dates=True,
        description="The day on which it was booked.",
        example="2026-02-02",
        aliases=NAMES["date"],
    ),
    Column(
        name="value_date",
        convert=day(needed=False),
        dates=True,
        description="The day from which it counts.",
        aliases=NAMES["value_date"],
    ),
    Column(
        name="amount",
        convert=amount(),
        description="What came in, with a minus what went out; this, or debit and credit.",
        example="-500.00",
        aliases=NAMES["amount"],
    ),
    Column(name="debit", convert=amount(), description="What went out.", aliases=NAMES["debit"]),
    Column(name="credit", convert=amount(), description="What came in.", aliases=NAMES["credit"]),
    Column(name="text", convert=told(), description="What is written on it.", example="Rent", aliases=NAMES["text"]),
    *(Column(name=name, convert=told(), description="More of what is written on it.") for name in MORE_TEXTS),
    Column(name="counterparty", convert=told(), description="Who paid or was paid.", aliases=NAMES["counterparty"]),
    Column(name="reference", convert=told(), description="The payment's reference.", aliases=NAMES["reference"]),
    Column(
        name="bank_id",
        convert=told(),
        description="What the bank tells the line from all others by; several of a day may share it.",
        aliases=NAMES["bank_id"],
    ),
    Column(
        name="ofx_id",
        convert=told(),
        description="The same where no other line of the account ever has it, as in OFX.",
    ),
    Column(name="balance", convert=amount(), description="The balance after the line.", aliases=NAMES["balance"]),
    Column(
        name="currency",
        convert=code(),
        description="Of the amounts: that of the bank account.",
        aliases=("currency", "waehrung", "währung", "moneda", "divisa", "devise", "moeda"),
    ),
    Column(name="statement", convert=told(), description="The statement's own number or name."),
    Column(name="opening_balance", convert=amount(), description="The balance before the whole statement."),
    Column(name="closing_balance", convert=amount(), description="The balance after the whole statement."),
)
