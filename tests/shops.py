"""Shops as their owners open them: over HTTP, from nothing."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from fastapi.testclient import TestClient

from domain.auth.permissions import ROLES, Role
from domain.core.context import Actor, OrgContext

PASSWORD = "a sentence is the best password"


@dataclass(frozen=True)
class Person:
    """Somebody with an account, logged in."""

    client: TestClient
    user_id: UUID
    email: str
    tokens: dict[str, Any]

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens['access_token']}"}


@dataclass(frozen=True)
class Shop:
    """An organization, and its owner to act for it; `ctx` is for tests below HTTP."""

    client: TestClient
    owner: Person
    org_id: UUID
    default_location_id: UUID
    headers: dict[str, str]
    ctx: OrgContext = field(repr=False)

    def get(self, path: str, **given: Any) -> Any:
        return self.client.get(path, **self._as_owner(given))

    def post(self, path: str, **given: Any) -> Any:
        return self.client.post(path, **self._as_owner(given))

    def patch(self, path: str, **given: Any) -> Any:
        return self.client.patch(path, **self._as_owner(given))

    def delete(self, path: str, **given: Any) -> Any:
        return self.client.delete(path, **self._as_owner(given))

    def seen_by(self, person: Person) -> dict[str, str]:
        """Return the headers with which somebody else asks for this organization."""
        return person.headers | {"X-Org-ID": str(self.org_id)}

    def hire(self, role: str) -> Person:
        """Register a person and make them a member."""
        person = register(self.client)
        answer = self.post("/api/org/users", json={"email": person.email, "role": role})
        assert answer.status_code == 201, answer.text
        return person

    def key(self, role: str = "cashier", **given: Any) -> dict[str, Any]:
        """Make an API key, and return the answer together with the headers of a device that uses it."""
        answer = self.post("/api/org/api-keys", json={"name": "Till 1", "role": role, **given})
        assert answer.status_code == 201, answer.text
        made = answer.json()
        made["headers"] = {"Authorization": f"Bearer {made['secret']}", "X-Org-ID": str(self.org_id)}
        return dict(made)

    def _as_owner(self, given: dict[str, Any]) -> dict[str, Any]:
        return {**given, "headers": self.headers | given.get("headers", {})}


def login(client: TestClient, *, email: str, password: str = PASSWORD) -> Any:
    return client.post("/api/auth/login", json={"email": email, "password": password})


def register(client: TestClient, *, name: str = "Ana") -> Person:
    """Register a person under a fresh email and log them in."""
    email = f"{uuid4().hex}@example.com"
    answer = client.post("/api/auth/register", json={"email": email, "password": PASSWORD, "name": name})
    assert answer.status_code == 201, answer.text
    tokens = login(client, email=email)
    assert tokens.status_code == 200, tokens.text
    return Person(client=client, user_id=UUID(answer.json()["id"]), email=email, tokens=tokens.json())


def open_shop(client: TestClient, *, owner: Person | None = None, **given: Any) -> Shop:
    """Open an organization; what is not given is a café in Chicago."""
    owner = owner or register(client)
    draft = {
        "name": "Café Sol",
        "currency": "USD",
        "country": "US",
        "time_zone": "America/Chicago",
        "chart_template": "retail",
        **given,
    }
    answer = client.post("/api/org/organizations", json=draft, headers=owner.headers)
    assert answer.status_code == 201, answer.text
    org_id = UUID(answer.json()["id"])
    return Shop(
        client=client,
        owner=owner,
        org_id=org_id,
        default_location_id=UUID(answer.json()["default_location_id"]),
        headers=owner.headers | {"X-Org-ID": str(org_id)},
        ctx=OrgContext(
            org_id=org_id,
            actor=Actor("user", owner.user_id),
            role=Role.OWNER.value,
            permissions=frozenset(ROLES[Role.OWNER]),
        ),
    )
