"""The accounts that rows of a chunk name for sales, under the rules that hold for one item."""

from domain.accounting.errors import ControlAccount, UnknownAccount, WrongAccountType
from domain.accounting.schemas import AccountType
from domain.accounting.service import account_ids
from domain.core.db import UnitOfWork
from domain.core.errors import DomainError
from domain.imports.kinds.base import Batch, Fault, Work

COLUMN = "sales_account"
TYPES = {COLUMN: AccountType.REVENUE}
KNOWN = "SELECT a.code FROM acct.chart_of_accounts a WHERE a.org_id = %(org_id)s AND a.code = ANY (%(codes)s)"


def sales_accounts(uow: UnitOfWork, work: Work, batch: Batch) -> tuple[dict[str, str | None], list[Fault]]:
    """Return by code the ids of the accounts that rows name, and what is wrong with the rows of the others."""
    given = batch.column(COLUMN)
    codes = sorted({code for code in given if code is not None})
    if not codes:
        return {}, []
    wanted = {"org_id": work.ctx.org_id, "codes": codes}
    found = {code for (code,) in uow.driver.execute(KNOWN, wanted).fetchall()}
    ids: dict[str, str | None] = {}
    wrong: dict[str, DomainError] = {code: UnknownAccount() for code in codes if code not in found}
    for code in sorted(found):
        try:
            ids[code] = str(account_ids(uow, org_id=work.ctx.org_id, codes={COLUMN: code}, types=TYPES)[COLUMN])
        except (UnknownAccount, ControlAccount, WrongAccountType) as error:
            wrong[code] = error
    rows = zip(batch.lines, given, strict=True)
    return ids, [Fault.of(line, COLUMN, wrong[code]) for line, code in rows if code in wrong]
