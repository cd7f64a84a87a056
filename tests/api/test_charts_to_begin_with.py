"""The charts that an organization can begin with are looked at before there is one, and begun with."""

import pytest

from domain.accounting.chart import TEMPLATES
from tests.shops import register

TEMPLATES_AT = "/api/accounting/chart-templates"


@pytest.fixture
def person(client):
    return register(client)


def test_whoever_has_an_account_sees_every_chart_with_its_source(client, person):
    listed = client.get(TEMPLATES_AT, headers=person.headers).json()["items"]
    assert [one["code"] for one in listed] == list(TEMPLATES)
    mexican = next(one for one in listed if one["code"] == "retail_mx")
    assert (mexican["trade"], mexican["country"], mexican["accounts"]) == (
        "retail",
        "MX",
        len(TEMPLATES["retail_mx"].lines),
    )
    assert "Anexo 24" in mexican["source"]
    assert client.get(TEMPLATES_AT).status_code == 401


def test_a_chart_shows_its_accounts_and_what_they_serve(client, person):
    shown = client.get(f"{TEMPLATES_AT}/generic_fr", headers=person.headers).json()
    lines = {line["code"]: line for line in shown["lines"]}
    assert lines["707"] == {
        "code": "707",
        "name": "Ventes de marchandises",
        "type": "revenue",
        "parent": "70",
        "cash_flow": None,
        "roles": ["sales"],
    }
    assert lines["512"]["cash_flow"] == "cash"
    assert client.get(f"{TEMPLATES_AT}/circus", headers=person.headers).status_code == 404


@pytest.mark.parametrize("template", ["restaurant_us", "retail_mx", "services_fr", "generic_es"])
def test_an_organization_begins_with_a_countrys_chart(client, person, template):
    draft = {"name": "Sol", "currency": "EUR", "country": "ES", "time_zone": "UTC", "chart_template": template}
    opened = client.post("/api/org/organizations", json=draft, headers=person.headers)
    assert opened.status_code == 201, opened.text
    headers = {**person.headers, "X-Org-ID": opened.json()["id"]}
    exported = client.get("/api/accounting/accounts/export", headers=headers).json()["accounts"]
    assert exported == [
        {
            "code": line.code,
            "name": line.name,
            "type": line.type,
            "parent": line.parent,
            "cash_flow": line.cash_flow,
            "active": True,
        }
        for line in sorted(TEMPLATES[template].lines, key=lambda line: line.code)
    ]
    roles = client.get("/api/accounting/account-roles", headers=headers).json()["items"]
    assert {one["role"]: one["account"] for one in roles if one["account"]} == {
        role.value: code for role, code in TEMPLATES[template].roles.items()
    }
