"""The chart of accounts as reports read it: a tree, with what each account is for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from domain.accounting.schemas import AccountType, CashFlow, Role
from domain.core.db import UnitOfWork

ACCOUNTS = """
SELECT a.id, a.code, a.name, a.type, a.parent_id, a.cash_flow
FROM acct.chart_of_accounts a WHERE a.org_id = %(org_id)s ORDER BY a.code
"""
ROLES = """
SELECT r.account_id, r.role, true FROM acct.account_roles r WHERE r.org_id = %(org_id)s
UNION ALL SELECT o.account_id, o.role, false FROM acct.account_role_overrides o WHERE o.org_id = %(org_id)s
UNION ALL SELECT c.cogs_account_id, 'cogs', false FROM inv.categories c
WHERE c.org_id = %(org_id)s AND c.cogs_account_id IS NOT NULL
"""

CASH_ROLES = frozenset({Role.CASH, Role.SAFE, Role.BANK})
COST_ROLES = frozenset({Role.COGS, Role.STOCK_VARIANCE})
# What costs money whatever is sold: a group with one of these is not cost of sales alone.
RUNNING_ROLES = frozenset({Role.CASH_OVER_SHORT, Role.ROUNDING, Role.CARD_FEES, Role.EXCHANGE_DIFFERENCES})


@dataclass(frozen=True, slots=True)
class Account:
    """One account of the chart."""

    id: UUID
    code: str
    name: str
    type: str
    parent_id: UUID | None
    cash_flow: str | None


class Chart:
    """All accounts of an organization by code, and the roles that they serve, at whatever location."""

    def __init__(self, accounts: Iterable[Account], roles: Iterable[tuple[UUID, str, bool]]) -> None:
        """Keep the accounts, which come by code, and their roles: of the whole organization, or of some part of it."""
        self.accounts = {account.id: account for account in accounts}
        self.roles: dict[UUID, set[str]] = defaultdict(set)
        self.serving: dict[str, Account] = {}
        for account_id, role, everywhere in roles:
            self.roles[account_id].add(role)
            if everywhere:
                self.serving[role] = self.accounts[account_id]

    def of_type(self, *types: AccountType) -> list[Account]:
        """Return the accounts of these types, by code."""
        return [account for account in self.accounts.values() if account.type in types]

    def above(self, account: Account) -> list[Account]:
        """Return an account and those it stands below, from the inside out."""
        found = [account]
        while (parent_id := found[-1].parent_id) is not None:
            found.append(self.accounts[parent_id])
        return found

    def cost_of_sales(self) -> set[UUID]:
        """Return the expense accounts that are cost of sales, and not what running the shop costs.

        They are what serves the roles `cogs` and `stock_variance` or a category's cost, and all of the groups that
        these stand in, as far out as no account of such a group serves a role that has nothing to do with goods.
        """
        running = {
            one.id
            for account in self.accounts.values()
            if self.roles.get(account.id, set()) & RUNNING_ROLES
            for one in self.above(account)
        }
        tops = set()
        for account in self.of_type(AccountType.EXPENSE):
            if self.roles.get(account.id, set()) & COST_ROLES:
                tops.add(account.id)
                tops.update(one.id for one in self.above(account) if one.id not in running)
        return {
            account.id
            for account in self.of_type(AccountType.EXPENSE)
            if any(one.id in tops for one in self.above(account))
        }

    def cash_flow_of(self, account: Account) -> CashFlow:
        """Return where the cash-flow statement shows what a balance sheet account moved.

        What the account says itself goes first, then its role, then what it stands below; else equity finances, and
        all other assets and liabilities are working capital.
        """
        if account.cash_flow:
            return CashFlow(account.cash_flow)
        if self.roles.get(account.id, set()) & CASH_ROLES:
            return CashFlow.CASH
        said = next((one.cash_flow for one in self.above(account) if one.cash_flow), None)
        if said:
            return CashFlow(said)
        return CashFlow.FINANCING if account.type == AccountType.EQUITY else CashFlow.OPERATING


def read_chart(uow: UnitOfWork, *, org_id: UUID) -> Chart:
    """Return the chart of accounts of an organization."""
    given = {"org_id": org_id}
    accounts = (Account(*row) for row in uow.driver.execute(ACCOUNTS, given).fetchall())
    return Chart(accounts, uow.driver.execute(ROLES, given).fetchall())


@dataclass(frozen=True, slots=True)
class Line:
    """One account in a statement: its own amounts, and those with all that stands below it, column by column."""

    account: str | None
    name: str
    parent: str | None
    level: int
    own: tuple[int, ...]
    amounts: tuple[int, ...]


def tree_of(accounts: Iterable[Account], own: Mapping[UUID, tuple[int, ...]], *, width: int) -> list[Line]:
    """Return the accounts that took something, and those they stand below, as a tree read from top to bottom.

    What stands below an account that is not among `accounts` stands at the top. `own` gives the amounts of `width`
    columns; siblings stand in the order of `accounts`.
    """
    among = {account.id: account for account in accounts}
    below: dict[UUID | None, list[Account]] = defaultdict(list)
    for account in among.values():
        below[account.parent_id if account.parent_id in among else None].append(account)
    empty = (0,) * width

    def lines_of(account: Account, level: int) -> list[Line]:
        inner = [lines_of(child, level + 1) for child in below[account.id]]
        if account.id not in own and not any(inner):
            return []
        mine = own.get(account.id, empty)
        amounts = added(mine, *(lines[0].amounts for lines in inner if lines))
        parent = among[account.parent_id].code if account.parent_id in among else None
        line = Line(account.code, account.name, parent, level, mine, amounts)
        return [line, *(one for lines in inner for one in lines)]

    return [line for account in below[None] for line in lines_of(account, 0)]


def added(first: tuple[int, ...], *more: tuple[int, ...]) -> tuple[int, ...]:
    """Return the sums, column by column."""
    return tuple(sum(column) for column in zip(first, *more, strict=True))
