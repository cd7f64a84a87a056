"""Statements: read, recognised, kept; the same file twice is one, and no line of the bank is kept twice."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.banking.errors import (
    MappingNeeded,
    StatementDoesNotAddUp,
    StatementOfAnotherAccount,
    StatementTooLarge,
    StatementUnreadable,
)
from domain.banking.fingerprints import fingerprints
from domain.banking.formats import ReadFile, ReadLine, check_sums, read_file, recognise
from domain.banking.formats.csv_columns import open_table
from domain.banking.line_schemas import PreviewLine, StatementPreview
from domain.banking.models import BankAccount, BankStatement
from domain.banking.repository import BankAccountRepository, LineRepository, StatementRepository
from domain.banking.schemas import CsvMapping, StatementFormat, StatementView
from domain.banking.service.accounts import BANK_ACCOUNTS, is_named
from domain.banking.service.entries import gather_entries
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.errors import DomainError, NotFoundError
from domain.core.ids import new_id
from domain.core.money import text_of
from domain.core.paging import PageRequest
from domain.core.schemas import Page
from domain.core.settings import settings
from domain.org.changes import record_change
from domain.org.profile import profile_of

SHOWN = 20
"""Lines and rows that a preview shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as it came, and what the client says of it."""

    raw: bytes
    file_name: str | None = None
    form: StatementFormat | None = None
    mapping: CsvMapping | None = None


def import_statement(
    uow: UnitOfWork, ctx: OrgContext, *, bank_account_id: UUID, upload: Upload
) -> tuple[StatementView, bool]:
    """Keep a statement and those of its lines that no other has told; say whether it is new.

    The same bytes again are the same statement. Either all of it is kept, or nothing.

    **Raises** `NotFoundError`, `StatementTooLarge`, `StatementUnreadable`, `MappingNeeded`,
    `StatementOfAnotherAccount`, `StatementDoesNotAddUp`.
    """
    accounts = BankAccountRepository(uow, ctx.org_id)
    account = accounts.get_for_update(bank_account_id, expected=None)
    content_hash = hashlib.sha256(upload.raw).digest()
    statements = StatementRepository(uow, ctx.org_id)
    known = statements.with_hash(account.id, content_hash)
    if known is not None:
        return statement_view(uow, ctx, known), False
    digits = profile_of(uow, org_id=ctx.org_id).digits
    file = _read(upload, account, digits)
    _check(file, account, digits)
    row = _keep(uow, ctx, account, file, upload, content_hash)
    if file.mapping is not None:
        keep_mapping(uow, ctx, account, file.mapping)
    view = statement_view(uow, ctx, row)
    record_change(uow, ctx, action="bank_statement.create", subject_id=view.id, after=view)
    gather_entries(uow, org_id=ctx.org_id)
    return view, True


def preview_statement(uow: UnitOfWork, ctx: OrgContext, *, bank_account_id: UUID, upload: Upload) -> StatementPreview:
    """Return what a file would be read as, and what its columns' names suggest; nothing is kept.

    **Raises** `NotFoundError`, `StatementTooLarge`, `StatementUnreadable`, `StatementOfAnotherAccount`.
    """
    account = BankAccountRepository(uow, ctx.org_id).get(bank_account_id)
    digits = profile_of(uow, org_id=ctx.org_id).digits
    problem, file = None, None
    try:
        file = _read(upload, account, digits, unfit=(MappingNeeded, StatementUnreadable))
        _check(file, account, digits)
    except MappingNeeded as error:
        problem = "; ".join(f"{one.path}: {one.message}" for one in error.errors) or error.detail
    except StatementDoesNotAddUp as error:
        problem = error.detail
    table = file.table if file else open_table(upload.raw, upload.mapping, most=settings().max_statement_lines)
    read = file.statement if file else None
    lines = read.lines if read else []
    told_before = LineRepository(uow, ctx.org_id).known(
        account.id, set(fingerprints(lines, file.format if file else StatementFormat.CSV))
    )

    def told(amount: int | None) -> str | None:
        return None if amount is None else text_of(amount, digits)

    return StatementPreview(
        format=file.format if file else StatementFormat.CSV,
        encoding=table.encoding if table else None,
        delimiter=table.delimiter if table else None,
        columns=table.header if table else [],
        rows=[row for _, row in table.rows[:SHOWN]] if table else [],
        mapping=file.mapping if file else upload.mapping,
        account=read.account if read else None,
        opening_balance=told(read.opening) if read else None,
        closing_balance=told(read.closing) if read else None,
        lines=[_preview(line, digits) for line in lines[:SHOWN]],
        total_lines=len(lines),
        recognised=len(told_before),
        problem=problem,
    )


def list_statements(
    uow: UnitOfWork, ctx: OrgContext, *, bank_account_id: UUID, paging: PageRequest
) -> Page[StatementView]:
    """Return one page of an account's statements, the last one read first. **Raises** `NotFoundError`."""
    BankAccountRepository(uow, ctx.org_id).get(bank_account_id)
    statements = StatementRepository(uow, ctx.org_id)
    found = statements.page(paging, statements.column("bank_account_id") == bank_account_id)
    return Page(items=[statement_view(uow, ctx, row) for row in found.rows], next_cursor=found.next_cursor)


