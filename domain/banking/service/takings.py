"""What processors have not paid out yet: the takings on the clearing accounts, by day and location."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from domain.accounting.schemas import Role
from domain.accounting.service import get_role
from domain.banking.suggestions import Takings, open_takings
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.ids import NIL
from domain.summaries.facts import DAY_TOTALS, ledger_tail

# Which accounts stand for what processors owe: those of card tenders, as posting chooses them.
CLEARING = """
SELECT coalesce(m.account_id, r.account_id) FROM pos.payment_methods m
LEFT JOIN acct.account_roles r ON r.org_id = %(org_id)s AND r.role = 'card_clearing'
WHERE m.org_id = %(org_id)s AND m.kind = 'card' AND coalesce(m.account_id, r.account_id) IS NOT NULL
UNION
SELECT r.account_id FROM acct.account_roles r WHERE r.org_id = %(org_id)s AND r.role = 'card_clearing'
UNION
SELECT o.account_id FROM acct.account_role_overrides o WHERE o.org_id = %(org_id)s AND o.role = 'card_clearing'
"""
TAKEN = f"""
WITH {ledger_tail("j.business_date <= %(last)s")}
SELECT d.account_id, d.business_date, d.location_id, sum(d.debit - d.credit)::bigint
FROM {DAY_TOTALS.live()} d
WHERE d.account_id = ANY (%(accounts)s) AND d.business_date <= %(last)s
GROUP BY d.account_id, d.business_date, d.location_id
"""  # noqa: S608 - of constants
# What reconciliations have moved there is no taking: it is what was paid out.
SETTLED = """
SELECT l.account_id, l.business_date, coalesce(l.location_id, %(nil)s), sum(l.credit - l.debit)::bigint
FROM acct.bank_reconciliations r
JOIN acct.journal_lines l ON l.org_id = %(org_id)s AND l.journal_id = r.journal_id
WHERE r.org_id = %(org_id)s AND r.journal_id IS NOT NULL AND l.account_id = ANY (%(accounts)s)
GROUP BY 1, 2, 3
"""


def takings_until(uow: UnitOfWork, ctx: OrgContext, last: date) -> dict[UUID, list[Takings]]:
    """Return by clearing account what is not paid out of the takings up to a day, oldest day first."""
    parameters: dict[str, Any] = {"org_id": ctx.org_id, "nil": NIL, "last": last}
    parameters["accounts"] = [row[0] for row in uow.driver.execute(CLEARING, parameters)]
    if not parameters["accounts"]:
        return {}
    days: dict[UUID, dict[date, dict[UUID | None, int]]] = {account: {} for account in parameters["accounts"]}
    for account, day, location, amount in uow.driver.execute(TAKEN, parameters):
        _add(days[account], day, location, amount)
    settled = dict.fromkeys(days, 0)
    for account, day, location, amount in uow.driver.execute(SETTLED, parameters):
        settled[account] += amount
        if day <= last:
            _add(days[account], day, location, amount)
    return {account: _open(account, by_day, settled[account]) for account, by_day in days.items()}


def fee_account(uow: UnitOfWork, ctx: OrgContext) -> str | None:
    """Return the code of the account that processors' fees are posted to, if a role says so."""
    return get_role(uow, ctx, role=Role.CARD_FEES).account


def _add(days: dict[date, dict[UUID | None, int]], day: date, location: UUID, amount: int) -> None:
    parts = days.setdefault(day, {})
    where = None if location == NIL else location
    parts[where] = parts.get(where, 0) + amount


def _open(account: UUID, days: Mapping[date, Mapping[UUID | None, int]], settled: int) -> list[Takings]:
    taken: Sequence[Takings] = [Takings(account, day, parts) for day, parts in days.items() if any(parts.values())]
    return open_takings(taken, settled=settled)
