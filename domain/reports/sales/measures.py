"""What the reports of sales show: each column with the SQL that makes it of a row of sums `f`."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Generic, TypeVar

from domain.core.schemas import Output
from domain.reports.sales.schemas import (
    Discounted,
    DiscountReport,
    DiscountRow,
    Earned,
    GroupBy,
    MarginReport,
    MarginRow,
    OfDays,
    SalesReport,
    SalesRow,
    SalesTotal,
)
from domain.reports.tables import Column, Kind

SUMS = ("documents", "quantity", "net", "loaded", "tax", "tip", "rounding", "total", "discount", "cost")
"""What is summed; `net` is without `loaded`, what loaded gift cards."""


def _percent(part: str, whole: str) -> str:
    return f"CASE WHEN {whole} <> 0 THEN round(({part}) * 100.0 / ({whole}), 2) END"


MEASURES = MappingProxyType(
    {
        "documents": (Column("documents", "Documents", Kind.INTEGER), "f.documents"),
        "quantity": (Column("quantity", "Quantity", Kind.QUANTITY), "f.quantity"),
        "gross": (Column("gross", "Gross", Kind.MONEY), "f.net + f.discount"),
        "discount": (Column("discount", "Discount", Kind.MONEY), "f.discount"),
        "discount_percent": (
            Column("discount_percent", "Discount %", Kind.PERCENT),
            _percent("f.discount", "f.net + f.discount"),
        ),
        "net": (Column("net", "Net", Kind.MONEY), "f.net"),
        "gift_cards": (Column("gift_cards", "Gift cards", Kind.MONEY), "f.loaded"),
        "tax": (Column("tax", "Tax", Kind.MONEY), "f.tax"),
        "tips": (Column("tips", "Tips", Kind.MONEY), "f.tip"),
        "rounding": (Column("rounding", "Rounding", Kind.MONEY), "f.rounding"),
        "total": (Column("total", "Total", Kind.MONEY), "f.total"),
        "cost": (Column("cost", "Cost", Kind.MONEY), "f.cost"),
        "margin": (Column("margin", "Gross margin", Kind.MONEY), "f.net - f.cost"),
        "margin_percent": (
            Column("margin_percent", "Gross margin %", Kind.PERCENT),
            _percent("f.net - f.cost", "f.net"),
        ),
    }
)
BY_TIME = frozenset({GroupBy.DAY, GroupBy.HOUR, GroupBy.WEEKDAY, GroupBy.MONTH})


Report = TypeVar("Report", bound=OfDays)


@dataclass(frozen=True, slots=True)
class SalesView(Generic[Report]):
    """One of the reports of sales: its columns, by what it groups, what comes first, and what JSON shows."""

    name: str
    title: str
    shown: tuple[str, ...]
    groups: frozenset[GroupBy]
    first: str
    report: type[Report]
    row: type[Output]
    total: type[Output]

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return the columns of figures."""
        return tuple(MEASURES[name][0] for name in self.shown)

    def expressions(self) -> str:
        """Return the SQL of these columns over a row of sums `f`."""
        return ", ".join(f"{MEASURES[name][1]} AS {name}" for name in self.shown)

    def order(self, group_by: GroupBy) -> str:
        """Return how rows are sorted unless somebody says otherwise: times run on."""
        if group_by in BY_TIME:
            return "key"
        return "-total" if group_by == GroupBy.TENDER else self.first


SALES = SalesView(
    name="sales",
    title="Sales",
    shown=tuple(name for name in MEASURES if name != "discount_percent"),
    groups=frozenset(GroupBy),
    first="-net",
    report=SalesReport,
    row=SalesRow,
    total=SalesTotal,
)
GROSS_MARGIN = SalesView(
    name="gross-margin",
    title="Gross margin",
    shown=("quantity", "net", "cost", "margin", "margin_percent"),
    groups=frozenset({GroupBy.ITEM, GroupBy.CATEGORY}),
    first="margin_percent",
    report=MarginReport,
    row=MarginRow,
    total=Earned,
)
DISCOUNTS = SalesView(
    name="discounts",
    title="Discounts",
    shown=("documents", "gross", "discount", "discount_percent", "net"),
    groups=frozenset({GroupBy.DAY, GroupBy.ITEM, GroupBy.TERMINAL, GroupBy.CASHIER}),
    first="-discount",
    report=DiscountReport,
    row=DiscountRow,
    total=Discounted,
)
