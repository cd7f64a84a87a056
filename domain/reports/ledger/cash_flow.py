"""The cash-flow statement by the indirect method (IAS 7.18 b, ASC 230-10-45-28): why there is more cash, or less.

It begins with the result and takes back what it holds that was no cash: what every other account of the balance sheet
took, as working capital, investing or financing, as the account says (`cash_flow`) or its role and type tell. Every
journal balances, so what all these come to is what the cash accounts took: nothing stays unexplained. At one location,
what went to and came from others is a line of its own.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.accounting.schemas import AccountType, CashFlow
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.money import text_of
from domain.org.profile import profile_of
from domain.reports.ledger.accounts import Account, Chart, read_chart
from domain.reports.ledger.figures import ByAccount, Taken, taken
from domain.reports.ledger.schemas import CashFlowStatement
from domain.reports.ledger.spans import ONE_DAY, Span, asked_span
from domain.reports.tables import Column, Kind, Row, Table, heading_of

TITLE = "Cash flow"
RESULT_TYPES = (AccountType.REVENUE, AccountType.EXPENSE)
COLUMNS = (
    Column("section", "Section"),
    Column("account", "Account"),
    Column("name", "Name"),
    Column("amount", "Amount", Kind.MONEY),
)


@dataclass(frozen=True, slots=True)
class Flow:
    """What one account gave to cash, in minor units; negative if it took it."""

    account: str
    name: str
    amount: int


@dataclass(frozen=True, slots=True)
class Held:
    """What one cash account held before and after."""

    account: str
    name: str
    opening: int
    closing: int


@dataclass(frozen=True, slots=True)
class CashFlows:
    """The whole report, in minor units."""

    span: Span
    location_id: UUID | None
    digits: int
    net_result: int
    operating: tuple[Flow, ...]
    investing: tuple[Flow, ...]
    financing: tuple[Flow, ...]
    between_locations: int
    cash: tuple[Held, ...]

    def total(self, section: CashFlow) -> int:
        """Return what a section comes to; operating begins with the result."""
        flows: tuple[Flow, ...] = getattr(self, section.value)
        first = self.net_result if section == CashFlow.OPERATING else 0
        return first + sum(flow.amount for flow in flows)

    @property
    def explained(self) -> int:
        """Return what all sections come to."""
        return sum(map(self.total, SECTIONS)) + self.between_locations

    @property
    def opening(self) -> int:
        """Return the cash before."""
        return sum(one.opening for one in self.cash)

    @property
    def closing(self) -> int:
        """Return the cash after."""
        return sum(one.closing for one in self.cash)


SECTIONS = (CashFlow.OPERATING, CashFlow.INVESTING, CashFlow.FINANCING)


def cash_flow(
    uow: UnitOfWork, ctx: OrgContext, *, since: dt.date | None, until: dt.date | None, location_id: UUID | None
) -> CashFlows:
    """Return the cash flows of the days asked for, the fiscal year to date by default.

    **Raises** `InvalidError` for days that no journal can bear, or a span that ends before it begins.
    """
    span = asked_span(uow, org_id=ctx.org_id, since=since, until=until, whole_year=True)
    assert span.first is not None
    chart = read_chart(uow, org_id=ctx.org_id)
    eve, end, moved = taken(
        uow,
        org_id=ctx.org_id,
        location_id=location_id,
        spans=[Span(None, span.first - ONE_DAY), Span(None, span.last)],
        results=[span],
    )
    kinds = {
        account.id: chart.cash_flow_of(account)
        for account in chart.accounts.values()
        if account.type not in RESULT_TYPES
    }
    return CashFlows(
        span=span,
        location_id=location_id,
        digits=profile_of(uow, org_id=ctx.org_id).digits,
        net_result=-sum(_net(sides) for account_id, sides in moved.items() if account_id not in kinds),
        operating=_flows(chart, kinds, moved, CashFlow.OPERATING),
        investing=_flows(chart, kinds, moved, CashFlow.INVESTING),
        financing=_flows(chart, kinds, moved, CashFlow.FINANCING),
        between_locations=sum(map(_net, moved.values())),
        cash=_held(chart, kinds, eve, end),
    )


def cash_flow_view(flows: CashFlows) -> CashFlowStatement:
    """Return the report as JSON shows it."""

    def text(amount: int) -> str:
        return text_of(amount, flows.digits)

    def section(kind: CashFlow) -> dict[str, Any]:
        listed: tuple[Flow, ...] = getattr(flows, kind.value)
        rows = [{"account": one.account, "name": one.name, "amount": text(one.amount)} for one in listed]
        return {"rows": rows, "total": text(flows.total(kind))}

    shown: dict[str, Any] = {
        "since": flows.span.first,
        "until": flows.span.last,
        "location_id": flows.location_id,
        "net_result": text(flows.net_result),
        **{kind.value: section(kind) for kind in SECTIONS},
        "between_locations": text(flows.between_locations),
        "net_change": text(flows.closing - flows.opening),
        "unexplained": text(flows.closing - flows.opening - flows.explained),
        "opening_cash": text(flows.opening),
        "closing_cash": text(flows.closing),
        "cash_accounts": [
            {"account": one.account, "name": one.name, "opening": text(one.opening), "closing": text(one.closing)}
            for one in flows.cash
        ],
    }
    return CashFlowStatement.model_validate(shown)


def cash_flow_table(uow: UnitOfWork, ctx: OrgContext, flows: CashFlows) -> Table:
    """Return the report as a table: the result, the sections, and the cash before and after."""
    span = flows.span
    return Table(
        name=f"cash-flow-{span.first}-{span.last}",
        heading=heading_of(uow, org_id=ctx.org_id, title=TITLE, period=f"{span.first} – {span.last}"),
        columns=COLUMNS,
        rows=_rows(flows),
        totals=[
            ("net_change", None, "Net change of cash", flows.closing - flows.opening),
            ("opening_cash", None, "Cash before", flows.opening),
            ("closing_cash", None, "Cash after", flows.closing),
        ],
    )


def _rows(flows: CashFlows) -> Iterator[Row]:
    yield ("net_result", None, "Net result", flows.net_result)
    for kind in SECTIONS:
        listed: tuple[Flow, ...] = getattr(flows, kind.value)
        for flow in listed:
            yield (kind.value, flow.account, flow.name, flow.amount)
        yield (kind.value, None, f"Total {kind.value}", flows.total(kind))
    if flows.between_locations:
        yield ("between_locations", None, "Between locations", flows.between_locations)


def _net(sides: Taken) -> int:
    return sides[0] - sides[1]


def _flows(chart: Chart, kinds: dict[UUID, CashFlow], moved: ByAccount, kind: CashFlow) -> tuple[Flow, ...]:
    listed = (account for account in chart.accounts.values() if kinds.get(account.id) == kind and account.id in moved)
    return tuple(Flow(account.code, account.name, -_net(moved[account.id])) for account in listed)


def _held(chart: Chart, kinds: dict[UUID, CashFlow], eve: ByAccount, end: ByAccount) -> tuple[Held, ...]:
    def held(account: Account) -> Held:
        opening, closing = (_net(sums.get(account.id, (0, 0))) for sums in (eve, end))
        return Held(account.code, account.name, opening, closing)

    return tuple(
        held(account)
        for account in chart.accounts.values()
        if kinds.get(account.id) == CashFlow.CASH and account.id in end
    )
