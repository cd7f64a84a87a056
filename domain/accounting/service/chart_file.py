"""The chart as a file: given whole, and taken whole or not at all."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from domain.accounting.chart_schemas import (
    MAX_ROWS,
    ChartExport,
    ChartImportView,
    ChartRow,
    ChartRowError,
    ChartRowView,
)
from domain.accounting.errors import AccountCycle, AccountTooDeep, ChartFileInvalid, UnknownAccount, WrongAccountType
from domain.accounting.models import Account
from domain.accounting.repository import AccountRepository
from domain.accounting.schemas import AccountType, CashFlow
from domain.accounting.service.account_checks import MAX_LEVELS, check_serves_nothing, check_type_free, levels_of
from domain.accounting.service.accounts import view_of
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.errors import ConflictError, DomainError, FieldError
from domain.org.changes import record_change

Values = dict[str, Any]
"""Name, type, parent's code, cash flow and whether it is active, of one account."""


def export_chart(uow: UnitOfWork, ctx: OrgContext) -> ChartExport:
    """Return every account, by code, as `import_chart` takes them."""
    accounts = AccountRepository(uow, ctx.org_id).whole()
    codes = {account.id: account.code for account in accounts}
    return ChartExport(accounts=[ChartRowView(code=account.code, **_values(account, codes)) for account in accounts])


def import_chart(
    uow: UnitOfWork, ctx: OrgContext, *, rows: Sequence[Mapping[str, Any]], dry_run: bool
) -> ChartImportView:
    """Make and change accounts by their codes, all of them or none; accounts that are not named stay as they are.

    Parents may be named before they are made. An account is changed as `update_account` would change it, so that one
    that was posted to keeps its type. A dry run says what would be done, and everything that stands against it.

    **Raises** `ChartFileInvalid` with every fault at its row, unless it is a dry run.
    """
    if len(rows) > MAX_ROWS:
        raise ChartFileInvalid(f"At most {MAX_ROWS} accounts at once.")
    accounts = AccountRepository(uow, ctx.org_id)
    accounts.lock_chart()
    chart = _Chart(uow, accounts)
    chart.read(rows)
    chart.check()
    chart.errors.sort(key=lambda fault: fault.row)
    if chart.errors and not dry_run:
        faults = tuple(
            FieldError(f"accounts.{fault.row - 1}.{fault.path}", fault.code, fault.message) for fault in chart.errors
        )
        raise ChartFileInvalid("Nothing was imported.", errors=faults)
    if not dry_run:
        _write(uow, ctx, accounts, chart)
    faulty = {fault.row for fault in chart.errors}
    sound = [code for code, number in chart.rows.items() if number not in faulty]
    created, changed = set(chart.created()), set(chart.changed())
    return ChartImportView(
        dry_run=dry_run,
        applied=not dry_run,
        created=[code for code in sound if code in created],
        changed=[code for code in sound if code in changed],
        unchanged=[code for code in sound if code not in created | changed],
        errors=chart.errors,
    )


