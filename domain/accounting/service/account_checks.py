"""What must hold of an account before it is made, moved, retyped or retired; asked one by one and for whole files."""

from collections.abc import Mapping
from typing import TypeVar
from uuid import UUID

from domain.accounting.errors import (
    AccountServesRole,
    AccountTooDeep,
    AccountTypeFixed,
    ControlAccount,
    UnknownAccount,
    WrongAccountType,
)
from domain.accounting.models import Account
from domain.accounting.repository import AccountRepository, RoleRepository
from domain.core.db import UnitOfWork

Key = TypeVar("Key", UUID, str)
MAX_LEVELS = 20
"""How many accounts may stand one above the other; charts have five or six."""


def parent_of(accounts: AccountRepository, code: str | None, account_type: str) -> Account | None:
    """Return the account that one of this type shall stand below. **Raises** `UnknownAccount`, `WrongAccountType`."""
    if code is None:
        return None
    parent = accounts.by_codes([code]).get(code)
    if parent is None:
        raise UnknownAccount.at("parent")
    if parent.type != account_type:
        raise WrongAccountType.at("parent", f"An account of type {account_type} cannot stand below {parent.type}.")
    return parent


def check_depth(accounts: AccountRepository, parent: Account | None, *, moved: UUID | None = None) -> None:
    """Check that what stands below `parent` from now on stays within reach. **Raises** `AccountTooDeep`."""
    if parent is None:
        return
    parents = accounts.parents()
    if moved is not None:
        parents[moved] = parent.id
    deepest = max(levels_of(parents, account_id) for account_id in (parents if moved is not None else [parent.id]))
    if deepest + (moved is None) > MAX_LEVELS:
        raise AccountTooDeep.at("parent", f"At most {MAX_LEVELS} accounts stand one above the other.")


def levels_of(parents: Mapping[Key, Key | None], key: Key) -> int:
    """Return how many accounts stand one above the other from this one up, itself counted; `parents` has no cycle."""
    levels, at = 1, parents.get(key)
    while at is not None:
        levels, at = levels + 1, parents.get(at)
    return levels


def check_type_free(uow: UnitOfWork, accounts: AccountRepository, account: Account) -> None:
    """Check that the type of an account may change. **Raises** `AccountTypeFixed`."""
    if (
        account.controlled
        or RoleRepository(uow, accounts.org_id).roles_of(account.id)
        or accounts.is_posted_to(account.id)
    ):
        raise AccountTypeFixed.at("type")


def check_serves_nothing(uow: UnitOfWork, accounts: AccountRepository, account: Account) -> None:
    """Check that an account may be retired. **Raises** `AccountServesRole`, `ControlAccount`."""
    roles = RoleRepository(uow, accounts.org_id).roles_of(account.id)
    if roles:
        raise AccountServesRole.at("active", f"It serves {', '.join(roles)}; give that to another account first.")
    if account.controlled:
        raise ControlAccount.at("active", "It stands for the stock of a category; give that another account first.")
