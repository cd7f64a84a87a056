"""An organization comes ready to sell, or not at all."""

from uuid import uuid4

import pytest
from sqlalchemy import text

from domain.core.db import unit_of_work
from tests.shops import open_shop, register

DRAFT = {
    "name": "Café Sol",
    "currency": "USD",
    "country": "US",
    "time_zone": "America/Chicago",
    "chart_template": "retail",
}


def count(shop, table):
    with unit_of_work(shop.org_id, read_only=True) as uow:
        return uow.session.scalar(text(f"SELECT count(*) FROM {table}"))


def refused(client, draft):
    """Ask for an organization that cannot be opened; nothing may be left of it."""
    person = register(client)
    answer = client.post("/api/org/organizations", json=draft, headers=person.headers)
    assert answer.status_code == 422
    assert client.get("/api/org/organizations", headers=person.headers).json()["items"] == []
    return answer.json()


def test_it_comes_with_everything_that_a_sale_needs(client):
    person = register(client)
    answer = client.post("/api/org/organizations", json=DRAFT, headers=person.headers)
    assert answer.status_code == 201
    opened = answer.json()
    assert {name: opened[name] for name in DRAFT} == DRAFT
    assert opened["role"] == "owner"
    assert answer.headers["Location"] == f"/api/org/organizations/{opened['id']}"
    assert client.get(answer.headers["Location"], headers=person.headers).json() == opened


def test_its_first_rows_are_there(shop):
    with unit_of_work(shop.org_id, read_only=True) as uow:
        rows = uow.session.execute(text("SELECT code FROM pos.payment_methods")).scalars()
        assert set(rows) == {"cash", "card", "store_credit", "gift_card", "on_account", "deposit"}
        (location,) = uow.session.execute(text("SELECT id, code FROM inv.locations"))
        assert location == (shop.default_location_id, "MAIN")
    assert count(shop, "acct.chart_of_accounts") > 10
    assert count(shop, "acct.account_roles") > 10


def test_it_is_seen_by_its_owner_alone(shop, other_shop):
    assert [one["id"] for one in shop.get("/api/org/organizations").json()["items"]] == [str(shop.org_id)]
    answer = other_shop.get(f"/api/org/organizations/{shop.org_id}")
    assert answer.status_code == 404
    assert answer.json() | {"instance": ""} == other_shop.get(f"/api/org/organizations/{uuid4()}").json() | {
        "instance": ""
    }


def test_a_person_may_open_several_and_pages_through_them(client):
    person = register(client)
    opened = [str(open_shop(client, owner=person, name=f"Shop {n}").org_id) for n in range(3)]
    first = client.get("/api/org/organizations?limit=2", headers=person.headers).json()
    second = client.get(
        "/api/org/organizations", params={"limit": 2, "cursor": first["next_cursor"]}, headers=person.headers
    ).json()
    assert [one["id"] for one in first["items"] + second["items"]] == opened[::-1]
    assert second["next_cursor"] is None


def test_an_api_key_opens_nothing(shop):
    answer = shop.client.post("/api/org/organizations", json=DRAFT, headers=shop.key("owner")["headers"])
    assert answer.status_code == 401


def test_nobody_opens_nothing(client):
    assert client.post("/api/org/organizations", json=DRAFT).status_code == 401


@pytest.mark.parametrize("currency", ["XXX", "XAU", "ABC", "usd", "US$", "   "])
def test_an_unknown_currency_is_refused(client, currency):
    assert refused(client, DRAFT | {"currency": currency})["code"] == "org.unknown_currency"


@pytest.mark.parametrize("country", ["XX", "us", "  "])
def test_an_unknown_country_is_refused(client, country):
    assert refused(client, DRAFT | {"country": country})["code"] == "org.unknown_country"


@pytest.mark.parametrize("time_zone", ["Mars/Olympus", "America", "../etc/passwd", "/etc/passwd", "a\x00b", "CST6"])
def test_an_unknown_time_zone_is_refused(client, time_zone):
    assert refused(client, DRAFT | {"time_zone": time_zone})["code"] == "org.unknown_time_zone"


def test_an_unknown_template_is_refused_and_leaves_nothing(client):
    problem = refused(client, DRAFT | {"chart_template": "circus"})
    assert problem["code"] == "accounting.unknown_template"
    assert problem["errors"][0]["path"] == "chart_template"


@pytest.mark.parametrize("field", ["id", "owner_id", "role", "minor_digits", "created_at"])
def test_nobody_assigns_what_is_not_asked_for(client, field):
    assert refused(client, DRAFT | {field: "owner"})["errors"][0]["path"] == field


@pytest.mark.parametrize(("currency", "digits"), [("JPY", 0), ("USD", 2), ("KWD", 3)])
def test_it_counts_in_the_minor_units_of_its_currency(client, currency, digits):
    shop = open_shop(client, currency=currency)
    with unit_of_work(shop.org_id, read_only=True) as uow:
        assert uow.session.scalar(text("SELECT minor_digits FROM core.organizations")) == digits
