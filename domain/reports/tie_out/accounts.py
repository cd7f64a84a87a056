"""Which side of a sale's journal an account stands on: tenders, stock, or the cost of sales; what is left is earned.

Accounts are told apart by what they serve now, anywhere, and by the log of changes by what they served before.
"""

# ruff: noqa: S608 - every statement is built from constants.

from typing import Any
from uuid import UUID

from domain.core.db import UnitOfWork

_TENDER_ROLES = (
    "('cash', 'card_clearing', 'store_credit', 'gift_card', 'customer_deposits', 'receivable', 'other_tender')"
)
_SIDE_OF_ROLE = f"""CASE WHEN {{role}} IN {_TENDER_ROLES} THEN 'tenders'
    WHEN {{role}} = 'inventory' THEN 'stock' WHEN {{role}} = 'cogs' THEN 'cost' END"""

SIDES = f"""
SELECT DISTINCT s.account_id, s.side FROM (
    SELECT r.account_id, {_SIDE_OF_ROLE.format(role="r.role")} AS side
    FROM acct.account_roles r WHERE r.org_id = %(org_id)s
    UNION ALL
    SELECT r.account_id, {_SIDE_OF_ROLE.format(role="r.role")}
    FROM acct.account_role_overrides r WHERE r.org_id = %(org_id)s
    UNION ALL
    SELECT p.account_id, 'tenders' FROM pos.payment_methods p WHERE p.org_id = %(org_id)s
    UNION ALL
    SELECT c.inventory_account_id, 'stock' FROM inv.categories c WHERE c.org_id = %(org_id)s
    UNION ALL
    SELECT c.cogs_account_id, 'cost' FROM inv.categories c WHERE c.org_id = %(org_id)s
    UNION ALL
    SELECT a.id, x.side FROM (
        SELECT r.role AS id FROM acct.account_roles r WHERE r.org_id = %(org_id)s
        UNION ALL SELECT p.id::text FROM pos.payment_methods p WHERE p.org_id = %(org_id)s
        UNION ALL SELECT c.id::text FROM inv.categories c WHERE c.org_id = %(org_id)s
    ) w
    CROSS JOIN LATERAL (
        SELECT y.subject_type, y.subject_id, y.before FROM core.audit_log y
        WHERE y.org_id = %(org_id)s AND y.subject_id = w.id OFFSET 0
    ) y
    CROSS JOIN LATERAL (
        SELECT y.before ->> 'account' AS code, {_SIDE_OF_ROLE.format(role="y.subject_id")} AS side
        WHERE y.subject_type = 'account_role'
        UNION ALL SELECT y.before ->> 'account', 'tenders' WHERE y.subject_type = 'payment_method'
        UNION ALL SELECT y.before ->> 'inventory_account', 'stock' WHERE y.subject_type = 'category'
        UNION ALL SELECT y.before ->> 'cogs_account', 'cost' WHERE y.subject_type = 'category'
    ) x
    JOIN acct.chart_of_accounts a ON a.org_id = %(org_id)s AND a.code = x.code
) s WHERE s.account_id IS NOT NULL AND s.side IS NOT NULL"""


def sides_of(uow: UnitOfWork, *, org_id: UUID) -> dict[str, Any]:
    """Return the accounts of each side, as the parameters `tenders`, `stock` and `cost` of statements."""
    sides: dict[str, list[UUID]] = {"tenders": [], "stock": [], "cost": []}
    for account_id, side in uow.driver.execute(SIDES, {"org_id": org_id}):
        sides[side].append(account_id)
    return dict(sides)