def get_statement(uow: UnitOfWork, ctx: OrgContext, *, bank_account_id: UUID, statement_id: UUID) -> StatementView:
    """Return one statement. **Raises** `NotFoundError`."""
    row = StatementRepository(uow, ctx.org_id).get(statement_id)
    if row.bank_account_id != bank_account_id:
        raise NotFoundError
    return statement_view(uow, ctx, row)


def gap_before(row: BankStatement, others: Sequence[BankStatement]) -> tuple[BankStatement, int] | None:
    """Return the statement before this one, and by how much this one's opening balance differs from its end.

    None where one of them does not tell, where nothing is before it, and where the two overlap: then what they share
    was recognised, and tells nothing of a gap.
    """
    if row.opening is None or row.first_date is None or row.recognised:
        return None
    before = [
        other
        for other in others
        if other.id != row.id
        and other.last_date is not None
        and other.last_date <= row.first_date
        and (other.first_date, other.last_date) < (row.first_date, row.last_date or row.first_date)
    ]
    previous = max(before, key=lambda other: (other.last_date, other.first_date, other.imported_at), default=None)
    if previous is None or previous.closing is None:
        return None
    return previous, row.opening - previous.closing


def keep_mapping(uow: UnitOfWork, ctx: OrgContext, account: BankAccount, mapping: CsvMapping) -> BankAccount:
    """Keep what the columns of the bank's files mean, on its account, which is locked."""
    values = mapping.model_dump(mode="json")
    if account.mapping == values:
        return account
    before = BANK_ACCOUNTS.views(uow, ctx, [account])[0]
    account, _ = BankAccountRepository(uow, ctx.org_id).update(account, {"mapping": values})
    after = BANK_ACCOUNTS.views(uow, ctx, [account])[0]
    record_change(uow, ctx, action="bank_account.update", subject_id=account.id, before=before, after=after)
    return account


def _read(
    upload: Upload, account: BankAccount, digits: int, *, unfit: tuple[type[DomainError], ...] = (MappingNeeded,)
) -> ReadFile:
    """Read a file by the mapping that came with it, else by the one that is kept, unless that is `unfit` for it.

    A bank that has changed its columns: what was kept does not fit any more, what the new names suggest may.
    """
    limits = settings()
    if len(upload.raw) > limits.max_statement_bytes:
        raise StatementTooLarge(f"At most {limits.max_statement_bytes} bytes.")
    form = upload.form or recognise(upload.raw)
    kept = None if account.mapping is None else CsvMapping.model_validate(account.mapping)
    mapping = upload.mapping or kept
    most = limits.max_statement_lines
    try:
        return read_file(upload.raw, form=form, digits=digits, mapping=mapping, most=most)
    except unfit:
        if upload.mapping is not None or kept is None:
            raise
    return read_file(upload.raw, form=form, digits=digits, mapping=None, most=most)


