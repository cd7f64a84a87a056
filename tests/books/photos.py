"""Our reports and our export at one moment, as they are asked for over HTTP and written by the command."""

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Any

from domain.core.clock import now
from domain.core.ids import NIL
from domain.reports.export import ExportFormat, export_journals
from domain.reports.snapshot import snapshot
from tests.books.fiscal_year import MONTHS, ONE_DAY, FiscalYear
from tests.books.programs import NOWHERE

Report = dict[str, Any]
Place = str | None
Days = tuple[dt.date, dt.date]


@dataclass
class Photo:
    """The books of a shop. Places are codes of locations, nowhere, or None: everywhere."""

    moment: str
    first_day: dt.date
    """Of the fiscal year that is the story's; the next one begins with `next_year`."""
    next_year: dt.date
    digits: int
    exports: dict[ExportFormat, str]
    trial_balances: dict[tuple[dt.date, Place], Report] = field(default_factory=dict)
    movements: dict[tuple[Days, Place], Report] = field(default_factory=dict)
    """Trial balances with what was before some days and what moved in them."""
    results: dict[tuple[Days, Place], Report] = field(default_factory=dict)
    sheets: dict[tuple[dt.date, Place], Report] = field(default_factory=dict)
    cash_flows: dict[tuple[Days, Place], Report] = field(default_factory=dict)
    taxes: dict[tuple[Days, Place], Report] = field(default_factory=dict)
    tie_outs: dict[tuple[Days, Place], Report] = field(default_factory=dict)


def photograph(year: FiscalYear, moment: str, dice: random.Random) -> Photo:
    """Read every report of some days and places, and export everything."""
    shop, months = year.shop, year.months
    with snapshot(shop.org_id) as uow:
        exports = {
            one: "".join(export_journals(uow, org_id=shop.org_id, export_format=one))
            for one in (ExportFormat.BEANCOUNT, ExportFormat.HLEDGER)
        }
    photo = Photo(moment, year.first_day, months[MONTHS], year.floor.digits, exports)
    locations = shop.get("/api/inventory/locations").json()["items"]
    ids: dict[Place, str | None] = {None: None, NOWHERE: str(NIL)}
    ids |= {location["code"]: location["id"] for location in locations}

    def ask(report: str, place: Place, **given: object) -> Report:
        asked = {key.rstrip("_"): str(value) for key, value in given.items()}
        asked |= {} if ids[place] is None else {"location_id": str(ids[place])}
        answer = shop.get(f"/api/reports/{report}", params=asked)
        assert answer.status_code == 200, (report, asked, answer.text)
        return dict(answer.json())

    any_day = year.first_day + dt.timedelta(days=dice.randint(0, 13 * 30))
    for day in {any_day, months[5] - ONE_DAY, year.last_day - ONE_DAY, year.last_day, months[MONTHS], now().date()}:
        for place in ids:
            photo.trial_balances[day, place] = ask("trial-balance", place, as_of=day)
            photo.sheets[day, place] = ask("balance-sheet", place, as_of=day)
    for first, last in _spans(year, dice):
        for place in ids:
            given = {"from_": first, "to": last}
            photo.results[(first, last), place] = ask("profit-and-loss", place, **given)
            photo.cash_flows[(first, last), place] = ask("cash-flow", place, **given)
            photo.movements[(first, last), place] = ask("trial-balance", place, from_=first, as_of=last)
            if place != NOWHERE:
                photo.taxes[(first, last), place] = ask("tax", place, **given)
                photo.tie_outs[(first, last), place] = ask("tie-out", place, differing=True, limit=500, **given)
    return photo


def _spans(year: FiscalYear, dice: random.Random) -> set[Days]:
    """Return the whole year, a month of it, the last one, the one after it, and any days, over the year's end too."""
    months = year.months
    at = dice.randint(0, MONTHS - 2)
    whole = [(at, at + 1), (0, MONTHS), (MONTHS - 1, MONTHS), (MONTHS, MONTHS + 1)]
    first = year.first_day + dt.timedelta(days=dice.randint(0, 300))
    any_days = (first, first + dt.timedelta(days=dice.randint(0, 120)))
    return {any_days, *((months[one], months[other] - ONE_DAY) for one, other in whole)}
