"""Which column of a bank's CSV file is what, by the names that banks give them."""

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType

from domain.banking.errors import MappingNeeded, StatementUnreadable
from domain.banking.formats.csv_values import date_formats
from domain.banking.formats.encoding import decoded
from domain.banking.schemas import CsvMapping

DELIMITERS = (";", ",", "\t", "|")
LOOKED_AT = 60
NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "date": (
            *("date", "booking date", "transaction date", "posting date", "posted date", "buchungstag", "datum"),
            *("buchungsdatum", "fecha", "fecha operacion", "fecha de operacion", "data", "data contabile"),
            *("date operation", "date de comptabilisation", "date comptable", "boekdatum", "boekingsdatum"),
        ),
        "value_date": ("value date", "valutadatum", "valuta", "wertstellung", "fecha valor", "date de valeur"),
        "amount": (
            *("amount", "transaction amount", "betrag", "umsatz", "importe", "monto", "montant", "importo", "bedrag"),
            *("cantidad", "valor", "value"),
        ),
        "debit": (
            *("debit", "debit amount", "soll", "cargo", "cargos", "retiro", "retiros", "withdrawal", "withdrawals"),
            *("money out", "paid out", "ausgang", "addebiti", "dare"),
        ),
        "credit": (
            *("credit", "credit amount", "haben", "abono", "abonos", "deposito", "depositos", "deposit", "deposits"),
            *("money in", "paid in", "eingang", "accrediti", "avere"),
        ),
        "text": (
            *("description", "details", "memo", "narrative", "transaction description", "verwendungszweck"),
            *("concepto", "descripcion", "libelle", "libelle operation", "causale", "descrizione", "omschrijving"),
            *("mededelingen", "buchungstext", "text"),
        ),
        "counterparty": (
            *("payee", "counterparty", "name", "counterparty name", "beguenstigter/zahlungspflichtiger"),
            *("name zahlungsbeteiligter", "beneficiario", "naam tegenpartij", "zahlungsempfanger*in"),
            *("beguenstigter", "begunstigter", "auftraggeber", "empfanger", "empfaenger", "beneficiary"),
        ),
        "reference": ("reference", "referencia", "referenz", "kundenreferenz", "check number", "cheque number"),
        "bank_id": ("bank id", "transaction id", "transaction reference", "fitid", "id", "transaktions-id", "volgnr"),
        "balance": (
            *("balance", "running balance", "saldo", "solde", "saldo nach buchung", "balance after", "kontostand"),
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file taken apart: its columns' names, and its rows with their number in the file."""

    delimiter: str
    encoding: str
    header_row: int
    header: list[str]
    rows: list[tuple[int, list[str]]]

    def index(self, column: str, path: str) -> int:
        """Return where a column stands, by its name or else its number. **Raises** `MappingNeeded` at the path."""
        if column in self.header:
            return self.header.index(column)
        same = [at for at, name in enumerate(self.header) if plain_name(name) == plain_name(column)]
        if same:
            return same[0]
        if column.isascii() and column.isdigit() and 1 <= int(column) <= len(self.header):
            return int(column) - 1
        raise MappingNeeded.at(path, f"There is no column “{column}”; there are {', '.join(self.header)[:300]}.")

    def cells(self, at: int) -> list[str]:
        """Return what is written in a column, empty cells left out."""
        return [row[at].strip() for _, row in self.rows if at < len(row) and row[at].strip()]


def plain_name(name: str) -> str:
    """Return a column's name in small letters, without accents and signs around it."""
    letters = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode()
    return " ".join(letters.casefold().replace("_", " ").strip(" .:*\t").split())


def open_table(raw: bytes, mapping: CsvMapping | None, *, most: int) -> Table:
    """Take a CSV file apart; what the mapping does not say of its form is recognised.

    **Raises** `StatementUnreadable`, also for more than `most` rows.
    """
    text, encoding = decoded(raw, encoding=mapping.encoding if mapping else None)
    delimiter = (mapping.delimiter if mapping else None) or _delimiter(text)
    try:
        every = list(islice(_rows(text, delimiter), most + LOOKED_AT + 1))
    except csv.Error as error:
        raise StatementUnreadable(f"The file is no CSV: {error}.") from error
    if len(every) > most + LOOKED_AT:
        raise StatementUnreadable(f"The file has more than {most} lines.")
    filled = [(number, row) for number, row in enumerate(every, start=1) if any(cell.strip() for cell in row)]
    header_row = _header_row(filled) if mapping is None or mapping.header_row is None else mapping.header_row
    header = next((row for number, row in filled if number == header_row), None)
    if header is None:
        header = [str(at + 1) for at in range(max((len(row) for _, row in filled), default=0))]
    rows = [(number, row) for number, row in filled if number > header_row]
    return Table(delimiter, encoding, header_row, [name.strip() for name in header], rows)


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the heading of a file stands: so many lines and bytes below its beginning, its cells apart by this."""

    lines: int
    bytes: int
    delimiter: str


def find_heading(sample: bytes) -> Heading | None:
    """Return where the heading stands below lines with the account's owner and the like; None where it comes first.

    It is the first line with a name for the date and one for something else, or at least the former.
    """
    if b"\x00" in sample:
        return None
    before, with_date = 0, None
    for at, raw in enumerate(sample.splitlines(keepends=True)[:LOOKED_AT]):
        line = raw.decode("utf-8" if _is_utf_8(raw) else "cp1252", "replace")
        for delimiter in DELIMITERS:
            names = {plain_name(cell) for cell in next(csv.reader([line], delimiter=delimiter), [])}
            known = [field for field, aliases in NAMES.items() if not names.isdisjoint(aliases)]
            if "date" in known and len(known) > 1:
                return Heading(at, before, delimiter) if at else None
            if "date" in known and len(names) > 1:
                with_date = with_date or Heading(at, before, delimiter)
        before += len(raw)
    return with_date if with_date and with_date.lines else None


def _is_utf_8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def suggested_columns(header: Sequence[str]) -> dict[str, str]:
    """Return by field of a mapping the column whose name suggests it."""
    names = [plain_name(name) for name in header]
    found = {
        field: next((header[names.index(name)] for name in known if name in names), None)
        for field, known in NAMES.items()
    }
    if found["amount"] is not None:
        found["debit"] = found["credit"] = None
    return {field: column for field, column in found.items() if column is not None}


def suggest(table: Table) -> CsvMapping:
    """Return what the columns' names suggest. **Raises** `MappingNeeded` where they do not say enough."""
    found = suggested_columns(table.header)
    if "date" not in found:
        raise MappingNeeded.at("date", "No column is recognised as the date.")
    if found.keys().isdisjoint(("amount", "debit", "credit")):
        raise MappingNeeded.at("amount", "No column is recognised as the amount.")
    texts = [found.pop("text")] if "text" in found else []
    return CsvMapping(**found, text=texts, delimiter=table.delimiter, header_row=table.header_row)


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _delimiter(text: str) -> str:
    """Return the delimiter by which most rows have the same number of columns, more than one."""

    def weight(delimiter: str) -> tuple[int, int]:
        try:
            widths = [len(row) for row in islice(_rows(text, delimiter), LOOKED_AT) if row]
        except csv.Error:
            return 0, 0
        common = max(set(widths), key=lambda width: (widths.count(width), width), default=0)
        return (widths.count(common), common) if common > 1 else (0, 0)

    best = max(DELIMITERS, key=weight)
    if weight(best) == (0, 0):
        raise StatementUnreadable("The file is no CSV: it has no columns.")
    return best


def _header_row(rows: list[tuple[int, list[str]]]) -> int:
    """Return the row that names the columns: the first with a name for the date, unless a row with a date comes first.

    Banks put the account's owner and the like above it.
    """
    for number, row in rows[:LOOKED_AT]:
        if any(plain_name(cell) in NAMES["date"] for cell in row):
            return number
    for at, (_, row) in enumerate(rows[:LOOKED_AT]):
        if any(cell.strip() and date_formats([cell]) for cell in row):
            return rows[at - 1][0] if at and len(rows[at - 1][1]) == len(row) else 0
    return rows[0][0] if rows else 0
