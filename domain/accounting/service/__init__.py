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
from domain.accounting.service.attachments import attach, list_attachments, withdraw
from domain.accounting.service.balances import account_totals, location_is_posted_to
from domain.accounting.service.chart_file import export_chart, import_chart
from domain.accounting.service.chart_tree import account_tree
from domain.accounting.service.drafts import (
    JOURNAL_TEMPLATES,
    create_draft,
    delete_draft,
    draft_body,
    draft_of_template,
    get_draft,
    list_drafts,
    update_draft,
)
from domain.accounting.service.exchange_rates import EXCHANGE_RATES
from domain.accounting.service.foreign_items import list_foreign_items
from domain.accounting.service.installation import install_chart
from domain.accounting.service.journals import get_journal, list_journals, minor_amount
from domain.accounting.service.periods import a_year_is_closed, get_period, list_fiscal_years, list_periods
from domain.accounting.service.recurring import RECURRING_JOURNALS, list_occurrences, post_due_recurring
from domain.accounting.service.role_overrides import (
    get_role_override,
    list_role_overrides,
    override_role,
    restore_role,
)
from domain.accounting.service.roles import get_role, give_role, list_roles
from domain.accounting.service.templates import get_template, list_templates

__all__ = [
    "EXCHANGE_RATES",
    "JOURNAL_TEMPLATES",
    "RECURRING_JOURNALS",
    "JournalFilter",
    "a_year_is_closed",
    "account_codes",
    "account_ids",
    "account_totals",
    "account_tree",
    "attach",
    "create_account",
    "create_draft",
    "delete_account",
    "delete_draft",
    "draft_body",
    "draft_of_template",
    "export_chart",
    "free_stock_account",
    "get_account",
    "get_draft",
    "get_journal",
    "get_period",
    "get_role",
    "get_role_override",
    "get_template",
    "give_role",
    "import_chart",
    "install_chart",
    "list_accounts",
    "list_attachments",
    "list_drafts",
    "list_fiscal_years",
    "list_foreign_items",
    "list_journals",
    "list_occurrences",
    "list_periods",
    "list_role_overrides",
    "list_roles",
    "list_templates",
    "location_is_posted_to",
    "minor_amount",
    "override_role",
    "post_due_recurring",
    "restore_role",
    "stock_account_id",
    "update_account",
    "update_draft",
    "with_account_id",
    "withdraw",
]
