"""Every route, as a member of another organization: nothing is seen, nothing moved. A new one is covered by itself."""

import json
import re
from typing import Any
from uuid import UUID, uuid4

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.generation import GenerationMode

from api.main import create_app
from domain.reports.verification.service import verify
from tests.api.nouns import TERMINALS
from tests.api.occupied import Occupied, occupy
from tests.draining import drain
from tests.shops import open_shop

pytestmark = pytest.mark.slow

DOCUMENT = create_app().openapi()
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
ROUTES = {
    f"{route.method.upper()} {route.path}": route
    for found in SCHEMA.get_all_operations()
    for route in [found.ok()]  # type: ignore[union-attr]
    if any(parameter["name"] == "X-Org-ID" for parameter in route.definition.raw.get("parameters", []))
}
ENDLESS = {"GET /api/operations/stream"}
# What names nothing that belongs to an organization: a word, or the codes of the organization that asks.
WORDS = {"role", "job", "period", "fiscal_year", "kind"}
WITH_IDS = sorted(name for name in ROUTES if name not in ENDLESS and set(re.findall(r"{(\w+)}", name)) - WORDS)


@pytest.fixture(scope="module")
def theirs(client) -> Occupied:
    return occupy(open_shop(client))


@pytest.fixture(scope="module")
def ours(client):
    return open_shop(client)


@pytest.fixture(scope="module")
def till(ours) -> str:
    return str(TERMINALS.make(ours)["id"])


@pytest.mark.parametrize("name", sorted(set(ROUTES) - ENDLESS))
def test_who_is_no_member_is_refused_whatever_is_asked(client, theirs, ours, name):
    method, path = name.split(" ")
    headers = ours.headers | {"X-Org-ID": str(theirs.shop.org_id)}
    answer = client.request(method, filled(path, theirs), headers=headers, json={})
    assert answer.status_code == 403, answer.text
    assert theirs.mark not in answer.text


@pytest.mark.parametrize("name", WITH_IDS)
def test_anothers_id_in_the_path_is_as_unknown_as_none(client, theirs, ours, till, name):
    method, path = name.split(" ")
    body = at_home(body_for(ROUTES[name]), till, ours)
    sent = {} if body is None else {"json": body}
    answer = client.request(method, filled(path, theirs), headers=ours.headers | {"Idempotency-Key": name}, **sent)
    assert theirs.mark not in answer.text
    if answer.status_code == 202:
        drain(ours)
        ended = ours.get(f"/api/operations/{answer.json()['id']}").json()
        assert ended["status"] == "rejected", ended
    else:
        assert answer.status_code in {403, 404}, (answer.status_code, body, answer.text)


@pytest.mark.parametrize("name", sorted(name for name in ROUTES if name not in ENDLESS and "{" not in name))
def test_anothers_ids_in_query_and_body_reach_nothing(client, theirs, ours, name):
    method, path = name.split(" ")
    wanted = {
        parameter["name"]: theirs.ids[parameter["name"]]
        for parameter in ROUTES[name].definition.raw.get("parameters", [])
        if parameter["in"] == "query" and parameter["name"] in theirs.ids
    }
    body = body_for(ROUTES[name])
    if not wanted and not ids_in(body):
        return
    sent = {} if body is None else {"json": replaced(body, theirs.ids)}
    answer = client.request(method, path, params=wanted, headers=ours.headers, **sent)
    assert answer.status_code < 500, answer.text
    assert theirs.mark not in answer.text
    if answer.status_code == 202:
        drain(ours)


def test_afterwards_both_organizations_prove_right_and_theirs_is_untouched(client, theirs, ours):
    drain(ours)
    proof = verify([ours.org_id, theirs.shop.org_id])
    assert [one.as_dict() for finding in proof.findings for one in finding.examples] == []
    acted = {entry["actor"]["id"] for entry in theirs.shop.get("/api/org/audit?limit=500").json()["items"]}
    assert str(ours.owner.user_id) not in acted
    for path in ("sales", "shifts", "customers", "terminals"):
        assert theirs.mark in theirs.shop.get(f"/api/pos/{path}").text or path == "sales"


def test_every_name_of_a_path_is_known_here(theirs):
    named = {one for name in ROUTES for one in re.findall(r"{(\w+)}", name)}
    assert named - WORDS <= set(theirs.ids)


def filled(path: str, theirs: Occupied) -> str:
    """Return the path with their ids in it."""
    return re.sub(r"{(\w+)}", lambda name: theirs.ids.get(name[1], "cash"), path)


def body_for(route: Any) -> Any:
    """Return a body that the document allows: its example, else the first that can be made up."""
    described = route.definition.raw.get("requestBody")
    if described is None:
        return None
    content = described["content"].get("application/json", {})
    if "example" in content:
        return json.loads(json.dumps(content["example"]))
    found: list[Any] = []

    @settings(
        max_examples=1,
        database=None,
        derandomize=True,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=route.as_strategy(generation_mode=GenerationMode.POSITIVE))
    def make(case: Any) -> None:
        found.append(json.loads(json.dumps(case.body, default=str)))

    make()
    return found[0]


def at_home(body: Any, till: str, ours: Any) -> Any:
    """Return the body with an identity of its own, and our till and place in it: only the path leads elsewhere."""
    if not isinstance(body, dict):
        return body
    here = {"id": str(uuid4()), "terminal_id": till, "location_id": str(ours.default_location_id)}
    return {name: here.get(name, value) for name, value in body.items()}


def ids_in(body: Any) -> bool:
    """Say whether a body names anything by an id."""
    if isinstance(body, dict):
        return any(name.endswith("_id") or ids_in(value) for name, value in body.items())
    return isinstance(body, list) and any(ids_in(one) for one in body)


def replaced(body: Any, ids: dict[str, str]) -> Any:
    """Return the body with their ids wherever it names something by an id."""
    if isinstance(body, list):
        return [replaced(one, ids) for one in body]
    if not isinstance(body, dict):
        return body
    return {
        name: str(uuid4())
        if name == "id"
        else ids.get(name, str(UUID(int=7)))
        if name.endswith("_id")
        else replaced(value, ids)
        for name, value in body.items()
    }
