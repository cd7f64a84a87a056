"""The chart of accounts: made, read, changed, taken away."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, false

from domain.accounting.errors import (
    AccountCycle,
    ControlAccount,
    UnknownAccount,
    WrongAccountType,
)
from domain.accounting.models import Account
from domain.accounting.repository import AccountRepository, RoleRepository
from domain.accounting.schemas import AccountCreate, AccountPatch, AccountType, AccountView, CashFlow, Role
from domain.accounting.service.account_checks import check_depth, check_serves_nothing, check_type_free, parent_of
from domain.accounting.service.roles import CONTROL_ROLES
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.paging import PageRequest
from domain.core.schemas import Page
from domain.org.changes import record_change


def create_account(uow: UnitOfWork, ctx: OrgContext, *, given: AccountCreate) -> tuple[AccountView, bool]:
    """Add an account to the chart; say whether it is new.

    **Raises** `ConflictError` for a code or an id that is taken, `UnknownAccount` for the parent, `WrongAccountType`,
    `AccountTooDeep`.
    """
    accounts = AccountRepository(uow, ctx.org_id)
    if given.parent is not None:
        accounts.lock_chart()
    parent = parent_of(accounts, given.parent, given.type)
    check_depth(accounts, parent)
    values = given.model_dump(mode="python", exclude={"parent"}) | {"parent_id": parent.id if parent else None}
    account, created = accounts.insert_once(values)
    view = view_of(account, given.parent)
    if created:
        record_change(uow, ctx, action="account.create", subject_id=view.id, after=view)
    return view, created


def get_account(uow: UnitOfWork, ctx: OrgContext, *, account_id: UUID) -> AccountView:
    """Return one account. **Raises** `NotFoundError`."""
    accounts = AccountRepository(uow, ctx.org_id)
    return view_one(accounts, accounts.get(account_id))


def list_accounts(
    uow: UnitOfWork,
    ctx: OrgContext,
    *,
    paging: PageRequest,
    code: str | None = None,
    account_type: AccountType | None = None,
    cash_flow: CashFlow | None = None,
    parent: str | None = None,
    search: str | None = None,
    active: bool | None = None,
) -> Page[AccountView]:
    """Return one page of the chart, by code; `search` looks into codes and names. **Raises** `CursorInvalid`."""
    accounts = AccountRepository(uow, ctx.org_id)
    where: list[ColumnElement[bool]] = []
    if cash_flow is not None:
        where.append(Account.cash_flow == cash_flow.value)
    if parent is not None:
        above = accounts.by_codes([parent]).get(parent)
        where.append(Account.parent_id == above.id if above else false())
    if search is not None:
        where.append(Account.code.icontains(search, autoescape=True) | Account.name.icontains(search, autoescape=True))
    if code is not None:
        where.append(Account.code == code)
    if account_type is not None:
        where.append(Account.type == account_type.value)
    if active is not None:
        where.append(Account.active == active)
    found = accounts.page(paging, *where)
    codes = accounts.codes({row.parent_id for row in found.rows if row.parent_id})
    return Page(
        items=[view_of(row, codes.get(row.parent_id) if row.parent_id else None) for row in found.rows],
        next_cursor=found.next_cursor,
    )


def update_account(
    uow: UnitOfWork, ctx: OrgContext, *, account_id: UUID, patch: AccountPatch, expected: int | None
) -> AccountView:
    """Change an account.

    What was posted keeps its meaning: the type is fixed once the account was posted to or serves a role.

    **Raises** `NotFoundError`, `PreconditionError`, `ConflictError`, `UnknownAccount`, `WrongAccountType`,
    `AccountCycle`, `AccountTooDeep`, `AccountTypeFixed`, `AccountServesRole`, `ControlAccount`.
    """
    accounts = AccountRepository(uow, ctx.org_id)
    accounts.lock_chart()
    account = accounts.get_for_update(account_id, expected=expected)
    before = view_one(accounts, account)
    changes = patch.changes()
    new_type = AccountType(changes.get("type", account.type))
    if new_type != account.type:
        check_type_free(uow, accounts, account)
        if accounts.has_children(account.id):
            raise WrongAccountType.at("type", "Accounts of the old type stand below it.")
    if changes.get("active") is False:
        check_serves_nothing(uow, accounts, account)
    if "parent" in changes:
        parent = parent_of(accounts, changes.pop("parent"), new_type)
        if parent is not None and accounts.is_below(parent.id, account.id):
            raise AccountCycle.at("parent")
        check_depth(accounts, parent, moved=account.id)
        changes["parent_id"] = parent.id if parent else None
    elif new_type != account.type and before.parent is not None:
        parent_of(accounts, before.parent, new_type)
    account, changed = accounts.update(account, changes)
    view = view_one(accounts, account)
    if changed:
        record_change(uow, ctx, action="account.update", subject_id=view.id, before=before, after=view)
    return view


def delete_account(uow: UnitOfWork, ctx: OrgContext, *, account_id: UUID, expected: int | None) -> None:
    """Delete an account that was never used, else deactivate it.

    **Raises** `NotFoundError`, `PreconditionError`, `AccountServesRole`, `ControlAccount`.
    """
    accounts = AccountRepository(uow, ctx.org_id)
    accounts.lock_chart()
    account = accounts.get_for_update(account_id, expected=expected)
    before = view_one(accounts, account)
    check_serves_nothing(uow, accounts, account)
    gone = accounts.remove(account, used=accounts.is_posted_to(account.id))
    if gone:
        record_change(uow, ctx, action="account.delete", subject_id=account_id, before=before)
        return
    after = view_one(accounts, accounts.get(account_id))
    record_change(uow, ctx, action="account.deactivate", subject_id=account_id, before=before, after=after)


def account_ids(
    uow: UnitOfWork, *, org_id: UUID, codes: Mapping[str, str], types: Mapping[str, AccountType] = MappingProxyType({})
) -> dict[str, UUID]:
    """Return the ids of active accounts, by the input's path that names them; `codes` gives the code at each path.

    What is posted to must not be an account whose balance something else answers for. `types` says of which type the
    account at a path must be, where that matters.

    **Raises** `UnknownAccount`, `ControlAccount`, `WrongAccountType`, at the path.
    """
    if not codes:
        return {}
    found = AccountRepository(uow, org_id).by_codes(set(codes.values()))
    serving = RoleRepository(uow, org_id).accounts()
    controlled = {serving[role].id for role in CONTROL_ROLES if role in serving}
    for path, code in codes.items():
        if code not in found or not found[code].active:
            raise UnknownAccount.at(path)
        if found[code].id in controlled or found[code].controlled:
            raise ControlAccount.at(path)
        if found[code].type != types.get(path, found[code].type):
            raise WrongAccountType.at(path, f"It must be an account of type {types[path]}.")
    return {path: found[code].id for path, code in codes.items()}


def stock_account_id(uow: UnitOfWork, *, org_id: UUID, code: str, path: str) -> UUID:
    """Return the id of an account that shall stand for some of the stock, from now on for nothing else.

    It is the account of the role `inventory` itself, or one that no role has and nobody has posted to: its balance
    must equal the value of that stock (invariant I4).

    **Raises** `UnknownAccount`, `WrongAccountType`, `ControlAccount`, at the path.
    """
    accounts, roles = AccountRepository(uow, org_id), RoleRepository(uow, org_id)
    accounts.lock_chart()
    account = accounts.by_codes([code]).get(code)
    if account is None or not account.active:
        raise UnknownAccount.at(path)
    if account.type != AccountType.ASSET:
        raise WrongAccountType.at(path, f"It must be an account of type {AccountType.ASSET}.")
    serves = roles.roles_of(account.id)
    if account.controlled:
        return account.id
    if serves != [Role.INVENTORY] and (serves or accounts.is_posted_to(account.id)):
        raise ControlAccount.at(path, "Give the stock an account that serves nothing else and is empty.")
    accounts.control(account.id, controlled=True)
    return account.id


def free_stock_account(uow: UnitOfWork, *, org_id: UUID, account_id: UUID) -> None:
    """Let an account that no stock stands on any more be posted to by anybody again."""
    AccountRepository(uow, org_id).control(account_id, controlled=False)


def with_account_id(uow: UnitOfWork, ctx: OrgContext, given: dict[str, Any], _row: Any = None) -> dict[str, Any]:
    """Return master data with the account's id in place of its code, where `account` is given.

    **Raises** `UnknownAccount`, `ControlAccount`.
    """
    if "account" not in given:
        return given
    values = {name: value for name, value in given.items() if name != "account"}
    codes = {} if given["account"] is None else {"account": given["account"]}
    return values | {"account_id": account_ids(uow, org_id=ctx.org_id, codes=codes).get("account")}


def account_codes(uow: UnitOfWork, *, org_id: UUID, ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the codes of accounts, by id."""
    return AccountRepository(uow, org_id).codes(ids)


def view_one(accounts: AccountRepository, account: Account) -> AccountView:
    """Return an account as read."""
    parent_id = account.parent_id
    return view_of(account, accounts.codes([parent_id])[parent_id] if parent_id else None)


def view_of(account: Account, parent: str | None) -> AccountView:
    """Return an account as read; `parent`: the code of the one it stands below."""
    known: dict[str, Any] = {name: getattr(account, name) for name in AccountView.model_fields if name != "parent"}
    return AccountView(**known, parent=parent)
