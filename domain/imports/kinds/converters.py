"""From what people type into cells to canonical text that Postgres reads; a column of a chunk at a time."""

import datetime as dt
import itertools
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache

from domain.core.errors import DomainError
from domain.core.fields import MAX_CODE
from domain.core.schemas import MAX_NAME
from domain.imports.errors import (
    ControlCharactersError,
    NotADateError,
    NotAMomentError,
    NotAnEmailError,
    NotANumberError,
    NotOneOfThemError,
    NotYesOrNoError,
    OutOfRangeError,
    ShortenedError,
    TextTooLongError,
    TooManyDigitsError,
    TooManyError,
    TwiceInCellError,
)
from domain.imports.kinds.base import Cells, Convention, Converted, Converter

YES = frozenset(
    {
        *("1", "true", "yes", "y", "x", "on", "si", "sí", "s", "oui", "o", "ja", "j", "sim", "wahr", "vrai"),
        *("verdadero", "verdadeiro", "active", "activo", "actif", "aktiv"),
    }
)
NO = frozenset(
    {
        *("0", "false", "no", "n", "off", "non", "nein", "não", "nao", "falsch", "faux", "falso"),
        *("inactive", "inactivo", "inactif", "inaktiv"),
    }
)
PLAIN = re.compile(r"([+-]?)(\d+)(?:\.(\d+))?", re.ASCII)
GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
AROUND = " \t\u00a0\u202f$€£¥₡₱₹'"
EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
APART = re.compile(r"\s*[|;,\n]\s*")
DATE = re.compile(r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})", re.ASCII)
YEAR_DIGITS, CENTURY, MOST_MONTHS = 4, 100, 12
SHORTENED = re.compile(r"\d([.,]\d+)?E\+\d{1,3}", re.ASCII)
"""What a spreadsheet makes of a long number that it shows in a narrow column: most of its digits are gone."""
NO_CODES = "{}"
ESCAPE = re.compile(r"\\(.)")
FORMATS = ("ymd", "dmy", "mdy")


def _each(read: Callable[[str, Convention], str | None]) -> Converter:
    """Return the converter of a column that reads each different cell once."""

    def convert(cells: Cells, convention: Convention) -> Converted:
        known: dict[str, str | None] = {}
        wrong: dict[str, DomainError] = {}
        for cell in set(cells):
            try:
                known[cell] = read(stripped, convention) if (stripped := cell.strip()) else None
            except DomainError as error:
                known[cell], wrong[cell] = None, error
        faults = {at: wrong[cell] for at, cell in enumerate(cells) if cell in wrong} if wrong else {}
        return [known[cell] for cell in cells], faults

    return convert


def text(limit: int = MAX_NAME) -> Converter:
    """Return the converter of a line of text, trimmed, of so many characters at most."""

    def convert(cells: Cells, _: Convention) -> Converted:
        stripped = [cell.strip() for cell in cells]
        values: list[str | None] = [cell or None for cell in stripped]
        faults: dict[int, DomainError] = {}
        if "".join(stripped).isprintable() and max(map(len, stripped), default=0) <= limit:
            return values, faults
        for at, value in enumerate(values):
            if value is not None and (len(value) > limit or not value.isprintable()):
                try:
                    _check_text(value, limit)
                except DomainError as error:
                    values[at], faults[at] = None, error
        return values, faults

    return convert


def code() -> Converter:
    """Return the converter of a code."""
    read = text(MAX_CODE)

    def convert(cells: Cells, convention: Convention) -> Converted:
        values, faults = read(cells, convention)
        if "E+" in "".join(cells):
            for at, value in enumerate(values):
                if value is not None and SHORTENED.fullmatch(value):
                    values[at], faults[at] = None, ShortenedError()
        return values, faults

    return convert


def codes(most: int) -> Converter:
    """Return the converter of several codes in one cell, apart by `|`, `;`, a comma or a line's end: a sorted array."""

    def read(cell: str, _: Convention) -> str:
        if cell.isalnum() and len(cell) <= MAX_CODE:
            return f'{{"{cell}"}}'
        if SHORTENED.fullmatch(cell):
            raise ShortenedError
        found = sorted(part for part in APART.split(cell) if part)
        for part in found:
            _check_text(part, MAX_CODE)
        if len(found) > most:
            raise TooManyError(f"There are {len(found)} in this cell; {most} are taken.")
        for one, following in itertools.pairwise(found):
            if one == following:
                raise TwiceInCellError(f"{one} stands there twice.")
        return array_of(found)

    return _each(read)


def array_of(parts: list[str]) -> str:
    """Return an array of texts as Postgres reads it."""
    return "{" + ",".join('"' + part.replace("\\", "\\\\").replace('"', '\\"') + '"' for part in parts) + "}"


def parts_of(array: str) -> list[str]:
    """Return the codes of an array that `codes` has written: no code has a comma in it."""
    parts = array[2:-2].split('","') if array != NO_CODES else []
    return [ESCAPE.sub(r"\1", part) for part in parts] if "\\" in array else parts


