"""Which ledger accounts a matter stands on: those that serve it now, and by the log of changes those that did."""

# ruff: noqa: S608 - every statement is built from constants of this package.

from uuid import UUID

from domain.core.db import UnitOfWork


def _accounts(role: str, *, now: str, named_by: str) -> str:
    """Return the statement of the accounts that serve a role, anywhere, or that `now` names.

    `named_by` is the table of what names such accounts: the log of changes is asked for each of its rows.
    """
    return f"""
    SELECT DISTINCT a.id, a.code FROM acct.chart_of_accounts a JOIN (
        SELECT r.account_id FROM acct.account_roles r WHERE r.org_id = %(org_id)s AND r.role = '{role}'
        UNION ALL
        SELECT r.account_id FROM acct.account_role_overrides r WHERE r.org_id = %(org_id)s AND r.role = '{role}'
        UNION ALL
        {now}
        UNION ALL
        SELECT b.id FROM (
            SELECT '{role}' AS subject_id UNION ALL SELECT n.id::text FROM {named_by} n WHERE n.org_id = %(org_id)s
        ) w
        CROSS JOIN LATERAL (
            SELECT x.subject_type, x.before FROM core.audit_log x
            WHERE x.org_id = %(org_id)s AND x.subject_id = w.subject_id OFFSET 0
        ) x
        JOIN acct.chart_of_accounts b ON b.org_id = %(org_id)s AND b.code = x.before ->> 'account'
        WHERE x.subject_type IN ('account_role', 'tax_rate')
            OR x.subject_type = 'payment_method' AND x.before ->> 'kind' = 'on_account'
    ) s ON s.account_id = a.id
    WHERE a.org_id = %(org_id)s ORDER BY a.code"""


RECEIVABLES = _accounts(
    "receivable",
    now="""SELECT p.account_id FROM pos.payment_methods p
        WHERE p.org_id = %(org_id)s AND p.kind = 'on_account' AND p.account_id IS NOT NULL""",
    named_by="pos.payment_methods",
)
"""Where what customers owe stands."""

TAXES = _accounts(
    "tax_payable",
    now="SELECT t.account_id FROM pos.tax_rates t WHERE t.org_id = %(org_id)s AND t.account_id IS NOT NULL",
    named_by="pos.tax_rates",
)
"""Where the tax on sales stands."""


def accounts_of(uow: UnitOfWork, *, org_id: UUID, served: str) -> dict[UUID, str]:
    """Return the accounts of a matter (`RECEIVABLES`, `TAXES`) with their codes, by code."""
    return dict(uow.driver.execute(served, {"org_id": org_id}).fetchall())
