"""The OpenAPI document is complete: whatever a route may answer is described, errors as problems."""

import pytest
from jsonschema import Draft202012Validator

from api.main import create_app

DOCUMENT = create_app().openapi()
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}
OF_AN_ORGANIZATION = {
    name
    for name, operation in OPERATIONS.items()
    if any(parameter["name"] == "X-Org-ID" for parameter in operation.get("parameters", []))
}
OPEN = {
    "POST /api/auth/register",
    "POST /api/auth/login",
    "POST /api/auth/refresh",
    "POST /api/auth/password-resets",
    "POST /api/auth/password-resets/confirm",
    "GET /health/live",
    "GET /health/ready",
    "GET /metrics",
    "GET /problems",
    "GET /problems/{code}",
}
OF_A_PERSON = {
    "POST /api/auth/logout",
    "GET /api/auth/me",
    "GET /api/auth/sessions",
    "DELETE /api/auth/sessions",
    "DELETE /api/auth/sessions/{session_id}",
    "POST /api/auth/password",
    "GET /api/auth/totp",
    "POST /api/auth/totp",
    "POST /api/auth/totp/confirm",
    "POST /api/auth/totp/disable",
    "POST /api/auth/invitations/accept",
    "POST /api/org/organizations",
    "GET /api/org/organizations",
    "GET /api/org/organizations/{org_id}",
    "GET /api/accounting/chart-templates",
    "GET /api/accounting/chart-templates/{template}",
}


def references(node):
    """Yield every reference of a document."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        node = list(node.values())
    if isinstance(node, list):
        for one in node:
            yield from references(one)


def test_every_reference_leads_somewhere():
    known = {f"#/components/schemas/{name}" for name in DOCUMENT["components"]["schemas"]}
    assert set(references(DOCUMENT["paths"])) <= known
    assert set(references(DOCUMENT["components"])) <= known


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_refusal_is_a_problem(name):
    for status, response in OPERATIONS[name]["responses"].items():
        if int(status) >= 400 and name != "GET /health/ready":
            assert set(response["content"]) == {"application/problem+json"}


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_route_says_what_it_does(name):
    assert OPERATIONS[name]["description"]


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_success_is_described(name):
    successes = [response for status, response in OPERATIONS[name]["responses"].items() if status in ("200", "201")]
    assert all(one["schema"] for response in successes for one in response["content"].values())


@pytest.mark.parametrize("name", sorted(OF_AN_ORGANIZATION | OF_A_PERSON))
def test_who_asks_is_asked_for(name):
    assert OPERATIONS[name]["security"] == [{"HTTPBearer": []}]
    assert {"401"} <= set(OPERATIONS[name]["responses"])


@pytest.mark.parametrize("name", sorted(OF_AN_ORGANIZATION))
def test_what_belongs_to_an_organization_may_be_forbidden(name):
    assert "403" in OPERATIONS[name]["responses"]


def test_every_route_is_open_on_purpose_or_belongs_to_somebody():
    assert not set(OPERATIONS) - OF_AN_ORGANIZATION - OF_A_PERSON - OPEN


def bodies():
    """Return the routes with a body, each with the schema and the media type of it."""
    return {
        name: next(iter(operation["requestBody"]["content"].values()))
        for name, operation in OPERATIONS.items()
        if "requestBody" in operation
    }


BODIES = bodies()


def resolved(schema):
    """Return a schema itself, where it is referred to, or may be left out (`null`)."""
    named = [one for one in schema.get("anyOf", [schema]) if "$ref" in one]
    return DOCUMENT["components"]["schemas"][named[0]["$ref"].rsplit("/", 1)[-1]] if named else schema


def shown(body):
    """Return the whole bodies that a route shows, beside its body or in its schema."""
    return [body["example"]] if "example" in body else resolved(body["schema"]).get("examples", [])


@pytest.mark.parametrize("name", BODIES)
def test_every_body_is_shown_by_an_example_that_is_one(name):
    examples = shown(BODIES[name])
    assert examples
    schema = {**BODIES[name]["schema"], "components": DOCUMENT["components"]}
    for example in examples:
        Draft202012Validator(schema).validate(example)
