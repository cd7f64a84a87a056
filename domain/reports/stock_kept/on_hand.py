"""What there was of one item at the beginning of any business date, without reading how it came to be.

Every year, month and day that belongs to the sum is one look-up by key, so that it costs the same for what is sold
every minute as for what is sold once a year.
"""

# ruff: noqa: S608 - every statement is built from constants and dates.

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from types import MappingProxyType
from uuid import UUID

from domain.core.db import UnitOfWork
from domain.inventory.service import MovementsOf
from domain.reports.asked import FIRST_YEAR, LAST_YEAR
from domain.summaries.facts import ALL_LOCATIONS, STOCK_DAYS, STOCK_MONTHS, STOCK_YEARS, TAIL, Fact
from domain.summaries.ranges import Span, Unit, spans

OnHand = tuple[Decimal, int]
"""Quantity, and value in minor units."""

FACTS = MappingProxyType({Unit.YEAR: STOCK_YEARS, Unit.MONTH: STOCK_MONTHS, Unit.DAY: STOCK_DAYS})
STEPS = MappingProxyType({Unit.YEAR: "1 year", Unit.MONTH: "1 month", Unit.DAY: "1 day"})
# Stock may have moved on any day that a journal can bear, also on one to come; on no other.
BEGINNING, END = dt.date(FIRST_YEAR, 1, 1), dt.date(LAST_YEAR, 12, 31)


def on_hand(
    uow: UnitOfWork, *, org_id: UUID, item_id: UUID, location_id: UUID | None, days: Sequence[dt.date | None]
) -> list[OnHand]:
    """Return what there was at the beginning of each of these days, or (None) is now; at one location or at all."""
    given = {"org_id": org_id, "item_id": item_id, "location_id": location_id}
    sums = " UNION ALL ".join(_standing(at, day, location_id) for at, day in enumerate(days))
    statement = f"""
    WITH {TAIL}
    SELECT s.at, coalesce(sum(s.sign * s.quantity), 0), coalesce(sum(s.sign * s.value), 0)::bigint
    FROM ({sums}) s (at, sign, quantity, value) GROUP BY s.at"""
    found = {at: (Decimal(quantity), value) for at, quantity, value in uow.driver.execute(statement, given)}
    return [found.get(at, (Decimal(0), 0)) for at in range(len(days))]


def opening_and_closing(uow: UnitOfWork, moved: MovementsOf) -> tuple[OnHand, OnHand]:
    """Return what there was before the first of these days, and after the last of them."""
    after = None if moved.until is None or moved.until >= END else moved.until + dt.timedelta(days=1)
    opening, closing = on_hand(
        uow,
        org_id=moved.org_id,
        item_id=moved.item_id,
        location_id=moved.location_id,
        days=[moved.since or BEGINNING, after],
    )
    return opening, closing


def _standing(at: int, day: dt.date | None, location_id: UUID | None) -> str:
    """Return the rows that together are what there was; what is not rolled up yet is all in days."""
    last = END if day is None or day > END else max(day, BEGINNING) - dt.timedelta(days=1)
    here = "" if location_id is None else " AND t.location_id = %(location_id)s"
    fresh = (
        f"SELECT {at}, 1, t.quantity, t.value FROM {STOCK_DAYS.derived} t"
        f" WHERE t.item_id = %(item_id)s AND t.business_date <= '{last.isoformat()}'{here}"
    )
    whole = spans(None, last, by_year=location_id is None)
    return " UNION ALL ".join([fresh, *(_stored(at, span, FACTS[span.unit], location_id) for span in whole)])


def _stored(at: int, span: Span, fact: Fact, location_id: UUID | None) -> str:
    """Return one look-up for each step of a span that the table reaches, at each place that it keeps apart."""
    unit = span.unit
    newest, oldest = (
        f"(SELECT x.{unit} FROM {fact.table} x WHERE x.org_id = %(org_id)s ORDER BY x.{unit} {way} LIMIT 1)"
        for way in ("DESC", "ASC")
    )
    since = oldest if span.since is None else f"greatest('{span.since.isoformat()}', {oldest})"
    until = f"least('{(span.until - dt.timedelta(days=1)).isoformat()}', {newest})"
    places, place = "", ""
    if unit != Unit.YEAR:
        place = " AND x.location_id = p.id"
        places = f" CROSS JOIN (SELECT {_place(unit, location_id)}) p"
    return f"""
    SELECT {at}, {span.sign}, f.quantity, f.value
    FROM generate_series({since}::timestamp, {until}::timestamp, '{STEPS[unit]}') g (step){places}
    CROSS JOIN LATERAL (
        SELECT x.quantity, x.value FROM {fact.table} x
        WHERE x.org_id = %(org_id)s AND x.{unit} = g.step::date{place} AND x.item_id = %(item_id)s OFFSET 0
    ) f"""


def _place(unit: Unit, location_id: UUID | None) -> str:
    if location_id is not None:
        return "%(location_id)s::uuid AS id"
    if unit == Unit.MONTH:
        return f"'{ALL_LOCATIONS}'::uuid AS id"
    return "l.id FROM inv.locations l WHERE l.org_id = %(org_id)s"
