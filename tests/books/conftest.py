"""The random year that several programs are shown."""

import random
from dataclasses import dataclass
from typing import Any

import pytest

from tests.api.nouns import ACCOUNTS
from tests.books.fiscal_year import FiscalYear, Plan, first_month
from tests.books.photos import Photo, photograph
from tests.books.shop_floor import Floor, furnish
from tests.shops import open_shop

YEARS: dict[str, dict[str, Any]] = {
    "an ordinary year": {
        "seed": 41,
        "currency": "EUR",
        "digits": 2,
        "time_zone": "Europe/Madrid",
        "rates": {"USD": (850, 950), "JPY": (6, 8), "KWD": (2700, 3100)},
        "settings": {"tax_rounding": "document", "prices_include_tax": True, "cash_rounding": 5},
        "plan": Plan(documents=44, journals=9, reopened=False),
    },
    "a year that is closed twice, places with accounts of their own": {
        "seed": 42,
        "currency": "JPY",
        "digits": 0,
        "time_zone": "Asia/Tokyo",
        "rates": {"USD": (140_000, 155_000), "EUR": (160_000, 170_000), "KWD": (480_000, 510_000)},
        "settings": {"costing_method": "fifo", "day_cutoff": "04:30"},
        "plan": Plan(documents=40, journals=8, reopened=True),
        "own": {"sales": "revenue", "cogs": "expense", "cash": "asset", "tax_payable": "liability"},
    },
}


@dataclass(frozen=True)
class Lived:
    """A year that is over, and the photos that were taken of its books as it went."""

    year: FiscalYear
    photos: list[Photo]


@pytest.fixture(scope="package", params=YEARS, ids=lambda name: name.replace(" ", "-").replace(",", ""))
def lived(request, client) -> Lived:
    """A shop's random year; its seed is printed where a test fails."""
    given = YEARS[request.param]
    print(f"seed {given['seed']}: {request.param}")
    shop = open_shop(client, currency=given["currency"], time_zone=given["time_zone"], chart_template="retail")
    floor = furnish(
        shop,
        seed=given["seed"],
        digits=given["digits"],
        time_zone=given["time_zone"],
        fiscal_year_start=first_month().month,
        **given["settings"],
    )
    give_own_accounts(floor, given.get("own", {}))
    year = FiscalYear(floor, seed=given["seed"], rates=given["rates"])
    dice = random.Random(given["seed"])
    return Lived(year, [photograph(year, moment, dice) for moment in year.live(given["plan"])])


def give_own_accounts(floor: Floor, types: dict[str, str]) -> None:
    """Give the second location an account of its own for each of these roles."""
    for role, kind in types.items():
        code = f"own-{role}"
        ACCOUNTS.make(floor.shop, code=code, name=f"{role} in the East", type=kind)
        address = f"/api/accounting/account-roles/{role}/locations/{floor.location_ids[1]}"
        answer = floor.shop.client.put(address, json={"account": code}, headers=floor.shop.headers)
        assert answer.status_code == 200, answer.text
