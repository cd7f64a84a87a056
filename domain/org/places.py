"""Currencies, countries and time zones: the lists that the world keeps, not ours."""

from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfoNotFoundError

from domain.core import clock
from domain.core.money import minor_digits
from domain.org.errors import UnknownCountry, UnknownCurrency, UnknownTimeZone


def digits_of_currency(currency: str) -> int:
    """Return a currency's digits after the point (ISO 4217). **Raises** `UnknownCurrency`."""
    try:
        return minor_digits(currency)
    except ValueError as error:
        raise UnknownCurrency.at("currency") from error


def check_country(country: str) -> None:
    """Check the two-letter code of a country (ISO 3166-1, in capitals). **Raises** `UnknownCountry`."""
    if country not in _countries():
        raise UnknownCountry.at("country")


def check_time_zone(time_zone: str) -> None:
    """Check the name of a time zone (IANA). **Raises** `UnknownTimeZone`."""
    try:
        clock.zone(time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UnknownTimeZone.at("time_zone") from error


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    """Return the codes in the table that comes with the time zone database."""
    table = resources.files("tzdata.zoneinfo").joinpath("iso3166.tab").read_text(encoding="utf-8")
    return frozenset(line[:2] for line in table.splitlines() if line and not line.startswith("#"))
