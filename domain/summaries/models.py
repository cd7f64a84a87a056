"""Tables of summaries. Each stands in the schema of what it sums up; its key is all that it is summed by.

Nobody but the roll-up writes them, and what they say of a journal they say once: `acct.summary_marks` tells up to which
number of each book. The nil UUID stands where a row names none, and in the tables by month for all locations together.
"""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Numeric, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from domain.core.base import QUANTITY, Base, Minor, OrgScoped

# Today's rows are changed every minute: with room on the page, such a change touches no index.
ROOM = {"fillfactor": "50"}


def _in(schema: str) -> dict[str, Any]:
    return {"schema": schema, "postgresql_with": ROOM}


class SummaryMark(Base, OrgScoped):
    """Up to which number the journals of a book are in the summaries."""

    __tablename__ = "summary_marks"
    __table_args__ = _in("acct")

    book: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)


class DayTotal(Base, OrgScoped):
    """What an account took at a location in a day."""

    __tablename__ = "day_totals"
    __table_args__ = _in("acct")

    business_date: Mapped[date] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    location_id: Mapped[UUID] = mapped_column(primary_key=True)
    debit: Mapped[Minor]
    credit: Mapped[Minor]
    lines: Mapped[int] = mapped_column(BigInteger)


class SalesHour(Base, OrgScoped):
    """What a terminal sold in an hour of the shop's own clock, by who posted it and kind."""

    __tablename__ = "sales_hours"
    __table_args__ = _in("pos")

    business_date: Mapped[date] = mapped_column(primary_key=True)
    hour: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    location_id: Mapped[UUID] = mapped_column(primary_key=True)
    terminal_id: Mapped[UUID] = mapped_column(primary_key=True)
    actor_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    documents: Mapped[int] = mapped_column(BigInteger)
    net: Mapped[Minor]
    tax: Mapped[Minor]
    tip: Mapped[Minor]
    rounding: Mapped[Minor]
    total: Mapped[Minor]
    discount: Mapped[Minor]
    cost: Mapped[Minor]
    quantity: Mapped[Decimal] = mapped_column(QUANTITY)
    loaded: Mapped[Minor]


class TenderDay(Base, OrgScoped):
    """What sales were paid with at a terminal in a day; `amount` is less change, refunds are negative."""

    __tablename__ = "tender_days"
    __table_args__ = _in("pos")

    business_date: Mapped[date] = mapped_column(primary_key=True)
    location_id: Mapped[UUID] = mapped_column(primary_key=True)
    terminal_id: Mapped[UUID] = mapped_column(primary_key=True)
    method: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
    amount: Mapped[Minor]


class TaxDay(Base, OrgScoped):
    """What was sold under a tax rate at a location in a day, and the tax on it; nil: under none.

    What came back is in both, and apart as `returned_*`, zero or negative. What loaded a gift card is in none.
    """

    __tablename__ = "tax_days"
    __table_args__ = _in("pos")

    business_date: Mapped[date] = mapped_column(primary_key=True)
    location_id: Mapped[UUID] = mapped_column(primary_key=True)
    tax_rate_id: Mapped[UUID] = mapped_column(primary_key=True)
    percent: Mapped[Decimal] = mapped_column(Numeric(9, 6), primary_key=True)
    net: Mapped[Minor]
    tax: Mapped[Minor]
    returned_net: Mapped[Minor]
    returned_tax: Mapped[Minor]


