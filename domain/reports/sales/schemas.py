"""What the reports of sales tell."""

import datetime as dt
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.core.schemas import Output


class GroupBy(StrEnum):
    """What sales are told apart by."""

    DAY = "day"
    HOUR = "hour"
    WEEKDAY = "weekday"
    MONTH = "month"
    ITEM = "item"
    CATEGORY = "category"
    LOCATION = "location"
    TERMINAL = "terminal"
    CASHIER = "cashier"
    TENDER = "tender"
    KIND = "kind"


class Compare(StrEnum):
    """With which days a period is compared: as many before it, or the same ones a year before."""

    PREVIOUS_PERIOD = "previous_period"
    PREVIOUS_YEAR = "previous_year"


Money = Annotated[str | None, Field(description="A decimal in the currency's digits.", examples=["10.50"])]
Count = Annotated[str | None, Field(description="A plain decimal.", examples=["12"])]
Percent = Annotated[str | None, Field(description="In percent; null of nothing.", examples=["37.5"])]
Key = Annotated[
    str,
    Field(
        description="A date, an hour 00–23, a weekday 1 (Monday) – 7, a month, a category's code, a method's code, a"
        " kind of document, or the id of an item, location, terminal or cashier; of all rows in the total.",
        examples=["2026-11-22"],
    ),
]


class Named(Output):
    """What a row is of."""

    key: Key
    code: Annotated[str | None, Field(description="SKU or code, where it has one.")]
    name: str | None


class Sold(Output):
    """Figures of sales; what cannot be told apart this way is null. What came back counts against what was sold.

    `total` = `net` + `gift_cards` + `tax` + `tips` + `rounding`; `gross` = `net` + `discount`.
    """

    documents: Annotated[int | None, Field(description="Sales, returns, exchanges and voids; by tender: payments.")]
    quantity: Count
    gross: Money
    discount: Money
    net: Annotated[str | None, Field(description="Revenue: without tax, and without what loaded gift cards.")]
    gift_cards: Annotated[str | None, Field(description="What loaded gift cards: owed, not earned.")]
    tax: Money
    tips: Money
    rounding: Money
    total: Annotated[str | None, Field(description="What was paid; by tender: less change.")]
    cost: Money
    margin: Annotated[str | None, Field(description="`net` less `cost`.")]
    margin_percent: Percent


class SalesRow(Sold, Named):
    """One row of the sales."""

    previous: Annotated[Sold | None, Field(description="The same of the days that it is compared with, if asked for.")]


class SalesTotal(Sold):
    """All rows of all pages."""

    previous: Sold | None


class OfDays(Output):
    """Of which days and where."""

    since: Annotated[dt.date, Field(serialization_alias="from")]
    until: Annotated[dt.date, Field(serialization_alias="to")]
    location_id: UUID | None
    group_by: GroupBy
    next_cursor: str | None


class SalesReport(OfDays):
    """What was sold, and what was earned with it."""

    rows: list[SalesRow]
    total: SalesTotal


class Earned(Output):
    """What was earned with what was sold."""

    quantity: Count
    net: Money
    cost: Money
    margin: Money
    margin_percent: Percent


class MarginRow(Earned, Named):
    """One item or category."""


class MarginReport(OfDays):
    """Gross margin, the lowest first unless sorted otherwise."""

    rows: list[MarginRow]
    total: Earned


class Discounted(Output):
    """What was taken off the price; `gross` = `net` + `discount`."""

    documents: Annotated[int | None, Field(description="All documents, whether discounted or not.")]
    gross: Money
    discount: Money
    discount_percent: Annotated[str | None, Field(description="`discount` in percent of `gross`.")]
    net: Money


class DiscountRow(Discounted, Named):
    """One day, item, terminal or cashier."""


class DiscountReport(OfDays):
    """Discounts, the greatest first unless sorted otherwise."""

    rows: list[DiscountRow]
    total: Discounted
