"""What a chart of accounts to begin with is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from domain.accounting.schemas import AccountType, CashFlow, Role

ASSET, LIABILITY, EQUITY = AccountType.ASSET, AccountType.LIABILITY, AccountType.EQUITY
REVENUE, EXPENSE = AccountType.REVENUE, AccountType.EXPENSE
CASH, OPERATING, INVESTING, FINANCING = CashFlow.CASH, CashFlow.OPERATING, CashFlow.INVESTING, CashFlow.FINANCING


@dataclass(frozen=True, slots=True)
class ChartLine:
    """One account of a template; `parent` is a code of the same template.

    `cash_flow` is given where the account's type alone would say the wrong thing; it is None for most.
    """

    code: str
    name: str
    type: AccountType
    parent: str | None
    cash_flow: CashFlow | None = None


Lines = tuple[ChartLine, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A chart to begin with, and which of its accounts serves which role.

    `country` is an ISO 3166-1 code, None where the chart follows no country's scheme; `source` is what was published,
    by whom and where. Lines are in the order of their codes, which is also that of a tree: parents come first.
    """

    code: str
    trade: str
    country: str | None
    source: str
    lines: Lines
    roles: Mapping[Role, str]


def account(
    title: str,
    account_type: AccountType,
    *below: "str | Lines",
    cash_flow: CashFlow | None = None,
) -> Lines:
    """Return an account and those below it; `title` is its code, a space, and its name.

    What stands below is a title too, or an account with others below it in turn; it is of the same type, and has the
    same `cash_flow` where it has none of its own. Accounts that others stand below are there to sum: they have none.
    """
    code, _, name = title.partition(" ")
    lines: list[ChartLine] = []
    for one in below:
        made = account(one, account_type) if isinstance(one, str) else one
        lines += [
            replace(
                line, parent=line.parent or code, cash_flow=line.cash_flow or (cash_flow if _last(line, made) else None)
            )
            for line in made
        ]
    return (ChartLine(code, name, account_type, None, None if below else cash_flow), *lines)


def in_order(*parts: Lines) -> Lines:
    """Return the accounts of several parts by their codes."""
    return tuple(sorted((line for part in parts for line in part), key=lambda line: line.code))


def _last(line: ChartLine, lines: Lines) -> bool:
    return all(other.parent != line.code for other in lines)
