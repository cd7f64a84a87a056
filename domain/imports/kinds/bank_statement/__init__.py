"""Bank statements: the lines, and what recognises them, are those of a statement handed in at its bank account."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from domain.auth.permissions import Permission
from domain.banking.fingerprints import fingerprint, names_one
from domain.banking.formats import StatementFormat
from domain.banking.formats.csv_columns import suggested_columns
from domain.banking.running import Running
from domain.banking.service import (
    KnownAccount,
    StatementFile,
    StatementRows,
    gather_entries,
    known_accounts,
)
from domain.core.base_repository import UnknownReference
from domain.core.db import UnitOfWork
from domain.imports.errors import AlreadyThereError, ManyOfThemError, NotThereError
from domain.imports.kinds.bank_statement.columns import COLUMNS
from domain.imports.kinds.bank_statement.lines import Lines, Told
from domain.imports.kinds.bank_statement.mappings import heading_mapping, kept_mapping
from domain.imports.kinds.base import Batch, Fault, KnownReading, Policy, SetKind, Settled, Verdict, Work
from domain.imports.kinds.documents.document import whole_groups
from domain.imports.models import Import
from domain.imports.reading import STATEMENTS
from domain.imports.repository import Imports

OPTION = "bank_account"
FORMATS = frozenset(form.value for form in STATEMENTS)


class BankStatement(SetKind):
    """Statements of banks: as tables by rows, or in the formats that banks have agreed on.

    A line is told from others as `domain.banking.fingerprints` says, so that it is the same line whichever way it
    comes. Days are taken whole: which of two equal lines of a day it is, only the whole day says.
    """

    name = "bank_statement"
    description = "Statements of banks, one row for each line: those that no statement has told are new."
    permission = Permission.ACCOUNTING_BANK_WRITE
    columns = COLUMNS
    key = ("bank_account", "date", "amount", "text")
    group = ("date",)
    options = MappingProxyType(
        {OPTION: "The bank account by its name, IBAN, number or account's code, where no column names it."}
    )
    reads_statements = True

    def keys(self, batch: Batch) -> list[tuple[int, str, str]]:  # noqa: ARG002 - a protocol's method
        """Return nothing: lines of a statement may say the same."""
        return []

    def suggests(self, heading: Sequence[str]) -> Mapping[str, str]:
        """Return the columns as they are recognised for a file that is handed in at its bank account."""
        found = suggested_columns(heading)
        return found | ({"debit": "", "credit": ""} if "amount" in found else {})

    def known_reading(self, uow: UnitOfWork, work: Work, heading: Sequence[str]) -> KnownReading | None:
        """Return how the bank account keeps that its files are read, where that fits this one."""
        chosen = _chosen(work, known_accounts(uow, org_id=work.ctx.org_id))
        if chosen is None or chosen.mapping is None:
            return None
        return heading_mapping(self, chosen.mapping, heading)

    def process(self, uow: UnitOfWork, work: Work, batch: Batch) -> Verdict:
        """Check the lines of a chunk, and keep those that are new, an account after the other."""
        row = Imports(uow, work.ctx.org_id).get(work.import_id)
        accounts = known_accounts(uow, org_id=work.ctx.org_id)
        chosen = _chosen(work, accounts)
        lines = Lines(batch, accounts, chosen=chosen)
        # What is of no account, or of another, is no part of the days of this one.
        lacking = [fault for fault in lines.faults if fault.column in {"date", "amount"}]
        faults = lines.faults + whole_groups(batch, self.group, lacking)
        wrong = {fault.line for fault in faults}
        verdict = Verdict(faults=faults, unchanged=len(lines.empty))
        for account in sorted(lines.by_account, key=lambda one: one.id):
            told = [one for one in lines.by_account[account] if batch.lines[one.at] not in wrong]
            if told:
                self._take(uow, work, batch, row, account, told, verdict)
        return verdict

    def settle(self, uow: UnitOfWork, work: Work) -> Settled:
        """Note what the statements came to, and look what the ledger has of their accounts meanwhile."""
        row = Imports(uow, work.ctx.org_id).get(work.import_id)
        told: dict[str, dict[str, object]] = work.state.get("accounts", {})
        whole = row.rows_done == row.rows_total and not row.rows_rejected
        accounts = {str(one.id): one for one in known_accounts(uow, org_id=work.ctx.org_id)}
        for name in sorted(told):
            rows = _rows(uow, work, row, accounts[name], lock=True)
            rows.end(Running.of(told[name]), whole=whole)
            mapping = kept_mapping(row) if len(told) == 1 else None
            if mapping is not None:
                rows.keep_mapping(mapping, said=bool(row.given.get("mapping")))
        if told:
            gather_entries(uow, org_id=work.ctx.org_id)
        return Settled()

    def _take(  # noqa: PLR0917 - the parts of one decision
        self,
        uow: UnitOfWork,
        work: Work,
        batch: Batch,
        row: Import,
        account: KnownAccount,
        told: list[Told],
        verdict: Verdict,
    ) -> None:
        rows = _rows(uow, work, row, account, lock=work.apply)
        fingerprints = _fingerprints(uow, work, batch, account, told)
        before = rows.told_before({one for one in fingerprints if one is not None})
        state = work.state.setdefault("accounts", {}) if work.apply else {}
        running = Running.of(state.get(str(account.id)))
        new = []
        for one, known in zip(told, fingerprints, strict=True):
            is_new = known is not None and known not in before
            if is_new and work.policy is Policy.UPDATE_ONLY:
                verdict.faults.append(Fault.of(batch.lines[one.at], "date", NotThereError))
            elif not is_new and work.policy is Policy.CREATE_ONLY:
                verdict.faults.append(Fault.of(batch.lines[one.at], "date", AlreadyThereError))
            else:
                running.add(one.line, reference=one.reference, opening=one.opening, closing=one.closing)
                verdict.new += is_new
                verdict.unchanged += not is_new
                if known is not None and is_new:
                    new.append((running.rows, one.line, known))
        if work.apply and running.rows:
            rows.add(new, running)
            state[str(account.id)] = running.kept()


def _chosen(work: Work, accounts: Sequence[KnownAccount]) -> KnownAccount | None:
    """Return the bank account that the option names. **Raises** `UnknownReference`, `ManyOfThemError`."""
    name = str(work.options.get(OPTION) or "").strip()
    if not name:
        return None
    found = [one for one in accounts if one.is_called(name)]
    if not found:
        raise UnknownReference.at(f"options.{OPTION}")
    if len(found) > 1:
        raise ManyOfThemError.at(f"options.{OPTION}")
    return found[0]


def _rows(uow: UnitOfWork, work: Work, row: Import, account: KnownAccount, *, lock: bool) -> StatementRows:
    form = (row.shape or {}).get("format")
    file = StatementFile(
        sha256=bytes.fromhex(row.sha256),
        form=StatementFormat(form) if form in FORMATS else StatementFormat.CSV,
        name=row.file_name,
    )
    return StatementRows(uow, work.ctx, bank_account_id=account.id, file=file, lock=lock)


def _fingerprints(
    uow: UnitOfWork, work: Work, batch: Batch, account: KnownAccount, told: Sequence[Told]
) -> list[str | None]:
    """Return what each line is recognised by, whatever chunk it is in; None for one that the file told before."""
    names = {one.key: hashlib.sha256(f"{account.id} {fingerprint(one.key, 0)}".encode()).hexdigest() for one in told}
    times = Counter(one.key for one in told)
    first = {one.key: batch.lines[one.at] for one in reversed(told)}
    counted = [(names[key], first[key], times[key]) for key in times]
    before = Imports(uow, work.ctx.org_id).count_keys(work.import_id, counted)
    numbers = Counter({key: before[names[key]] for key in times})
    found: list[str | None] = []
    for one in told:
        numbers[one.key] += 1
        again = names_one(one.key) and numbers[one.key] > 1
        found.append(None if again else fingerprint(one.key, numbers[one.key]))
    return found


BANK_STATEMENT = BankStatement()
