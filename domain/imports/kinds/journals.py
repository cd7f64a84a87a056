"""Journals, opening balances among them: rows with the same reference are one journal."""

import datetime as dt
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from uuid import UUID

from domain.accounting.journal_payload import JournalEntryLine, JournalPost
from domain.auth.permissions import Permission
from domain.core.db import UnitOfWork
from domain.core.errors import DomainError
from domain.core.money import MAX_MINOR
from domain.imports.errors import DebitOrCreditError, DifferentInDocumentError
from domain.imports.kinds.base import Batch, Column, Fault, Work
from domain.imports.kinds.converters import code, date, number, text
from domain.imports.kinds.documents import DocumentKind
from domain.imports.kinds.documents.document import Document, decimal, identity, refused, runs
from domain.org.profile import profile_of
from domain.posting.errors import ControlAccountError, UnknownAccountError, UnknownLocationError
from domain.posting.kinds import JOURNAL_POST

MOST_DIGITS = 4
"""Of any currency: how many one has, posting knows."""
_signed = number(MOST_DIGITS, most=MAX_MINOR // 1000, least=None)
OF_THE_JOURNAL = ("date", "memo", "currency", "rate")
ACCOUNTS = """
SELECT a.code, a.active, EXISTS (
    SELECT FROM acct.account_roles r WHERE r.org_id = a.org_id AND r.account_id = a.id
        AND r.role IN ('inventory', 'stock_in_transit')
) OR EXISTS (SELECT FROM inv.categories c WHERE c.org_id = a.org_id AND c.inventory_account_id = a.id)
FROM acct.chart_of_accounts a WHERE a.org_id = %(org_id)s AND a.code = ANY (%(keys)s)
"""
LOCATIONS = "SELECT l.code, l.id FROM inv.locations l WHERE l.org_id = %(org_id)s AND l.code = ANY (%(keys)s)"

COLUMNS = (
    Column(
        name="reference",
        convert=text(100),
        required=True,
        description="The journal's reference: rows that follow each other with the same one are one journal.",
        example="OPENING-2026",
        aliases=(
            "journal",
            "journal number",
            "entry",
            "entry number",
            "voucher",
            "voucher number",
            "document",
            "document number",
            "poliza",
            "asiento",
            "belegnummer",
            "beleg",
            "pièce",
            "lançamento",
            "number",
        ),
    ),
    Column(
        name="date",
        convert=date(),
        required=True,
        dates=True,
        description="The day it counts to.",
        example="2026-01-01",
        aliases=("journal date", "entry date", "posting date", "fecha", "datum", "buchungsdatum", "data"),
    ),
    Column(
        name="account",
        convert=code(),
        required=True,
        description="The account's code.",
        example="1010",
        aliases=("account code", "account number", "gl account", "cuenta", "konto", "compte", "conta"),
    ),
    Column(
        name="debit",
        convert=_signed,
        numbers=True,
        description="The amount on the debit side; debit or credit.",
        example="1500.00",
        aliases=("dr", "debit amount", "debe", "cargo", "soll", "débit", "débito"),
    ),
    Column(
        name="credit",
        convert=_signed,
        numbers=True,
        description="The amount on the credit side.",
        aliases=("cr", "credit amount", "haber", "abono", "haben", "crédit", "crédito"),
    ),
    Column(
        name="amount",
        convert=_signed,
        numbers=True,
        description="In place of both: a debit where positive, a credit where negative.",
        aliases=("net amount", "importe", "betrag", "montant", "valor"),
    ),
    Column(
        name="location",
        convert=code(),
        description="A location's code.",
        aliases=("store", "branch", "sucursal", "filiale", "magasin", "loja"),
    ),
    Column(
        name="memo",
        convert=text(500),
        description="What the journal is about; its reference unless given. Without `line_memo`, each row's own.",
        example="Opening balances",
        aliases=("journal memo", "narration", "concepto", "buchungstext", "libellé"),
    ),
    Column(
        name="line_memo",
        convert=text(500),
        description="What the line is about.",
        aliases=("line description", "description", "detail", "detalle", "text"),
    ),
    Column(
        name="currency",
        convert=code(),
        description="The currency of the amounts, where it is not the organization's own.",
        aliases=("currency code", "moneda", "währung", "devise", "moeda"),
    ),
    Column(
        name="rate",
        convert=number(10, most=10**9),
        numbers=True,
        description="The organization's currency for one of that; else the last rate known.",
        aliases=("exchange rate", "tipo de cambio", "kurs", "taux"),
    ),
)


class Journals(DocumentKind):
    """Journals as the books of another system had them.

    `options`: `balance_with`, an account's code: what a journal's sides differ by is put there, such as opening
    balances against opening equity.
    """

    name = "journals"
    description = "Journals and opening balances, one row for each line."
    permission = Permission.ACCOUNTING_JOURNALS_POST
    columns = COLUMNS
    key = ("reference",)
    group = ("reference",)
    reference = "reference"
    options = MappingProxyType({"balance_with": "The code of the account for what a journal's sides differ by."})
    paths = MappingProxyType({"location_id": "location", "lines": "debit", "id": "reference"})

    def documents(self, uow: UnitOfWork, work: Work, batch: Batch) -> tuple[list[Document], list[Fault]]:
        """Return a journal for every reference."""
        facts = _Facts(uow, work, batch)
        found: list[Document] = []
        faults: list[Fault] = []
        for rows in runs(batch, self.group):
            told = [fault for at in rows for fault in facts.faults_at(at)] or facts.differing(rows)
            if told:
                wrong = {fault.line for fault in told}
                rest = [batch.lines[at] for at in rows if batch.lines[at] not in wrong]
                faults += told + self._rest(rest)
                continue
            reference = str(batch.column("reference")[rows[0]])
            made = identity(work.ctx.org_id, "journal", reference)
            try:
                content = JOURNAL_POST.canonical(facts.journal(made, rows), digits=facts.digits)
            except DomainError as error:
                faults += refused(batch, rows, error, column_of=self._column_of, group=self.reference)
            else:
                found.append(Document(JOURNAL_POST, made, work.ctx.org_id, content, rows))
        return found, faults


class _Facts:
    """What the journals of a chunk name, and what they say."""

    def __init__(self, uow: UnitOfWork, work: Work, batch: Batch) -> None:
        """Look up accounts and locations."""

        def ask(statement: str, *keys: str | None) -> list[tuple[Any, ...]]:
            given = {"org_id": work.ctx.org_id, "keys": sorted({key for key in keys if key is not None})}
            return uow.driver.execute(statement, given).fetchall()

        self.digits = profile_of(uow, org_id=work.ctx.org_id).digits
        self._balance_with = work.options.get("balance_with")
        self._batch = batch
        self._columns = {column.name: batch.column(column.name) for column in COLUMNS}
        # A file with one column of memos tells of each line, or of the journal on each line: which, it says itself.
        self._memos_of_lines = "line_memo" not in batch.values
        rows = ask(ACCOUNTS, *self._columns["account"], self._balance_with)
        self._accounts = {name: controlled for name, active, controlled in rows if active}
        self._locations: dict[str, UUID] = dict(ask(LOCATIONS, *self._columns["location"]))
        if self._balance_with is not None and self._accounts.get(self._balance_with, True):
            raise UnknownAccountError.at("options.balance_with")

    def faults_at(self, at: int) -> list[Fault]:
        """Return what is wrong with one row by itself."""
        columns, line = self._columns, self._batch.lines[at]
        account, location = columns["account"][at], columns["location"][at]
        found = []
        if account not in self._accounts:
            found.append(Fault.of(line, "account", UnknownAccountError))
        elif self._accounts[account]:
            found.append(Fault.of(line, "account", ControlAccountError))
        if location is not None and location not in self._locations:
            found.append(Fault.of(line, "location", UnknownLocationError))
        if sum(self._is_something(name, at) for name in ("debit", "credit", "amount")) != 1:
            found.append(Fault.of(line, "debit", DebitOrCreditError))
        return found

    def differing(self, rows: list[int]) -> list[Fault]:
        """Return the rows that say something else of the journal as a whole than those before them."""
        found = []
        for name in OF_THE_JOURNAL:
            if name == "memo" and self._memos_of_lines:
                continue
            said: str | None = None
            for at in rows:
                value = self._columns[name][at]
                if value is not None and said is not None and value != said:
                    found.append(Fault.of(self._batch.lines[at], name, DifferentInDocumentError))
                said = said or value
        return found

    def journal(self, journal_id: UUID, rows: list[int]) -> JournalPost:
        """Return one journal."""
        columns = self._columns
        head = {
            name: next((columns[name][at] for at in rows if columns[name][at] is not None), None)
            for name in OF_THE_JOURNAL
        }
        lines = [self._line(at, memo=columns["memo"][at] if self._memos_differ(rows) else None) for at in rows]
        difference = Decimal(sum(line.debit or 0 for line in lines) - sum(line.credit or 0 for line in lines))
        if difference and self._balance_with is not None:
            debit, credit = (None, difference) if difference > 0 else (-difference, None)
            lines.append(JournalEntryLine(account=self._balance_with, debit=debit, credit=credit))
        return JournalPost(
            id=journal_id,
            date=dt.date.fromisoformat(head["date"] or ""),
            memo=head["memo"] or str(columns["reference"][rows[0]]),
            currency=head["currency"],
            rate=None if head["rate"] is None else decimal(head["rate"]),
            lines=lines,
        )

    def _memos_differ(self, rows: list[int]) -> bool:
        memos = self._columns["memo"]
        return self._memos_of_lines and len({memos[at] for at in rows} - {None}) > 1

    def _line(self, at: int, *, memo: str | None) -> JournalEntryLine:
        columns = self._columns
        name = next(name for name in ("debit", "credit", "amount") if self._is_something(name, at))
        value = decimal(columns[name][at] or "0")
        # An amount below zero stands on the other side.
        debit = (value > 0) == (name != "credit")
        location = columns["location"][at]
        return JournalEntryLine(
            account=str(columns["account"][at]),
            debit=abs(value) if debit else None,
            credit=None if debit else abs(value),
            location_id=None if location is None else self._locations[location],
            memo=memo or columns["line_memo"][at],
        )

    def _is_something(self, name: str, at: int) -> bool:
        """Say whether there is an amount; a zero beside the other side is none."""
        return decimal(self._columns[name][at] or "0") != 0


JOURNALS = Journals()
