"""The trial balance: every account's balance on its side, and the proof that both sides are equal."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from domain.accounting.schemas import AccountType
from domain.core.money import text_of
from domain.reports.schemas import TrialBalance, TrialBalanceRow

COLUMNS = ("account", "name", "type", "debit", "credit")


def trial_balance_of(
    totals: Iterable[tuple[str, str, str, int, int]], *, as_of: dt.date, location_id: UUID | None, digits: int
) -> TrialBalance:
    """Return the trial balance of accounts given as code, name, type, debit and credit (minor units)."""
    rows = []
    total_debit = total_credit = 0
    for code, name, account_type, debit, credit in totals:
        balance = debit - credit
        total_debit += max(balance, 0)
        total_credit += max(-balance, 0)
        rows.append(
            TrialBalanceRow(
                account=code,
                name=name,
                type=AccountType(account_type),
                debit=text_of(max(balance, 0), digits),
                credit=text_of(max(-balance, 0), digits),
            )
        )
    return TrialBalance(
        as_of=as_of,
        location_id=location_id,
        rows=rows,
        total_debit=text_of(total_debit, digits),
        total_credit=text_of(total_credit, digits),
    )


def trial_balance_table(report: TrialBalance) -> list[list[str]]:
    """Return the report as a table with headings and a line of totals."""
    body = [[row.account, row.name, row.type.value, row.debit, row.credit] for row in report.rows]
    return [list(COLUMNS), *body, ["", "Total", "", report.total_debit, report.total_credit]]
