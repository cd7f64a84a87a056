"""MT940, the customer statement of SWIFT, by the library `mt-940`.

It is kept since 2015 (a release this autumn), under the BSD licence, without dependencies, typed, and reads amounts as
decimals. It is lenient where banks are; what a statement must have by the standard (a balance before and after) is
asked for here, so that a file that was cut off is not taken for a whole one.

Source: SWIFT Standards MT, category 9, MT 940 Customer Statement Message.
"""

from datetime import date
from typing import Any

from domain.banking.errors import StatementUnreadable
from domain.banking.formats.encoding import decoded
from domain.banking.formats.statement import ReadLine, ReadStatement, clean, clean_or_none, minor

OPENING = ("final_opening_balance", "intermediate_opening_balance", "opening_balance")
CLOSING = ("final_closing_balance", "intermediate_closing_balance", "closing_balance")
TOLD = ("posting_text", "purpose", "additional_purpose", "transaction_details")
REFUSED = (ValueError, RuntimeError, LookupError, ArithmeticError, TypeError, AttributeError, AssertionError)
# The library leaves the sign of reversals to who reads: a reversed credit went out, a reversed debit came in.
SIGNS = {"C": 1, "D": -1, "RC": -1, "RD": 1}
UNKNOWN_REFERENCES = frozenset({"", "NONREF"})


def read_mt940(raw: bytes, *, digits: int) -> list[ReadStatement]:
    """Return the statements of an MT940 file. **Raises** `StatementUnreadable`."""
    import mt940  # noqa: PLC0415 - as few processes read such files as there are, and it weighs nine megabytes

    text, _ = decoded(raw)
    try:
        parsed = list(mt940.parse_statements(text))
    except REFUSED as error:
        raise StatementUnreadable(f"The file is no MT940: {clean(str(error))[:200]}") from error
    return [_statement(one, digits) for one in parsed]


def _statement(parsed: Any, digits: int) -> ReadStatement:
    data = parsed.data
    opening, closing = _balance(data, OPENING), _balance(data, CLOSING)
    if opening is None or closing is None:
        raise StatementUnreadable("A statement has no opening or no closing balance; the file may be cut off.")
    statement = ReadStatement(
        account=clean_or_none(data.get("account_identification")),
        currency=opening.amount.currency,
        reference=clean_or_none(data.get("statement_number")),
        opening=minor(opening.amount.amount, digits=digits, where="The opening balance"),
        closing=minor(closing.amount.amount, digits=digits, where="The closing balance"),
    )
    for number, transaction in enumerate(parsed, start=1):
        # The library makes an empty transaction of a statement without any.
        if "amount" in transaction.data:
            statement.lines.append(_line(transaction.data, digits, f"Line {number}"))
    return statement


def _balance(data: dict[str, Any], names: tuple[str, ...]) -> Any:
    return next((data[name] for name in names if data.get(name) is not None and data[name].amount is not None), None)


def _line(data: dict[str, Any], digits: int, where: str) -> ReadLine:
    value_date = data.get("date")
    booked = data.get("entry_date") or value_date
    if booked is None:
        raise StatementUnreadable(f"{where} has no date.")
    sign = SIGNS.get(str(data.get("status") or "").upper())
    if sign is None:
        raise StatementUnreadable(f"{where} does not say whether it came in or went out.")
    references = [data.get(name) or "" for name in ("customer_reference", "bank_reference")]
    told = dict.fromkeys(str(data[name]) for name in TOLD if data.get(name))
    return ReadLine(
        date=date(booked.year, booked.month, booked.day),
        value_date=None if value_date is None else date(value_date.year, value_date.month, value_date.day),
        amount=sign * abs(minor(data["amount"].amount, digits=digits, where=where)),
        text=clean(" ".join(told)),
        counterparty=clean_or_none(data.get("applicant_name")),
        reference=clean_or_none(references[0]) if references[0].upper() not in UNKNOWN_REFERENCES else None,
        bank_id=clean_or_none(references[1]) if references[1].upper() not in UNKNOWN_REFERENCES else None,
    )
