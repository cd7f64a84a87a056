"""OFX, as SGML (1.x) and as XML (2.x), by a small strict reader of our own.

Why our own: of the two libraries that read OFX one is under the GPL (version 3 alone), and the other has had no release
since 2021. What a statement needs of the format is little: a list of transactions and a balance. Tags are told apart by
their angle brackets, which in both versions may stand in no value; nothing is expanded but the five entities that XML
has anyway, so that no entity can blow up; what does not close is refused as cut off.

Source: OFX Banking Specification 1.6 and 2.3, chapters 3 (dates, amounts) and 11 (statement download).
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from domain.banking.errors import StatementUnreadable
from domain.banking.formats.encoding import decoded
from domain.banking.formats.statement import ReadLine, ReadStatement, clean, clean_or_none, minor

STATEMENTS = frozenset({"STMTRS", "CCSTMTRS"})
ACCOUNTS = frozenset({"BANKACCTFROM", "CCACCTFROM"})
# Aggregates whose fields matter, or would be mistaken for their parent's.
KNOWN = STATEMENTS | ACCOUNTS | {"OFX", "BANKTRANLIST", "STMTTRN", "LEDGERBAL", "AVAILBAL", "BANKACCTTO", "CCACCTTO"}
CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
TAG = re.compile(r"/?[A-Z0-9._-]{1,40}/?")
DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")


@dataclass(slots=True)
class _Part:
    """An aggregate that is open, with the fields that were read of it."""

    name: str
    fields: dict[str, str] = field(default_factory=dict)


def read_ofx(raw: bytes, *, digits: int) -> list[ReadStatement]:
    """Return the statements of an OFX file. **Raises** `StatementUnreadable`."""
    text, _ = decoded(raw)
    start = text.upper().find("<OFX>")
    if start < 0:
        raise StatementUnreadable("There is no <OFX> in the file.")
    if "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper():
        raise StatementUnreadable("An OFX file declares no entities.")
    statements: list[ReadStatement] = []
    for parents, part in _closed(CDATA.sub(lambda found: html.escape(found[1]), text[start:])):
        _take(parents, part, statements, digits)
    return statements


def _closed(text: str) -> Iterator[tuple[list[_Part], _Part]]:
    """Yield each aggregate when it closes, and an opening statement as one without fields, with what is around it."""
    around: list[_Part] = []
    for piece in text.split("<")[1:]:
        tag, closed, value = piece.partition(">")
        name = tag.strip().upper().split(" ")[0]
        if not closed or not TAG.fullmatch(name):
            raise StatementUnreadable(f"The file is cut off or no OFX at <{tag[:20]}.")
        if name.startswith("/") and name[1:] in KNOWN:
            if not around or around[-1].name != name[1:]:
                raise StatementUnreadable(f"<{name}> closes what is not open.")
            part = around.pop()
            yield around, part
        elif name in KNOWN:
            around.append(_Part(name))
            if name in STATEMENTS:
                yield around, _Part("")
        elif around and value.strip() and not name.startswith("/"):
            around[-1].fields[name] = html.unescape(value.strip())
    if around:
        raise StatementUnreadable(f"The file is cut off: <{around[-1].name}> is never closed.")


def _take(parents: list[_Part], part: _Part, statements: list[ReadStatement], digits: int) -> None:
    inside = parents[-1].name if parents else ""
    if not part.name:
        statements.append(ReadStatement())
    elif part.name in STATEMENTS:
        statements[-1].currency = part.fields.get("CURDEF")
    elif part.name in ACCOUNTS and inside in STATEMENTS:
        statements[-1].account = part.fields.get("ACCTID")
    elif part.name == "LEDGERBAL" and inside in STATEMENTS and "BALAMT" in part.fields:
        statements[-1].closing = _amount(part.fields["BALAMT"], digits, "LEDGERBAL")
    elif part.name == "STMTTRN" and statements:
        statements[-1].lines.append(_line(part.fields, len(statements[-1].lines) + 1, digits))


def _line(fields: dict[str, str], number: int, digits: int) -> ReadLine:
    where = f"Transaction {number}"
    for name in ("DTPOSTED", "TRNAMT"):
        if name not in fields:
            raise StatementUnreadable(f"{where} has no <{name}>.")
    name, memo = fields.get("NAME", ""), fields.get("MEMO", "")
    return ReadLine(
        date=_day(fields["DTPOSTED"], where),
        amount=_amount(fields["TRNAMT"], digits, where),
        text=clean(f"{name} {memo}" if memo != name else name),
        counterparty=clean_or_none(name),
        reference=clean_or_none(fields.get("CHECKNUM") or fields.get("REFNUM")),
        bank_id=clean_or_none(fields.get("FITID")),
    )


def _day(text: str, where: str) -> date:
    """Return the day that the bank itself names, whatever offset its time has."""
    found = DAY.match(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else date.fromisoformat(text)
    except ValueError as error:
        raise StatementUnreadable(f"{where}: {text[:20]} is no date.") from error


def _amount(text: str, digits: int, where: str) -> int:
    """Return an amount; the format allows a comma for the point, and no separator of thousands."""
    return minor(
        text.replace(",", ".") if text.count(",") == 1 and "." not in text else text, digits=digits, where=where
    )
