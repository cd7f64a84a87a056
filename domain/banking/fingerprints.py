"""What a line of a statement is recognised by, when another file tells it again."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec

from domain.banking.formats.statement import ReadLine
from domain.banking.schemas import StatementFormat

Key = tuple[Any, ...]
"""What a line says of itself; several lines of a file may say the same, and are then told apart by their number."""


def key_of(line: ReadLine, form: StatementFormat) -> Key:
    """Return what a line is told by.

    The bank's own id, where it gives one: in OFX it names one transaction of the account and no other; elsewhere it may
    be a batch's, so that day and amount and a running number tell its lines apart. Without one it is day, amount and
    what is written, with a running number: two coffees of one day are two lines, in every file that tells that day.
    """
    if line.bank_id is not None and form is StatementFormat.OFX:
        return ("ofx", line.bank_id, line.amount)
    if line.bank_id is not None:
        return ("bank", line.bank_id, line.date.isoformat(), line.amount)
    written = " ".join(filter(None, (line.text, line.counterparty, line.reference))).casefold()
    return ("line", line.date.isoformat(), line.amount, written)


def names_one(key: Key) -> bool:
    """Say whether a second line with this key is the same one again."""
    return bool(key[0] == "ofx")


def fingerprint(key: Key, number: int) -> str:
    """Return the fingerprint of the line that is the `number`th, from 1, of those in its file that say the same."""
    number = 1 if names_one(key) else number
    return hashlib.sha256(msgspec.json.encode([*key, number])).hexdigest()[:40]


def fingerprints(lines: Sequence[ReadLine], form: StatementFormat) -> list[str]:
    """Return the fingerprints of all lines of a file."""
    numbers: Counter[Key] = Counter()
    found = []
    for line in lines:
        key = key_of(line, form)
        numbers[key] += 1
        found.append(fingerprint(key, numbers[key]))
    return found