def number(digits: int, *, most: int, least: int | None = 0) -> Converter:
    """Return the converter of a decimal with so many digits after the point at most."""
    # What most cells of most files are needs no second look.
    plain = re.compile(rf"\d{{1,{len(str(most)) - 1}}}(\.\d{{1,{digits}}})?", re.ASCII).fullmatch

    def read(cell: str, convention: Convention) -> str:
        if plain(cell) and not convention.decimal_comma:
            return cell
        return _number(cell, convention, digits=digits, least=least, most=most)

    return _each(read)


def money(*, most: int, least: int | None = 0) -> Converter:
    """Return the converter of an amount in the organization's currency, with no more digits than that has."""

    def read(cell: str, convention: Convention) -> str:
        return _number(cell, convention, digits=convention.digits, least=least, most=most)

    return _each(read)


def yes_or_no() -> Converter:
    """Return the converter of yes and no, in the words of several languages."""

    def read(cell: str, _: Convention) -> str:
        word = cell.casefold()
        if word in YES:
            return "t"
        if word in NO:
            return "f"
        raise NotYesOrNoError(f"“{cell[:40]}” is neither yes nor no.")

    return _each(read)


def one_of(words: Mapping[str, str]) -> Converter:
    """Return the converter of one of several words, whatever their case, each to what it stands for."""

    def read(cell: str, _: Convention) -> str:
        found = words.get(cell.casefold())
        if found is None:
            raise NotOneOfThemError(f"“{cell[:40]}” is none of {', '.join(words)}.")
        return found

    return _each(read)


def email() -> Converter:
    """Return the converter of an e-mail address."""

    def read(cell: str, _: Convention) -> str:
        _check_text(cell, MAX_NAME)
        if not EMAIL.fullmatch(cell):
            raise NotAnEmailError
        return cell

    return _each(read)


def date() -> Converter:
    """Return the converter of a date, in the order of day and month that the file was found to have."""
    return _each(lambda cell, convention: _date(cell, convention.date_format).isoformat())


def moment() -> Converter:
    """Return the converter of a date with or without a time: ISO 8601 text, with an offset only where one was given."""

    def read(cell: str, convention: Convention) -> str:
        try:
            return dt.datetime.fromisoformat(cell).isoformat()
        except ValueError:
            day, _, time = cell.partition(" ")
        try:
            clock = dt.time.fromisoformat(time.strip().zfill(5)) if time else dt.time()
        except ValueError as error:
            raise NotAMomentError(f"“{cell[:40]}” is no date and time.") from error
        return dt.datetime.combine(_date(day, convention.date_format), clock).isoformat()

    return _each(read)


@lru_cache(maxsize=8192)
def _date(cell: str, date_format: str) -> dt.date:
    found = DATE.match(cell)
    if found is None or (found.end() != len(cell) and cell[found.end()] not in " T"):
        raise NotADateError(f"“{cell[:40]}” is no date.")
    first, second, third = (int(part) for part in found.groups())
    if len(found[1]) == YEAR_DIGITS:
        year, month, day = first, second, third
    else:
        year = third if len(found[3]) == YEAR_DIGITS else 2000 + third
        day, month = (second, first) if date_format == "mdy" else (first, second)
    try:
        return dt.date(year, month, day)
    except ValueError as error:
        raise NotADateError(f"“{cell[:40]}” is no date.") from error


def date_order(cells: Cells) -> str | None:
    """Return in which order day and month stand, as far as these cells decide it; None where each could be either."""
    for cell in cells:
        found = DATE.match(cell.strip())
        if found is None or len(found[1]) == YEAR_DIGITS:
            continue
        if int(found[1]) > MOST_MONTHS:
            return "dmy"
        if int(found[2]) > MOST_MONTHS:
            return "mdy"
    return None


def _check_text(value: str, limit: int) -> None:
    if len(value) > limit:
        raise TextTooLongError(f"It has {len(value):,} characters; {limit} are taken.")
    if any(unicodedata.category(character) == "Cc" for character in value):
        raise ControlCharactersError


def _number(cell: str, convention: Convention, *, digits: int, least: int | None, most: int) -> str:
    plain = cell.strip(AROUND)
    if convention.decimal_comma:
        plain = plain.translate({ord("."): ",", ord(","): "."})
    plain = plain.replace("\u00a0", "").replace("\u202f", "")
    if "," in plain and GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    found = PLAIN.fullmatch(plain)
    if found is None:
        raise NotANumberError(f"“{cell[:40]}” is no number.")
    sign, whole, fraction = found[1], found[2].lstrip("0") or "0", (found[3] or "").rstrip("0")
    if len(fraction) > digits:
        raise TooManyDigitsError(f"“{cell[:40]}” has more than {digits} digits behind the point.")
    zero = whole == "0" and not fraction
    beyond = len(whole) > len(str(most)) or int(whole) > most or (int(whole) == most and bool(fraction))
    if beyond or (sign == "-" and not zero and least == 0):
        raise OutOfRangeError(f"“{cell[:40]}” is not between {least if least is not None else -most} and {most}.")
    return f"{'-' if sign == '-' and not zero else ''}{whole}{'.' if fraction else ''}{fraction}"