class ReceivableDay(Base, OrgScoped):
    """What a customer bought on account at a location in a day, and what was paid or given back of it."""

    __tablename__ = "receivable_days"
    __table_args__ = _in("pos")

    business_date: Mapped[date] = mapped_column(primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(primary_key=True)
    location_id: Mapped[UUID] = mapped_column(primary_key=True)
    charged: Mapped[Minor]
    credited: Mapped[Minor]


class ItemSold:
    """What lines of sales came to, less what came back."""

    quantity: Mapped[Decimal] = mapped_column(QUANTITY, sort_order=10)
    net: Mapped[Minor] = mapped_column(sort_order=11)
    tax: Mapped[Minor] = mapped_column(sort_order=12)
    discount: Mapped[Minor] = mapped_column(sort_order=13)
    cost: Mapped[Minor] = mapped_column(sort_order=14)
    loaded: Mapped[Minor] = mapped_column(sort_order=15)
    lines: Mapped[int] = mapped_column(BigInteger, sort_order=16)


class ItemDay(Base, ItemSold, OrgScoped):
    """What was sold of an item at a location in a day."""

    __tablename__ = "item_days"
    __table_args__ = _in("pos")

    business_date: Mapped[date] = mapped_column(primary_key=True)
    location_id: Mapped[UUID] = mapped_column(primary_key=True)
    item_id: Mapped[UUID] = mapped_column(primary_key=True)


class ItemMonth(Base, ItemSold, OrgScoped):
    """What was sold of an item in a month at a location, and at all of them."""

    __tablename__ = "item_months"
    __table_args__ = _in("pos")

    month: Mapped[date] = mapped_column(primary_key=True)
    location_id: Mapped[UUID] = mapped_column(primary_key=True)
    item_id: Mapped[UUID] = mapped_column(primary_key=True)


class ItemYear(Base, ItemSold, OrgScoped):
    """What was sold of an item in a year, at all locations."""

    __tablename__ = "item_years"
    __table_args__ = _in("pos")

    year: Mapped[date] = mapped_column(primary_key=True)
    item_id: Mapped[UUID] = mapped_column(primary_key=True)


class StockMoved:
    """By how much a level changed."""

    quantity: Mapped[Decimal] = mapped_column(QUANTITY, sort_order=10)
    value: Mapped[Minor] = mapped_column(sort_order=11)


class StockDay(Base, StockMoved, OrgScoped):
    """By how much an item's level changed at a location in a day."""

    __tablename__ = "stock_days"
    __table_args__ = _in("inv")

    business_date: Mapped[date] = mapped_column(primary_key=True)
    location_id: Mapped[UUID] = mapped_column(primary_key=True)
    item_id: Mapped[UUID] = mapped_column(primary_key=True)


class StockMonth(Base, StockMoved, OrgScoped):
    """By how much an item's level changed in a month at a location, and at all of them."""

    __tablename__ = "stock_months"
    __table_args__ = _in("inv")

    month: Mapped[date] = mapped_column(primary_key=True)
    location_id: Mapped[UUID] = mapped_column(primary_key=True)
    item_id: Mapped[UUID] = mapped_column(primary_key=True)


class StockYear(Base, StockMoved, OrgScoped):
    """By how much an item's stock changed in a year, at all locations."""

    __tablename__ = "stock_years"
    __table_args__ = _in("inv")

    year: Mapped[date] = mapped_column(primary_key=True)
    item_id: Mapped[UUID] = mapped_column(primary_key=True)


class TieOut(Base, OrgScoped):
    """What a terminal did in a day, each measure from its own source; the tie-out compares them."""

    __tablename__ = "tie_outs"
    __table_args__ = _in("pos")

    business_date: Mapped[date] = mapped_column(primary_key=True)
    location_id: Mapped[UUID] = mapped_column(primary_key=True)
    terminal_id: Mapped[UUID] = mapped_column(primary_key=True)
    sales: Mapped[Minor]
    payments: Mapped[Minor]
    loaded: Mapped[Minor]
    line_cost: Mapped[Minor]
    written_off: Mapped[Minor]
    revalued: Mapped[Minor]
    stock_value: Mapped[Minor]


class TieOutAccount(Base, OrgScoped):
    """What the journals of a terminal's sales moved on an account in a day."""

    __tablename__ = "tie_out_accounts"
    __table_args__ = _in("pos")

    business_date: Mapped[date] = mapped_column(primary_key=True)
    location_id: Mapped[UUID] = mapped_column(primary_key=True)
    terminal_id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    debit: Mapped[Minor]
    credit: Mapped[Minor]
