"""The ledger's services, a file per noun."""

from domain.accounting.repository import JournalFilter
from domain.accounting.service.accounts import (
    account_codes,
    account_ids,
    create_account,
    delete_account,
    free_stock_account,
    get_account,
    list_accounts,
    stock_account_id,
    update_account,
    with_account_id,
)
from domain.accounting.service.balances import account_totals, list_balances, location_is_posted_to
from domain.accounting.service.installation import install_chart
from domain.accounting.service.journals import get_journal, list_journals
from domain.accounting.service.roles import get_role, give_role, list_roles

__all__ = [
    "JournalFilter",
    "account_codes",
    "account_ids",
    "account_totals",
    "create_account",
    "delete_account",
    "free_stock_account",
    "get_account",
    "get_journal",
    "get_role",
    "give_role",
    "install_chart",
    "list_accounts",
    "list_balances",
    "list_journals",
    "list_roles",
    "location_is_posted_to",
    "stock_account_id",
    "update_account",
    "with_account_id",
]
