"""The chart as a tree: what each account has taken, and all that stand below it together."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from domain.accounting.chart_schemas import AccountNode, AccountTree
from domain.accounting.models import Account
from domain.accounting.repository import AccountRepository
from domain.accounting.schemas import AccountType
from domain.accounting.service.accounts import view_of
from domain.accounting.service.balances import account_totals
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.money import text_of
from domain.org.profile import profile_of


def account_tree(
    uow: UnitOfWork,
    ctx: OrgContext,
    *,
    as_of: date | None,
    location_id: UUID | None,
    account_type: AccountType | None = None,
) -> AccountTree:
    """Return the whole chart, by code, accounts below the one they stand below; balances are debit minus credit.

    `as_of`: the end of this day, today unless given. **Raises** as `account_totals`.
    """
    profile = profile_of(uow, org_id=ctx.org_id)
    as_of = as_of or profile.today()
    totals = account_totals(uow, org_id=ctx.org_id, as_of=as_of, location_id=location_id)
    accounts = AccountRepository(uow, ctx.org_id).whole()
    below: dict[UUID | None, list[Account]] = defaultdict(list)
    for account in accounts:
        if account_type is None or account.type == account_type.value:
            below[account.parent_id].append(account)
    own = {row.code: row.debit - row.credit for row in totals}
    made = [_node(account, None, below, own, profile.digits) for account in below[None]]
    return AccountTree(as_of=as_of, location_id=location_id, items=[node for node, _ in made])


def _node(
    account: Account,
    parent: str | None,
    below: Mapping[UUID | None, list[Account]],
    own: Mapping[str, int],
    digits: int,
) -> tuple[AccountNode, int]:
    """Return the account with all that stand below it, and their total; charts are at most twenty levels deep."""
    made = [_node(child, account.code, below, own, digits) for child in below.get(account.id, ())]
    balance = own.get(account.code, 0)
    total = balance + sum(of_child for _, of_child in made)
    node = AccountNode(
        **view_of(account, parent).model_dump(),
        balance=text_of(balance, digits),
        total=text_of(total, digits),
        children=[child for child, _ in made],
    )
    return node, total
