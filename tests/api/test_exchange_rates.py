"""Rates of other currencies: one a day, and none of the organization's own."""

RATES = "/api/accounting/exchange-rates"
RATE = {"currency": "EUR", "date": "2026-03-01", "rate": "1.1"}


def test_the_organizations_own_currency_has_no_rate(shop):
    refused = shop.post(RATES, json=RATE | {"currency": "USD"})
    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (422, "currency")
    assert shop.post(RATES, json=RATE).status_code == 201


def test_a_day_has_one_rate_of_a_currency(shop):
    shop.post(RATES, json=RATE)
    assert shop.post(RATES, json=RATE | {"rate": "1.2"}).status_code == 409
