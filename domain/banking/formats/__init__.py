"""From the bytes of a file to statements: what kind of file it is, and what it says."""

import re
from dataclasses import dataclass

from domain.banking.errors import StatementDoesNotAddUp, StatementOfAnotherAccount, StatementUnreadable
from domain.banking.formats.camt import read_camt
from domain.banking.formats.csv_columns import Table, find_heading
from domain.banking.formats.csv_file import read_csv
from domain.banking.formats.encoding import decoded
from domain.banking.formats.mt940 import read_mt940
from domain.banking.formats.ofx import read_ofx
from domain.banking.formats.statement import ReadLine, ReadStatement
from domain.banking.schemas import CsvMapping, StatementFormat
from domain.core.money import text_of

__all__ = [
    "ReadFile",
    "ReadLine",
    "ReadStatement",
    "StatementFormat",
    "check_sums",
    "find_heading",
    "joined",
    "read_file",
    "read_statements",
    "recognise",
]

HEAD = 4000
# At the beginning of a line: in the middle of one `:20:` is a time of day.
TAG = re.compile(r"^[ \t]*(?:\{[^\n]*)?:(20|25|60F|60M):", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file as it was read: one statement, which several of one account that follow each other have become."""

    format: StatementFormat
    statement: ReadStatement
    mapping: CsvMapping | None = None
    table: Table | None = None


def read_file(
    raw: bytes, *, form: StatementFormat | None, digits: int, mapping: CsvMapping | None, most: int
) -> ReadFile:
    """Read a file of any format, which is recognised unless `form` says it; `most`: lines that it may have.

    **Raises** `StatementUnreadable`, `MappingNeeded`, `StatementOfAnotherAccount` for statements of several accounts.
    """
    form = form or recognise(raw)
    if form is StatementFormat.CSV:
        [statement], mapping, table = read_csv(raw, digits=digits, mapping=mapping, most=most)
        if len(statement.lines) > most:
            raise StatementUnreadable(f"The file has more than {most} lines.")
        return ReadFile(form, statement, mapping, table)
    return ReadFile(form, joined(read_statements(raw, form=form, digits=digits, most=most)))


def read_statements(raw: bytes, *, form: StatementFormat, digits: int, most: int) -> list[ReadStatement]:
    """Return the statements of a file in a format that banks have agreed on; there is one at least.

    **Raises** `StatementUnreadable`.
    """
    read = {StatementFormat.OFX: read_ofx, StatementFormat.CAMT053: read_camt, StatementFormat.MT940: read_mt940}
    statements = read[form](raw, digits=digits)
    if not statements:
        raise StatementUnreadable("There is no statement in the file.")
    if sum(len(statement.lines) for statement in statements) > most:
        raise StatementUnreadable(f"The file has more than {most} lines.")
    return statements


def recognise(raw: bytes) -> StatementFormat:
    """Return what a file is by how it begins, whatever it is called. **Raises** `StatementUnreadable`."""
    text, _ = decoded(raw)
    head = text[:HEAD].lstrip("\ufeff \t\r\n")
    if "<OFX>" in head.upper() or head.upper().startswith(("OFXHEADER", "<?OFX")):
        return StatementFormat.OFX
    if head.startswith("<"):
        return StatementFormat.CAMT053
    tags = set(TAG.findall(head))
    if tags & {"60F", "60M"} or tags == {"20", "25"}:
        return StatementFormat.MT940
    return StatementFormat.CSV


def check_sums(read: ReadStatement, digits: int) -> None:
    """See that the balance before and all lines make the balance after. **Raises** `StatementDoesNotAddUp`."""
    moved = sum(line.amount for line in read.lines)
    if read.opening is not None and read.closing is not None and read.opening + moved != read.closing:
        told, made = (text_of(amount, digits) for amount in (read.closing, read.opening + moved))
        raise StatementDoesNotAddUp(f"Opening balance and lines make {made}, the closing balance is {told}.")


def joined(statements: list[ReadStatement]) -> ReadStatement:
    """Return the statements of a file as one, if they are of one account and each begins where the last one ended.

    **Raises** `StatementOfAnotherAccount`, `StatementUnreadable`.
    """
    whole = statements[0]
    for statement in statements[1:]:
        if (statement.account, statement.currency) != (whole.account, whole.currency):
            raise StatementOfAnotherAccount("The file has statements of several accounts; give one at a time.")
        if None not in {statement.opening, whole.closing} and statement.opening != whole.closing:
            raise StatementUnreadable("The statements in the file do not follow each other; give one at a time.")
        whole.lines.extend(statement.lines)
        whole.closing = statement.closing
    return whole