class _Chart:
    """The chart as it is, the rows of the file, and the chart as it shall be."""

    def __init__(self, uow: UnitOfWork, accounts: AccountRepository) -> None:
        self.uow, self.accounts = uow, accounts
        known = accounts.whole()
        codes = {account.id: account.code for account in known}
        self.known = {account.code: account for account in known}
        self.before = {account.code: _values(account, codes) for account in known}
        self.after: dict[str, Values] = dict(self.before)
        self.rows: dict[str, int] = {}
        self.errors: list[ChartRowError] = []

    def created(self) -> list[str]:
        """Return the codes of new accounts, in the file's order."""
        return [code for code in self.rows if code in self.after and code not in self.before]

    def changed(self) -> list[str]:
        """Return the codes of accounts that become another, in the file's order."""
        return [code for code in self.rows if code in self.before and self.after[code] != self.before[code]]

    def read(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Lay the rows over the chart; note what cannot be read."""
        for number, given in enumerate(rows, start=1):
            try:
                row = ChartRow.model_validate(given)
            except ValidationError as error:
                self.errors += [
                    ChartRowError(
                        row=number,
                        path=str(fault["loc"][0]) if fault["loc"] else "",
                        code=fault["type"],
                        message=fault["msg"],
                    )
                    for fault in error.errors()
                ]
                continue
            if row.code in self.rows:
                self._fault(number, ConflictError.at("code", f"Row {self.rows[row.code]} has this code too."))
                continue
            self.rows[row.code] = number
            self._lay_over(number, row)

    def _lay_over(self, number: int, row: ChartRow) -> None:
        changes = {name: value for name, value in row.changes().items() if name != "code"}
        known = self.before.get(row.code)
        if known is None:
            missing = [name for name in ("name", "type") if name not in changes]
            self.errors += [
                ChartRowError(row=number, path=name, code="missing", message="A new account needs it.")
                for name in missing
            ]
            if missing:
                return
            known = {"parent": None, "cash_flow": None, "active": True}
        self.after[row.code] = known | changes

    def check(self) -> None:
        """Note what the chart as it shall be would break."""
        for code, number in self.rows.items():
            if code in self.after:
                self._check_place(number, code)
                self._check_use(number, code)
        # Accounts that the file does not name may stand below one that it retypes.
        for code, values in self.after.items():
            parent = values["parent"]
            if code not in self.rows and parent in self.rows and self.after[parent]["type"] != values["type"]:
                detail = f"{code}, which stands below it, is of type {values['type']}."
                self._fault(self.rows[parent], WrongAccountType.at("type", detail))

    def _check_place(self, number: int, code: str) -> None:
        parent = self.after[code]["parent"]
        if parent is None:
            return
        if parent not in self.after:
            self._fault(number, UnknownAccount.at("parent"))
        elif self.after[parent]["type"] != self.after[code]["type"]:
            self._fault(number, WrongAccountType.at("parent", f"{parent} is of type {self.after[parent]['type']}."))
        above = self._above(code)
        if above[-1] == code and len(above) > 1:
            self._fault(number, AccountCycle.at("parent"))
        elif len(above) > MAX_LEVELS:
            self._fault(number, AccountTooDeep.at("parent"))

    def _above(self, code: str) -> list[str]:
        """Return an account and those it stands below; where that comes round to one of them, that one again."""
        found, at = [code], self.after[code]["parent"]
        while at in self.after:
            found.append(at)
            if at in found[:-1]:
                break
            at = self.after[at]["parent"]
        return found

    def _check_use(self, number: int, code: str) -> None:
        account = self.known.get(code)
        if account is None:
            return
        before, after = self.before[code], self.after[code]
        try:
            if after["type"] != before["type"]:
                # Locked, so that whoever posts to it for the first time just now is waited for.
                self.accounts.get_for_update(account.id, expected=None)
                check_type_free(self.uow, self.accounts, account)
            if before["active"] and not after["active"]:
                check_serves_nothing(self.uow, self.accounts, account)
        except DomainError as error:
            self._fault(number, error)

    def _fault(self, number: int, error: DomainError) -> None:
        self.errors += [
            ChartRowError(row=number, path=one.path, code=one.code, message=one.message) for one in error.errors
        ]


def _write(uow: UnitOfWork, ctx: OrgContext, accounts: AccountRepository, chart: _Chart) -> None:
    """Make what is new, parents first, then change what is there."""
    parents = {code: values["parent"] for code, values in chart.after.items()}
    ids = {code: account.id for code, account in chart.known.items()}
    levels = {code: levels_of(parents, code) for code in chart.created()}
    for level in sorted(set(levels.values())):
        made = [code for code in levels if levels[code] == level]
        for account in accounts.insert_all([{"code": code, **_columns(chart.after[code], ids)} for code in made]):
            ids[account.code] = account.id
            view = view_of(account, parents[account.code])
            record_change(uow, ctx, action="account.create", subject_id=account.id, after=view)
    for code in chart.changed():
        before = view_of(chart.known[code], chart.before[code]["parent"])
        account, _ = accounts.update(chart.known[code], _columns(chart.after[code], ids))
        view = view_of(account, parents[code])
        record_change(uow, ctx, action="account.update", subject_id=account.id, before=before, after=view)


def _values(account: Account, codes: Mapping[Any, str]) -> Values:
    return {
        "name": account.name,
        "type": AccountType(account.type),
        "parent": codes[account.parent_id] if account.parent_id else None,
        "cash_flow": CashFlow(account.cash_flow) if account.cash_flow else None,
        "active": account.active,
    }


def _columns(values: Values, ids: Mapping[str, Any]) -> Values:
    columns = {name: value for name, value in values.items() if name != "parent"}
    return columns | {"parent_id": ids[values["parent"]] if values["parent"] is not None else None}
