"""Statements that come in a few rows at a time: their lines are recognised as those of a file read at once."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from domain.accounting.service import account_codes
from domain.banking.formats.statement import ReadLine
from domain.banking.models import BankStatement
from domain.banking.repository import BankAccountRepository, LineRepository, StatementRepository
from domain.banking.running import Running
from domain.banking.schemas import CsvMapping, StatementFormat
from domain.banking.service.accounts import is_named
from domain.banking.service.statements import keep_mapping, line_values, statement_view
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.ids import new_id
from domain.org.changes import record_change

NumberedLine = tuple[int, ReadLine, str]
"""A line, its number in the statement, and its fingerprint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAccount:
    """A bank account by all that it is called."""

    id: UUID
    name: str
    code: str
    iban: str | None
    number: str | None
    currency: str
    mapping: CsvMapping | None = field(compare=False)

    def is_called(self, name: str) -> bool:
        """Say whether this is its name, its account's code, its IBAN, its number or its id."""
        plain = _plain(name)
        return (
            name in {self.code, str(self.id)}
            or name.casefold() == self.name.casefold()
            or any(own is not None and _plain(own) == plain for own in (self.iban, self.number))
        )

    def may_be(self, named: str) -> bool:
        """Say whether a bank may call it so; one of which neither IBAN nor number is known may be any."""
        return is_named(named, iban=self.iban, number=self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementFile:
    """The file that rows come from; `sha256` is that of its bytes."""

    sha256: bytes
    form: StatementFormat
    name: str | None


def known_accounts(uow: UnitOfWork, *, org_id: UUID) -> list[KnownAccount]:
    """Return the bank accounts of an organization."""
    rows = BankAccountRepository(uow, org_id).every()
    codes = account_codes(uow, org_id=org_id, ids={row.account_id for row in rows})
    return [
        KnownAccount(
            id=row.id,
            name=row.name,
            code=codes[row.account_id],
            iban=row.iban,
            number=row.number,
            currency=row.currency,
            mapping=None if row.mapping is None else CsvMapping.model_validate(row.mapping),
        )
        for row in rows
    ]


class StatementRows:
    """What one bank account is told by a file that comes in rows.

    Until all of it is through, its statement is known by a hash of its own: only then are the same bytes, whichever way
    they come, the same statement.
    """

    def __init__(
        self, uow: UnitOfWork, ctx: OrgContext, *, bank_account_id: UUID, file: StatementFile, lock: bool
    ) -> None:
        """`lock`: nobody else adds to this account until the end of the transaction. **Raises** `NotFoundError`."""
        self._uow, self._ctx, self._file = uow, ctx, file
        accounts = BankAccountRepository(uow, ctx.org_id)
        self._account = (
            accounts.get_for_update(bank_account_id, expected=None) if lock else accounts.get(bank_account_id)
        )
        self._statements = StatementRepository(uow, ctx.org_id)
        self._lines = LineRepository(uow, ctx.org_id)
        self._unfinished = hashlib.sha256(b"rows of " + file.sha256).digest()
        self.is_read = self._statements.with_hash(self._account.id, file.sha256) is not None
        """Whether the whole file was read before."""

    def told_before(self, fingerprints: Collection[str]) -> set[str]:
        """Return which of these lines the account has."""
        return set(fingerprints) if self.is_read else self._lines.known(self._account.id, fingerprints)

    def add(self, lines: Sequence[NumberedLine], running: Running) -> None:
        """Keep lines that no statement has told; `running`: the statement with them. Nothing of one that was read."""
        if self.is_read:
            return
        statement, is_new = self._statement()
        self._note(statement, running, lines=statement.lines + len(lines))
        self._lines.add_all([line_values(statement, at, line, key) for at, line, key in lines])
        if is_new:
            after = statement_view(self._uow, self._ctx, statement)
            record_change(self._uow, self._ctx, action="bank_statement.create", subject_id=statement.id, after=after)

    def end(self, running: Running, *, whole: bool) -> None:
        """Note what the statement came to; `whole`: no row of the file is left out."""
        statement = None if self.is_read else self._statements.with_hash(self._account.id, self._unfinished)
        if statement is None:
            return
        before = statement_view(self._uow, self._ctx, statement)
        statement.opening, statement.closing = running.balances(whole=whole)
        if whole:
            statement.content_hash = self._file.sha256
        self._note(statement, running, lines=statement.lines)
        after = statement_view(self._uow, self._ctx, statement)
        if after != before:
            record_change(
                self._uow,
                self._ctx,
                action="bank_statement.update",
                subject_id=statement.id,
                before=before,
                after=after,
            )

    def keep_mapping(self, mapping: CsvMapping, *, said: bool) -> None:
        """Keep how the bank's files are read, where nobody has said so yet, or where it is `said` now."""
        if said or self._account.mapping is None:
            self._account = keep_mapping(self._uow, self._ctx, self._account, mapping)

    def _statement(self) -> tuple[BankStatement, bool]:
        found = self._statements.with_hash(self._account.id, self._unfinished)
        if found is not None:
            return found, False
        values = {
            "id": new_id(),
            "bank_account_id": self._account.id,
            "content_hash": self._unfinished,
            "format": self._file.form.value,
            "file_name": (self._file.name or "")[:200] or None,
            "lines": 0,
            "recognised": 0,
            "moved": 0,
        }
        return self._statements.add(values), True

    def _note(self, statement: BankStatement, running: Running, *, lines: int) -> None:
        statement.first_date, statement.last_date = running.days()
        statement.reference = running.reference
        statement.lines = lines
        statement.recognised = max(0, running.rows - lines)
        statement.moved = running.moved
        self._uow.session.flush()


def _plain(name: str) -> str:
    return "".join(one for one in name if one.isalnum()).upper()
