"""The ledger: chart, roles, journals and balances; what posts journals stands with the operations."""

from fastapi import APIRouter

from api.accounting import (
    accounts,
    bank_accounts,
    bank_lines,
    bank_rules,
    chart_files,
    chart_templates,
    exchange_rates,
    foreign_items,
    journal_attachments,
    journal_drafts,
    journal_templates,
    journals,
    periods,
    recalculations,
    recurring_journals,
    roles,
)

router = APIRouter()
for part in (
    chart_templates,
    # Before the accounts, whose ids would take its addresses for themselves.
    chart_files,
    accounts,
    roles,
    bank_accounts,
    bank_lines,
    bank_rules,
    journals,
    periods,
    recalculations,
    exchange_rates,
    foreign_items,
    journal_attachments,
    journal_drafts,
    journal_templates,
    recurring_journals,
):
    router.include_router(part.router)
