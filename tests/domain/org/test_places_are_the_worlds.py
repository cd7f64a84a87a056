"""Currencies, countries and time zones are those of the world's lists."""

import zoneinfo

import pytest

from domain.org.errors import UnknownCountry, UnknownCurrency, UnknownTimeZone
from domain.org.places import check_country, check_time_zone, digits_of_currency


@pytest.mark.parametrize(
    ("currency", "digits"), [("USD", 2), ("EUR", 2), ("COP", 2), ("JPY", 0), ("CLP", 0), ("KWD", 3), ("CLF", 4)]
)
def test_a_currency_has_its_digits(currency, digits):
    assert digits_of_currency(currency) == digits


@pytest.mark.parametrize("currency", ["", "XAU", "XXX", "AAA", "eur", "EURO", "€"])
def test_what_is_no_currency_is_refused(currency):
    with pytest.raises(UnknownCurrency):
        digits_of_currency(currency)


@pytest.mark.parametrize("country", ["US", "ES", "CO", "MX", "JP", "ZA"])
def test_a_country_is_known(country):
    check_country(country)


@pytest.mark.parametrize("country", ["", "U", "us", "UK", "ZZ", "USA", "#\t"])
def test_what_is_no_country_is_refused(country):
    with pytest.raises(UnknownCountry):
        check_country(country)


def test_every_time_zone_of_the_world_is_known():
    for name in zoneinfo.available_timezones():
        check_time_zone(name)


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "America", "../UTC", "/UTC", "UTC\x00", "x" * 5000])
def test_what_is_no_time_zone_is_refused(name):
    with pytest.raises(UnknownTimeZone):
        check_time_zone(name)
