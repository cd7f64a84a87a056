"""From the rows of a chunk to lines of statements, each of a bank account; what they lack is told of their rows."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from domain.banking.errors import StatementOfAnotherAccount
from domain.banking.fingerprints import Key, key_of
from domain.banking.formats import ReadLine, StatementFormat
from domain.banking.formats.statement import clean
from domain.banking.service import KnownAccount
from domain.core.errors import DomainError
from domain.imports.errors import ManyOfThemError, MissingError, UnknownBankAccountError
from domain.imports.kinds.bank_statement.columns import COLUMNS, MORE_TEXTS
from domain.imports.kinds.base import Batch, Fault

AMOUNTS = ("amount", "debit", "credit")
SURE_CHARS = 8
"""A shorter part of an account's number could be that of another."""


@dataclass(frozen=True, slots=True)
class Told:
    """One line with its place in the batch, and what its row says of the whole statement."""

    at: int
    line: ReadLine
    key: Key
    reference: str | None
    opening: int | None
    closing: int | None


class Lines:
    """The lines of a chunk by bank account, and the faults of the rows that are none."""

    def __init__(self, batch: Batch, accounts: Sequence[KnownAccount], *, chosen: KnownAccount | None) -> None:
        """`chosen`: the account that all rows must be of."""
        self._accounts, self._chosen = accounts, chosen
        self._columns = {column.name: batch.column(column.name) for column in COLUMNS}
        self._named: dict[str | None, KnownAccount | DomainError] = {}
        self.faults: list[Fault] = []
        self.by_account: dict[KnownAccount, list[Told]] = {}
        self.empty: set[int] = set()
        """Rows without a day and an amount, such as a total below the lines: they tell nothing."""
        for at, line in enumerate(batch.lines):
            if not self._cell("date", at) and not any(self._cell(name, at) for name in AMOUNTS):
                self.empty.add(at)
                continue
            account = self._account(self._cell("bank_account", at))
            wrong = self._wrong(at, account)
            if wrong or isinstance(account, DomainError):
                self.faults += [Fault.of(line, column, error) for column, error in wrong]
            else:
                self.by_account.setdefault(account, []).append(self._told(at))

    def _wrong(self, at: int, account: KnownAccount | DomainError) -> list[tuple[str, DomainError]]:
        wrong: list[tuple[str, DomainError]] = []
        if not self._cell("date", at):
            wrong.append(("date", MissingError()))
        if not any(self._cell(name, at) for name in AMOUNTS):
            wrong.append(("amount", MissingError()))
        currency = self._cell("currency", at)
        if isinstance(account, DomainError):
            wrong.append(("bank_account", account))
        elif currency is not None and currency.upper() != account.currency:
            told = f"The line is in {currency[:10]}, the bank account in {account.currency}."
            wrong.append(("currency", StatementOfAnotherAccount(told)))
        return wrong

    def _account(self, named: str | None) -> KnownAccount | DomainError:
        if named not in self._named:
            self._named[named] = self._look_up(named)
        return self._named[named]

    def _look_up(self, named: str | None) -> KnownAccount | DomainError:
        if self._chosen is not None:
            same = named is None or self._chosen.is_called(named) or self._chosen.may_be(named)
            return self._chosen if same else StatementOfAnotherAccount(f"It is of {(named or '')[:40]}.")
        if named is None:
            return MissingError("Name the bank account: by the option bank_account, or in a column.")
        found = [one for one in self._accounts if one.is_called(named)]
        if not found and len(named) >= SURE_CHARS:
            found = [one for one in self._accounts if (one.iban or one.number) and one.may_be(named)]
        if len(found) == 1:
            return found[0]
        return ManyOfThemError() if found else UnknownBankAccountError()

    def _told(self, at: int) -> Told:
        day, value_date, ofx_id = (self._cell(name, at) for name in ("date", "value_date", "ofx_id"))
        assert day is not None
        line = ReadLine(
            date=dt.date.fromisoformat(day),
            value_date=dt.date.fromisoformat(value_date) if value_date else None,
            amount=self._amount_of(at),
            text=clean(" ".join(filter(None, (self._cell(name, at) for name in ("text", *MORE_TEXTS))))),
            counterparty=self._cell("counterparty", at),
            reference=self._cell("reference", at),
            bank_id=ofx_id or self._cell("bank_id", at),
            balance=self._minor("balance", at),
        )
        return Told(
            at,
            line,
            key_of(line, StatementFormat.OFX if ofx_id else StatementFormat.CSV),
            self._cell("statement", at),
            self._minor("opening_balance", at),
            self._minor("closing_balance", at),
        )

    def _amount_of(self, at: int) -> int:
        """Return the amount; a debit is written with a minus by some banks, and without by others."""
        amount = self._minor("amount", at)
        if amount is not None:
            return amount
        return abs(self._minor("credit", at) or 0) - abs(self._minor("debit", at) or 0)

    def _minor(self, name: str, at: int) -> int | None:
        value = self._cell(name, at)
        return None if value is None else int(value)

    def _cell(self, name: str, at: int) -> str | None:
        return self._columns[name][at]
