"""Whatever the document allows to be sent, and whatever not: no route fails, none answers what is not described."""

import json
import re
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.core import NotSet
from schemathesis.generation import GenerationMode

from api.main import create_app
from domain.reports.verification.service import verify
from tests.api.occupied import Occupied, occupy
from tests.draining import drain
from tests.shops import open_shop

pytestmark = pytest.mark.slow

DOCUMENT = schemathesis.openapi.from_dict(create_app().openapi())
ROUTES = {
    f"{route.method.upper()} {route.path}": route
    for found in DOCUMENT.get_all_operations()
    for route in [found.ok()]  # type: ignore[union-attr]
}
LEFT_OUT = {
    "GET /api/operations/stream": "It sends events for ever; its own tests read from it.",
    "GET /health/ready": "Not ready is 503, and there is no worker here.",
    "POST /api/org/close": "It would end the organization that all others are asked for; its own tests close one.",
    "DELETE /api/auth/sessions": "It would end the session that all others are asked with.",
    "POST /api/auth/logout": "As above.",
}
OURS = {"authorization", "x-org-id", "content-type", "prefer", "content-length", "host", "transfer-encoding"}
EXAMPLES = 5


@pytest.fixture(scope="module")
def occupied(client) -> Occupied:
    """One organization for all routes: whatever is sent to one of them, the others must stand."""
    return occupy(open_shop(client))


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["as described", "otherwise"])
@pytest.mark.parametrize("name", sorted(set(ROUTES) - set(LEFT_OUT)))
def test_no_route_fails_or_answers_what_is_not_described(client, occupied, name, mode):
    route = ROUTES[name]
    described = route.definition.raw["responses"]
    turn = iter(range(10**6))

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=route.as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        path = case.formatted_path if next(turn) % 2 else known(route.path, case, occupied)
        answer = ask(client, occupied, case, path)
        said = (answer.status_code, path, case.query, case.body, answer.text)
        assert answer.status_code < 500, said
        assert str(answer.status_code) in described, said
        content = described[str(answer.status_code)].get("content")
        if content and answer.content:
            assert answer.headers["content-type"].split(";")[0] in content, said

    try:
        send()
    except Unsatisfiable:
        pytest.skip("nothing can be sent here that the document does not describe")


def test_what_was_accepted_of_all_that_ends_in_order_and_the_books_prove_right(occupied):
    shop = occupied.shop
    drain(shop)
    unexpected = shop.get("/api/operations?status=failed").json()["items"]
    waiting = shop.get("/api/operations?status=pending").json()["items"]
    assert [one["error"] for one in (*unexpected, *waiting)] == []
    proof = verify([shop.org_id])
    assert [one.as_dict() for finding in proof.findings for one in finding.examples] == []


def known(path: str, case: Any, occupied: Occupied) -> str:
    """Return the path with ids of what there is, as far as it names such things."""
    given = {**(case.path_parameters or {}), **occupied.ids}
    return re.sub(r"{(\w+)}", lambda name: str(given[name[1]]), path) if case.path_parameters else case.formatted_path


def ask(client: Any, occupied: Occupied, case: Any, path: str) -> Any:
    """Send a case as the shop's owner; who asks, and how the body is written, is not made up."""
    headers = {
        name: str(value).encode("latin-1", "replace").decode("latin-1")
        for name, value in (case.headers or {}).items()
        if name.lower() not in OURS
    }
    sent: dict[str, Any] = {}
    if not isinstance(case.body, NotSet):
        sent["content"] = json.dumps(case.body, default=str).encode()
        headers["content-type"] = "application/json"
    return client.request(case.method, path, params=case.query or None, headers=headers | occupied.shop.headers, **sent)
