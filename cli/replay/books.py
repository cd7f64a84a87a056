"""What became of the year in the database: sums per store and month, in sales and ledger, and what was rejected."""

from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cli.replay.totals import StoreMonth, Totals
from domain.core.db import UnitOfWork, unit_of_work

REST = "imports.rest_of_document"
"""The reason of a row whose basket is refused for another row."""
_SOLD = """
WITH of_lines AS (
    SELECT sale_id, count(*) AS lines, sum(total) AS value, sum(discount) AS discount
    FROM pos.sale_lines WHERE org_id = %(org_id)s GROUP BY sale_id
), of_coupons AS (
    SELECT sale_id, sum(amount) AS coupons FROM pos.payments
    WHERE org_id = %(org_id)s AND method = 'coupon' GROUP BY sale_id
)
SELECT o.code, to_char(s.business_date, 'YYYY-MM'), count(*), sum(l.lines)::bigint, sum(s.total)::bigint,
    sum(l.discount)::bigint, coalesce(sum(c.coupons), 0)::bigint, sum(l.value)::bigint
FROM pos.sales s
JOIN inv.locations o ON o.org_id = s.org_id AND o.id = s.location_id
JOIN of_lines l ON l.sale_id = s.id
LEFT JOIN of_coupons c ON c.sale_id = s.id
WHERE s.org_id = %(org_id)s
GROUP BY 1, 2
"""
_EARNED = """
SELECT o.code, to_char(l.business_date, 'YYYY-MM'), sum(l.credit - l.debit)::bigint
FROM acct.journal_lines l
JOIN acct.chart_of_accounts a ON a.org_id = l.org_id AND a.id = l.account_id AND a.type = 'revenue'
JOIN inv.locations o ON o.org_id = l.org_id AND o.id = l.location_id
WHERE l.org_id = %(org_id)s
GROUP BY 1, 2
"""
_RECEIPTS = "SELECT count(*), count(DISTINCT reference) FROM pos.sales WHERE org_id = %(org_id)s"
_REJECTED = """
SELECT cells ->> 0, errors -> 0 ->> 'code' FROM core.import_rejects
WHERE org_id = %(org_id)s AND import_id = %(import_id)s ORDER BY line
"""
_ENDED_OTHERWISE = """
SELECT status, count(*) FROM core.operations
WHERE org_id = %(org_id)s AND kind = 'sale.post' AND status <> 'posted' GROUP BY status
"""


@dataclass(frozen=True, slots=True)
class Posted:
    """What the database has; amounts in cents."""

    by_store_and_month: dict[StoreMonth, Totals]
    earned: dict[StoreMonth, int]
    """Revenue in the ledger."""
    sales: int
    receipts: int
    """Different receipts among the sales."""
    otherwise: dict[str, int]
    """Operations that are not posted, by status."""
    rejected: dict[int, str]
    """Baskets that the import did not take, each with the reason of its first line that has one."""

    def reasons(self) -> Counter[str]:
        """Return how many baskets were rejected for each reason."""
        return Counter(self.rejected.values())


def posted(org_id: str, *, import_id: str) -> Posted:
    """Ask the database what it has."""
    with unit_of_work(UUID(org_id), read_only=True) as uow:
        given = {"org_id": org_id, "import_id": import_id}
        sales, receipts = _rows(uow, _RECEIPTS, given)[0]
        rejected: dict[int, str] = {}
        for receipt, code in _rows(uow, _REJECTED, given):
            if rejected.get(int(receipt), REST) == REST:
                rejected[int(receipt)] = code
        return Posted(
            {_key(code, month): _totals(row) for code, month, *row in _rows(uow, _SOLD, given)},
            {_key(code, month): earned for code, month, earned in _rows(uow, _EARNED, given)},
            sales,
            receipts,
            dict(_rows(uow, _ENDED_OTHERWISE, given)),
            rejected,
        )


def _totals(row: list[int]) -> Totals:
    baskets, lines, value, discount, coupons, of_lines = row
    # A sale without tax, tip and rounding comes to its lines; where it does not, no total would be the source's.
    return Totals(baskets, lines, value if value == of_lines else -1, discount, coupons)


def _key(code: str, month: str) -> StoreMonth:
    return int(code[1:]), month


def _rows(uow: UnitOfWork, statement: str, given: dict[str, str]) -> list[Any]:
    return uow.driver.execute(statement, given).fetchall()
