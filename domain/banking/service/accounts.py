"""Bank accounts: made, read, changed, taken away."""

from collections.abc import Sequence
from uuid import UUID

from pydantic import BaseModel

from domain.accounting.errors import WrongAccountType
from domain.accounting.schemas import AccountType
from domain.accounting.service import account_codes, account_ids
from domain.banking.errors import BankAccountFixed, CurrencyOfTheOrganization, NotABankAccount
from domain.banking.models import BankAccount
from domain.banking.repository import BankAccountRepository, EntryRepository
from domain.banking.schemas import BankAccountCreate, BankAccountPatch, BankAccountView, CsvMapping
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.org.master_data import MasterData, Values
from domain.org.profile import profile_of

SHORTEST_NUMBER = 4


def _values(uow: UnitOfWork, ctx: OrgContext, given: Values, row: BankAccount | None) -> Values:
    """Return the input as columns.

    **Raises** `CurrencyOfTheOrganization`, `UnknownAccount`, `ControlAccount`, `NotABankAccount`, `BankAccountFixed`.
    """
    values = {name: value for name, value in given.items() if name not in {"account", "currency"}}
    if row is None:
        own = profile_of(uow, org_id=ctx.org_id).currency
        if given["currency"] not in {None, own}:
            raise CurrencyOfTheOrganization.at("currency", f"It is {own}.")
        values["currency"] = own
    if "account" in given:
        values["account_id"] = _account_id(uow, ctx, given["account"])
        moved = row is not None and row.account_id != values["account_id"]
        if row is not None and moved and BankAccountRepository(uow, ctx.org_id).has_statements(row.id):
            raise BankAccountFixed.at("account")
    if isinstance(values.get("mapping"), BaseModel):
        values["mapping"] = values["mapping"].model_dump(mode="json")
    return values


def _account_id(uow: UnitOfWork, ctx: OrgContext, code: str) -> UUID:
    for account_type in (AccountType.ASSET, AccountType.LIABILITY):
        try:
            found = account_ids(uow, org_id=ctx.org_id, codes={"account": code}, types={"account": account_type})
        except WrongAccountType:
            continue
        return found["account"]
    raise NotABankAccount.at("account")


def _is_used(uow: UnitOfWork, ctx: OrgContext, row: BankAccount) -> bool:
    return BankAccountRepository(uow, ctx.org_id).has_statements(row.id)


def _views(uow: UnitOfWork, ctx: OrgContext, rows: Sequence[BankAccount]) -> list[BankAccountView]:
    codes = account_codes(uow, org_id=ctx.org_id, ids={row.account_id for row in rows})
    return [
        BankAccountView(
            id=row.id,
            name=row.name,
            account=codes[row.account_id],
            currency=row.currency,
            iban=row.iban,
            number=row.number,
            starts_on=row.starts_on,
            mapping=None if row.mapping is None else CsvMapping.model_validate(row.mapping),
            active=row.active,
            version=row.version,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )
        for row in rows
    ]


BANK_ACCOUNTS = MasterData(
    name="bank_account", rows=BankAccountRepository, views=_views, is_used=_is_used, values=_values
)


def create_bank_account(uow: UnitOfWork, ctx: OrgContext, *, given: BankAccountCreate) -> tuple[BankAccountView, bool]:
    """Add a bank account, and note what the ledger has on its account already; say whether it is new.

    **Raises** what `BANK_ACCOUNTS.create` raises.
    """
    entries = EntryRepository(uow, ctx.org_id)
    _catch_up(uow, ctx, entries)
    view, is_new = BANK_ACCOUNTS.create(uow, ctx, given=given)
    if is_new:
        _note(uow, ctx, entries, view.id)
    return view, is_new


def update_bank_account(
    uow: UnitOfWork, ctx: OrgContext, *, bank_account_id: UUID, patch: BankAccountPatch, expected: int | None
) -> BankAccountView:
    """Change a bank account. **Raises** what `BANK_ACCOUNTS.update` raises."""
    entries = EntryRepository(uow, ctx.org_id)
    # The account first, its entries then: as a statement that comes in.
    BankAccountRepository(uow, ctx.org_id).get_for_update(bank_account_id, expected=expected)
    if "account" in patch.model_fields_set:
        _catch_up(uow, ctx, entries)
    view = BANK_ACCOUNTS.update(uow, ctx, row_id=bank_account_id, patch=patch, expected=expected)
    if "account" in patch.model_fields_set:
        _note(uow, ctx, entries, view.id)
    return view


def delete_bank_account(uow: UnitOfWork, ctx: OrgContext, *, bank_account_id: UUID, expected: int | None) -> None:
    """Delete a bank account without statements, else deactivate it. **Raises** what `BANK_ACCOUNTS.delete` raises."""
    entries = EntryRepository(uow, ctx.org_id)
    BankAccountRepository(uow, ctx.org_id).get_for_update(bank_account_id, expected=expected)
    entries.lock()
    BANK_ACCOUNTS.delete(uow, ctx, row_id=bank_account_id, expected=expected)
    if BankAccountRepository(uow, ctx.org_id).find(bank_account_id) is None:
        entries.forget(bank_account_id)


def check_bank_account(uow: UnitOfWork, *, org_id: UUID, bank_account_id: UUID) -> None:
    """See that there is such a bank account. **Raises** `NotFoundError`."""
    BankAccountRepository(uow, org_id).get(bank_account_id)


def is_named(named: str, *, iban: str | None, number: str | None) -> bool:
    """Say whether a file's account is this one: banks write it as IBAN, as number, or with their own code before it."""
    ours = ["".join(one for one in own if one.isalnum()).upper() for own in (iban, number) if own]
    if not ours:
        return True
    parts = [named, *named.replace("/", " ").split()]
    theirs = {"".join(one for one in part if one.isalnum()).upper().lstrip("0") for part in parts}
    return any(
        one and (own.endswith(one) or one.endswith(own.lstrip("0"))) and len(one) >= SHORTEST_NUMBER
        for own in ours
        for one in theirs
    )


def _catch_up(uow: UnitOfWork, ctx: OrgContext, entries: EntryRepository) -> None:
    """Bring the marks up to date, under the lock: before them nothing is missing of any account."""
    entries.lock()
    if not BankAccountRepository(uow, ctx.org_id).any():
        entries.mark_all()
    while entries.gather():
        pass


def _note(uow: UnitOfWork, ctx: OrgContext, entries: EntryRepository, bank_account_id: UUID) -> None:
    entries.note_all(bank_account_id, BankAccountRepository(uow, ctx.org_id).get(bank_account_id).account_id)