def _check(file: ReadFile, account: BankAccount, digits: int) -> None:
    read = file.statement
    if read.currency is not None and read.currency != account.currency:
        raise StatementOfAnotherAccount(f"The statement is in {read.currency}, the account in {account.currency}.")
    if read.account is not None and not is_named(read.account, iban=account.iban, number=account.number):
        raise StatementOfAnotherAccount(f"It is the statement of {read.account[:40]}.")
    check_sums(read, digits)


def _keep(  # noqa: PLR0917 - what one statement is made of
    uow: UnitOfWork, ctx: OrgContext, account: BankAccount, file: ReadFile, upload: Upload, content_hash: bytes
) -> BankStatement:
    read = file.statement
    keys = fingerprints(read.lines, file.format)
    lines = LineRepository(uow, ctx.org_id)
    seen = lines.known(account.id, set(keys))
    new: dict[str, tuple[int, ReadLine]] = {}
    for at, (fingerprint, line) in enumerate(zip(keys, read.lines, strict=True), start=1):
        if fingerprint not in seen:
            new.setdefault(fingerprint, (at, line))
    days = [line.date for line in read.lines]
    statement = StatementRepository(uow, ctx.org_id).add(
        {
            "id": new_id(),
            "bank_account_id": account.id,
            "content_hash": content_hash,
            "format": file.format.value,
            "file_name": (upload.file_name or "")[:200] or None,
            "reference": read.reference,
            "first_date": min(days, default=None),
            "last_date": max(days, default=None),
            "opening": read.opening,
            "closing": read.closing,
            "lines": len(new),
            "recognised": len(read.lines) - len(new),
            "moved": sum(line.amount for line in read.lines),
        }
    )
    lines.add_all([line_values(statement, at, line, key) for key, (at, line) in new.items()])
    return statement


def line_values(statement: BankStatement, at: int, line: ReadLine, fingerprint: str) -> dict[str, Any]:
    """Return a new line of a statement as columns; `at`: its number there, from 1."""
    return {
        "id": new_id(),
        "bank_account_id": statement.bank_account_id,
        "statement_id": statement.id,
        "line_no": at,
        "date": line.date,
        "value_date": line.value_date,
        "amount": line.amount,
        "text": line.text,
        "counterparty": line.counterparty,
        "reference": line.reference,
        "bank_id": line.bank_id,
        "fingerprint": fingerprint,
    }


def statement_view(uow: UnitOfWork, ctx: OrgContext, row: BankStatement) -> StatementView:
    """Return a statement as it is read."""
    digits = profile_of(uow, org_id=ctx.org_id).digits
    gap = gap_before(row, StatementRepository(uow, ctx.org_id).of_account(row.bank_account_id))

    def told(amount: int | None) -> str | None:
        return None if amount is None else text_of(amount, digits)

    return StatementView(
        id=row.id,
        bank_account_id=row.bank_account_id,
        format=StatementFormat(row.format),
        file_name=row.file_name,
        reference=row.reference,
        first_date=row.first_date,
        last_date=row.last_date,
        opening_balance=told(row.opening),
        closing_balance=told(row.closing),
        lines=row.lines,
        recognised=row.recognised,
        gap=None if gap is None else told(gap[1]),
        imported_at=row.imported_at,
    )


def _preview(line: ReadLine, digits: int) -> PreviewLine:
    return PreviewLine(
        date=line.date,
        value_date=line.value_date,
        amount=text_of(line.amount, digits),
        text=line.text,
        counterparty=line.counterparty,
        reference=line.reference,
    )
