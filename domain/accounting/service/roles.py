"""Which account serves which role of the posting rules."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.accounting.errors import ControlAccount, RoleFixed, RoleNeeded, UnknownAccount, WrongAccountType
from domain.accounting.models import Account
from domain.accounting.repository import AccountRepository, RoleRepository
from domain.accounting.schemas import AccountRoleView, AccountType, Role
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.schemas import Page
from domain.org.changes import record_change

ASSET, LIABILITY, EQUITY = AccountType.ASSET, AccountType.LIABILITY, AccountType.EQUITY
REVENUE, EXPENSE = AccountType.REVENUE, AccountType.EXPENSE

TYPES: Mapping[Role, frozenset[AccountType]] = MappingProxyType(
    {
        Role.CASH: frozenset({ASSET}),
        Role.SAFE: frozenset({ASSET}),
        Role.BANK: frozenset({ASSET, LIABILITY}),
        Role.CARD_CLEARING: frozenset({ASSET}),
        Role.OTHER_TENDER: frozenset({ASSET}),
        Role.RECEIVABLE: frozenset({ASSET}),
        Role.INVENTORY: frozenset({ASSET}),
        Role.STOCK_IN_TRANSIT: frozenset({ASSET}),
        Role.GOODS_RECEIVED: frozenset({LIABILITY, ASSET}),
        Role.TAX_PAYABLE: frozenset({LIABILITY, ASSET}),
        Role.GIFT_CARD: frozenset({LIABILITY}),
        Role.STORE_CREDIT: frozenset({LIABILITY}),
        Role.CUSTOMER_DEPOSITS: frozenset({LIABILITY}),
        Role.TIPS_PAYABLE: frozenset({LIABILITY}),
        Role.OPENING_EQUITY: frozenset({EQUITY}),
        Role.RETAINED_EARNINGS: frozenset({EQUITY}),
        Role.SALES: frozenset({REVENUE}),
        Role.SALES_DISCOUNTS: frozenset({REVENUE, EXPENSE}),
        Role.COGS: frozenset({EXPENSE}),
        Role.STOCK_VARIANCE: frozenset({EXPENSE, REVENUE}),
        Role.CASH_OVER_SHORT: frozenset({EXPENSE, REVENUE}),
        Role.ROUNDING: frozenset({EXPENSE, REVENUE}),
        Role.CARD_FEES: frozenset({EXPENSE}),
        Role.EXCHANGE_DIFFERENCES: frozenset({EXPENSE, REVENUE}),
    }
)
DISPENSABLE = frozenset({Role.SALES_DISCOUNTS, Role.SAFE})
# Stock levels, and what is under way between locations, must equal the balances of these roles' accounts (invariant
# I4): they serve nothing else, nobody else posts to them, and the roles cannot move once they have been posted to.
CONTROL_ROLES = frozenset({Role.INVENTORY, Role.STOCK_IN_TRANSIT})
# What is posted for the organization and not for a location has one account. Control accounts are compared with what
# stands behind them account by account.
ONE_FOR_ALL = CONTROL_ROLES | {
    Role.BANK,
    Role.CARD_FEES,
    Role.EXCHANGE_DIFFERENCES,
    Role.OPENING_EQUITY,
    Role.RETAINED_EARNINGS,
}


def list_roles(uow: UnitOfWork, ctx: OrgContext) -> Page[AccountRoleView]:
    """Return every role, those without an account too, in the order of the chart's sections."""
    serving = RoleRepository(uow, ctx.org_id).accounts()
    return Page(items=[_view(role, serving.get(role)) for role in Role])


def get_role(uow: UnitOfWork, ctx: OrgContext, *, role: Role) -> AccountRoleView:
    """Return one role and its account."""
    return _view(role, RoleRepository(uow, ctx.org_id).accounts().get(role))


def give_role(uow: UnitOfWork, ctx: OrgContext, *, role: Role, account_code: str | None) -> AccountRoleView:
    """Let an account serve a role from the next posting on; no code takes the role away.

    **Raises** `UnknownAccount`, `WrongAccountType`, `ControlAccount`, `RoleNeeded`, `RoleFixed`.
    """
    accounts, roles = AccountRepository(uow, ctx.org_id), RoleRepository(uow, ctx.org_id)
    accounts.lock_chart()
    serving = roles.accounts().get(role)
    if account_code == (serving.code if serving else None):
        return _view(role, serving)
    if role in CONTROL_ROLES and serving is not None and accounts.is_posted_to(serving.id):
        raise RoleFixed.at("account")
    account = None
    if account_code is not None:
        account = fitting_account(accounts, roles, role=role, code=account_code)
        roles.give(role, account.id)
    elif role in DISPENSABLE:
        roles.take_away(role)
    else:
        raise RoleNeeded.at("account")
    before, after = _view(role, serving), _view(role, account)
    record_change(uow, ctx, action="account_role.update", subject_id=role, before=before, after=after)
    return after


def fitting_account(accounts: AccountRepository, roles: RoleRepository, *, role: Role, code: str) -> Account:
    """Return the account that shall serve a role. **Raises** `UnknownAccount`, `WrongAccountType`, `ControlAccount`."""
    account = accounts.by_codes([code]).get(code)
    if account is None or not account.active:
        raise UnknownAccount.at("account")
    if account.type not in TYPES[role]:
        raise WrongAccountType.at("account", f"The role {role} needs an account of type {' or '.join(TYPES[role])}.")
    shared = [name for name in roles.roles_of(account.id) if name != role]
    if any(name in CONTROL_ROLES for name in shared):
        raise ControlAccount.at("account")
    if account.controlled or (role in CONTROL_ROLES and (shared or accounts.is_posted_to(account.id))):
        raise ControlAccount.at("account", "Give the role an account that serves nothing else and is empty.")
    return account


def _view(role: Role, account: Account | None) -> AccountRoleView:
    if account is None:
        return AccountRoleView(role=role, account=None, name=None, type=None)
    return AccountRoleView(role=role, account=account.code, name=account.name, type=AccountType(account.type))
