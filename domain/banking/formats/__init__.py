"""From the bytes of a file to statements: what kind of file it is, and what it says."""

from dataclasses import dataclass

from domain.banking.errors import StatementOfAnotherAccount, StatementUnreadable
from domain.banking.formats.camt import read_camt
from domain.banking.formats.csv_columns import Table
from domain.banking.formats.csv_file import read_csv
from domain.banking.formats.encoding import decoded
from domain.banking.formats.mt940 import read_mt940
from domain.banking.formats.ofx import read_ofx
from domain.banking.formats.statement import ReadLine, ReadStatement
from domain.banking.schemas import CsvMapping, StatementFormat

__all__ = ["ReadFile", "ReadLine", "ReadStatement", "StatementFormat", "read_file"]

HEAD = 4000


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
    table = None
    if form is StatementFormat.CSV:
        statements, mapping, table = read_csv(raw, digits=digits, mapping=mapping, most=most)
    else:
        read = {StatementFormat.OFX: read_ofx, StatementFormat.CAMT053: read_camt, StatementFormat.MT940: read_mt940}
        statements, mapping = read[form](raw, digits=digits), None
    if not statements:
        raise StatementUnreadable("There is no statement in the file.")
    if sum(len(statement.lines) for statement in statements) > most:
        raise StatementUnreadable(f"The file has more than {most} lines.")
    return ReadFile(form, _joined(statements), mapping, table)


def recognise(raw: bytes) -> StatementFormat:
    """Return what a file is by how it begins, whatever it is called. **Raises** `StatementUnreadable`."""
    text, _ = decoded(raw)
    head = text[:HEAD].lstrip("\ufeff \t\r\n")
    if "<OFX>" in head.upper() or head.upper().startswith(("OFXHEADER", "<?OFX")):
        return StatementFormat.OFX
    if head.startswith("<"):
        return StatementFormat.CAMT053
    if ":60F:" in head or ":60M:" in head or (":20:" in head and ":25:" in head):
        return StatementFormat.MT940
    return StatementFormat.CSV


def _joined(statements: list[ReadStatement]) -> ReadStatement:
    """Return the statements of a file as one, if they are of one account and each begins where the last one ended."""
    joined = statements[0]
    for statement in statements[1:]:
        if (statement.account, statement.currency) != (joined.account, joined.currency):
            raise StatementOfAnotherAccount("The file has statements of several accounts; give one at a time.")
        if None not in {statement.opening, joined.closing} and statement.opening != joined.closing:
            raise StatementUnreadable("The statements in the file do not follow each other; give one at a time.")
        joined.lines.extend(statement.lines)
        joined.closing = statement.closing
    return joined
