"""The chain: an organization over HTTP with a location and a terminal for each store, ready to take its past."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from uuid import uuid4

from cli.replay.files import COUPON, store_code
from cli.replay.line import Line
from cli.replay.source import TIME_ZONE


@dataclass(frozen=True)
class Chain:
    """The organization, and how to speak for it with a key that does not end in the middle."""

    base_url: str
    org_id: str
    terminals: dict[int, str]
    """Store to the id of its terminal."""
    key: str = field(repr=False)

    def line(self) -> Line:
        """Return a line for whoever runs the chain."""
        return Line(self.base_url, {"Authorization": f"Bearer {self.key}", "X-Org-ID": self.org_id})


def open_chain(base_url: str, stores: Iterable[int], *, on_store: Callable[[int], None] | None = None) -> Chain:
    """Register an owner, and open an organization with a location and a terminal for each store.

    The currency, the zone and the trade are those of the source; tax is none, since the source has none. Raises
    `Refused`, `OSError`.
    """
    email, password = f"replay-{uuid4().hex}@example.com", secrets.token_urlsafe(16)
    anybody = Line(base_url)
    anybody.make("/api/auth/register", {"email": email, "password": password, "name": "Replay"})
    token = anybody.make("/api/auth/login", {"email": email, "password": password})["access_token"]
    anybody.close()
    person = {"Authorization": f"Bearer {token}"}
    draft = {
        "name": "The Complete Journey",
        "currency": "USD",
        "country": "US",
        "time_zone": TIME_ZONE,
        "chart_template": "retail",
    }
    owner = Line(base_url, person)
    org_id = owner.make("/api/org/organizations", draft)["id"]
    owner.close()
    owner = Line(base_url, person | {"X-Org-ID": org_id})
    key = owner.make("/api/org/api-keys", {"name": "Replay", "role": "admin"})["secret"]
    owner.make("/api/pos/payment-methods", {"code": COUPON, "name": "Manufacturer's coupon", "kind": "other"})
    terminals = {}
    for store in stores:
        code = store_code(store)
        location = owner.make("/api/inventory/locations", {"code": code, "name": f"Store {store}"})
        terminal = {"code": code, "name": f"Tills of store {store}", "location_id": location["id"]}
        terminals[store] = owner.make("/api/pos/terminals", terminal)["id"]
        if on_store is not None:
            on_store(1)
    owner.close()
    return Chain(base_url, org_id, terminals, key)
