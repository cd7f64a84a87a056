"""Rows of a bank statement in a format that banks have agreed on: OFX, CAMT.053, MT940.

Such a file is bounded and read as a whole by the readers of banking, which hold its balances to its lines. Each line
is a row then, under our own names of columns; what the statement says of itself stands in every row of it.
"""

from collections.abc import Iterator
from itertools import count

from domain.banking.errors import StatementTooLarge
from domain.banking.formats import ReadStatement, StatementFormat, check_sums, joined, read_statements
from domain.core.money import plain
from domain.core.settings import settings
from domain.imports.reading.pieces import Pieces

READ_BYTES = 1 << 18


def statement_rows(pieces: Pieces, form: StatementFormat, *, digits: int) -> Iterator[tuple[int, list[str]]]:
    """Yield the heading, then each line of each statement with its number in the file, from 1.

    `digits`: those of the currency behind the point; none is rounded away. **Raises** `StatementTooLarge`,
    `StatementUnreadable`, `StatementDoesNotAddUp`.
    """
    statements = read_statements(_whole(pieces), form=form, digits=digits, most=settings().max_statement_lines)
    accounts: dict[tuple[str | None, str | None], list[ReadStatement]] = {}
    for statement in statements:
        accounts.setdefault((statement.account, statement.currency), []).append(statement)
    # In OFX an id names one transaction of the account and no other; elsewhere it may be that of a batch.
    bank_id = "ofx_id" if form is StatementFormat.OFX else "bank_id"
    yield (
        1,
        [
            *("bank_account", "currency", "statement", "date", "value_date", "amount", "text", "counterparty"),
            *("reference", bank_id, "opening_balance", "closing_balance"),
        ],
    )
    numbers = count(1)
    for found in accounts.values():
        statement = joined(found)
        check_sums(statement, digits)
        of_all = [statement.account or "", statement.currency or "", statement.reference or ""]
        balances = ["" if told is None else plain(told, digits) for told in (statement.opening, statement.closing)]
        for line in statement.lines:
            days = [line.date.isoformat(), line.value_date.isoformat() if line.value_date else ""]
            told = [line.text, line.counterparty or "", line.reference or "", line.bank_id or ""]
            yield next(numbers), [*of_all, *days, plain(line.amount, digits), *told, *balances]


def _whole(pieces: Pieces) -> bytes:
    most = settings().max_statement_bytes
    raw = bytearray()
    while piece := pieces.read(READ_BYTES):
        raw += piece
        if len(raw) > most:
            raise StatementTooLarge(f"At most {most} bytes.")
    return bytes(raw)
