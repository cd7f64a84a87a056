"""CAMT.053, the statement of ISO 20022, by a small strict reader of our own over a safe XML parser.

Why our own: the libraries for it on the package index have one author and no use by others, or read amounts into
floats. What a statement needs are balances and entries, whose names have not moved since version 001.02; namespaces
differ by version and are not looked at beyond the message's name. `defusedxml` refuses every document type
declaration, and with it entities that expand or that name files.

Source: ISO 20022 message definition report "Bank-to-Customer Cash Management", camt.053.001.02 to .13.
"""

import re
from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from domain.banking.errors import StatementUnreadable
from domain.banking.formats.statement import ReadLine, ReadStatement, clean, clean_or_none, minor

MESSAGE = re.compile(r"\{urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.\d{2}\}Document")
OPENING, CLOSING = ("OPBD", "PRCD"), ("CLBD",)
SIGNS = {"CRDT": 1, "DBIT": -1}
UNKNOWN_REFERENCES = frozenset({"", "NOTPROVIDED", "NONREF"})


def read_camt(raw: bytes, *, digits: int) -> list[ReadStatement]:
    """Return the statements of a CAMT.053 message, booked entries only. **Raises** `StatementUnreadable`."""
    try:
        root = fromstring(raw, forbid_dtd=True)
    except DefusedXmlException as error:
        raise StatementUnreadable("The XML declares a document type or entities; a statement needs neither.") from error
    except (ParseError, ValueError, LookupError) as error:
        raise StatementUnreadable(f"The file is no whole XML: {error}.") from error
    if not MESSAGE.fullmatch(root.tag):
        raise StatementUnreadable("The XML is no camt.053 message.")
    return [_statement(element, digits) for element in _all(root, "BkToCstmrStmt", "Stmt")]


def _statement(element: Element, digits: int) -> ReadStatement:
    statement = ReadStatement(
        account=_text(element, "Acct", "Id", "IBAN") or _text(element, "Acct", "Id", "Othr", "Id"),
        currency=_text(element, "Acct", "Ccy"),
        reference=clean_or_none(_text(element, "Id")),
    )
    balances: dict[str, int] = {}
    for balance in _all(element, "Bal"):
        code = _text(balance, "Tp", "CdOrPrtry", "Cd")
        if code in OPENING + CLOSING:
            balances.setdefault(code, _amount(balance, digits, f"Balance {code}"))
            statement.currency = statement.currency or _currency(balance)
    statement.opening = next((balances[code] for code in OPENING if code in balances), None)
    statement.closing = next((balances[code] for code in CLOSING if code in balances), None)
    for number, entry in enumerate(_all(element, "Ntry"), start=1):
        if (_text(entry, "Sts", "Cd") or _text(entry, "Sts") or "BOOK") == "BOOK":
            statement.currency = statement.currency or _currency(entry)
            statement.lines.append(_line(entry, digits, f"Entry {number}", statement.currency))
    return statement


def _line(entry: Element, digits: int, where: str, currency: str | None) -> ReadLine:
    if _currency(entry) != currency:
        raise StatementUnreadable(f"{where} is in another currency than its statement.")
    booked, valued = _day(entry, "BookgDt", where), _day(entry, "ValDt", where)
    day = booked or valued
    if day is None:
        raise StatementUnreadable(f"{where} has no date.")
    amount = _amount(entry, digits, where)
    details = list(_all(entry, "NtryDtls", "TxDtls"))
    told = [_joined(detail, "RmtInf", "Ustrd") for detail in details] if len(details) == 1 else []
    bank_id = _text(entry, "AcctSvcrRef") or ""
    return ReadLine(
        date=day,
        value_date=valued,
        amount=amount,
        text=clean(" ".join(filter(None, [*told, _text(entry, "AddtlNtryInf")]))),
        counterparty=_other_side(details[0], amount) if len(details) == 1 else None,
        reference=_reference(entry, details),
        bank_id=None if bank_id.upper() in UNKNOWN_REFERENCES else clean(bank_id),
    )


def _other_side(detail: Element, amount: int) -> str | None:
    """Return who paid or was paid; from version .08 on the name stands below the party."""
    side = "Dbtr" if amount > 0 else "Cdtr"
    return clean_or_none(_text(detail, "RltdPties", side, "Nm") or _text(detail, "RltdPties", side, "Pty", "Nm"))


def _reference(entry: Element, details: list[Element]) -> str | None:
    told = [_text(details[0], "Refs", "EndToEndId")] if len(details) == 1 else []
    for reference in (*told, _text(entry, "NtryRef")):
        if reference and reference.upper() not in UNKNOWN_REFERENCES:
            return clean_or_none(reference)
    return None


def _amount(element: Element, digits: int, where: str) -> int:
    sign = SIGNS.get(_text(element, "CdtDbtInd") or "")
    amount = _text(element, "Amt")
    if sign is None or not amount:
        raise StatementUnreadable(f"{where} has no amount, or does not say whether it came in or went out.")
    return sign * minor(amount, digits=digits, where=where)


def _currency(element: Element) -> str | None:
    return next((amount.get("Ccy") for amount in _all(element, "Amt")), None)


def _day(element: Element, name: str, where: str) -> date | None:
    text = _text(element, name, "Dt") or (_text(element, name, "DtTm") or "")[:10]
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise StatementUnreadable(f"{where}: {text[:20]} is no date.") from error


def _all(element: Element, *path: str) -> Iterator[Element]:
    """Yield the elements at a path of local names, whatever their namespace."""
    if not path:
        yield element
        return
    for child in element:
        if child.tag.rpartition("}")[2] == path[0]:
            yield from _all(child, *path[1:])


def _text(element: Element, *path: str) -> str | None:
    return next(((found.text or "").strip() for found in _all(element, *path)), None)


def _joined(element: Element, *path: str) -> str:
    return " ".join(found.text or "" for found in _all(element, *path))
