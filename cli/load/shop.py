"""A shop over HTTP, from nothing: an owner, an organization, items with stock, tills with keys of their own."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from uuid import uuid4

import msgspec

from cli.load.client import Answer
from cli.load.loops import each, run
from cli.load.sales import Article, Catalogue, SaleFactory, SeededIds, SimulatedSale, make_articles
from cli.load.target import Target, render_request, target_of

TAX_PERCENT = "8.25"
TAX_MILLIONTHS = 8_250_000
RECEIPT_LINES = 500
DIGITS = 2
OK = range(200, 300)


class Refused(RuntimeError):
    """The server did not do what a shop needs."""


@dataclass(frozen=True, slots=True)
class Till:
    """A terminal with its own API key."""

    terminal_id: str
    code: str
    location_id: str
    headers: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class Shop:
    """An organization that is ready to sell, and how to speak for it."""

    target: Target
    org_id: str
    email: str
    headers: Mapping[str, str] = field(repr=False)
    """Those of the owner; the access token in them lives as long as the installation says."""
    locations: Sequence[str]
    tills: Sequence[Till]
    articles: Sequence[Article]

    def request(self, method: str, path: str, body: Any = None, *, till: Till | None = None, **headers: str) -> bytes:
        """Return a rendered request as the owner, or as a till; `headers` as `Prefer="wait=5"`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        own = till.headers if till is not None else self.headers
        raw = body if isinstance(body, bytes) or body is None else msgspec.json.encode(body)
        return render_request(self.target, method, path, headers={**own, **named}, body=raw)

    def sale_request(self, sale: SimulatedSale) -> bytes:
        """Return the rendered `POST /api/sales` of a sale, as the till that rang it up."""
        return self.request("POST", "/api/sales", sale.body, till=self.till_of(sale.terminal_id))

    def till_of(self, terminal_id: str) -> Till:
        """Return the till at which a sale was rung up."""
        return self._by_terminal[terminal_id]

    @cached_property
    def _by_terminal(self) -> dict[str, Till]:
        return {till.terminal_id: till for till in self.tills}

    def factory(self, *, seed: int, lines: int = 4, exponent: float = 1.0, **clock: Any) -> SaleFactory:
        """Return the sales of this shop; one factory a shop and a run, so that ids differ. `clock`: `start`, `pace`."""
        return SaleFactory(
            seed=seed,
            catalogue=Catalogue(self.articles, exponent=exponent),
            terminals=[till.terminal_id for till in self.tills],
            lines=lines,
            digits=DIGITS,
            **clock,
        )


def prepare_shop(
    base_url: str, *, items: int, locations: int = 1, terminals: int = 1, seed: int = 1, stock: int = 1_000_000
) -> Shop:
    """Open a shop and return when its stock has been posted. As `open_shop`, from outside an event loop."""
    return run(open_shop(base_url, items=items, locations=locations, terminals=terminals, seed=seed, stock=stock))


async def open_shop(
    base_url: str, *, items: int, locations: int = 1, terminals: int = 1, seed: int = 1, stock: int = 1_000_000
) -> Shop:
    """Register an owner, open an organization and give it what it needs.

    Terminals are spread over the locations in turn; each has an API key of the role cashier, bound to it. `stock` is
    received of every item at every location, 0 for none.

    **Raises** `NotLoopback`, `Refused`, `LoadError`.
    """
    target = target_of(base_url)
    email = f"owner-{uuid4().hex}@example.com"
    password = uuid4().hex
    await _ask(target, "POST", "/api/auth/register", {"email": email, "password": password, "name": "Owner"})
    tokens = await _ask(target, "POST", "/api/auth/login", {"email": email, "password": password})
    person = {"Authorization": f"Bearer {tokens['access_token']}"}
    draft = {
        "name": "Arcoíris Market",
        "currency": "USD",
        "country": "US",
        "time_zone": "America/Chicago",
        "chart_template": "retail",
    }
    org = await _ask(target, "POST", "/api/org/organizations", draft, headers=person)
    headers = person | {"X-Org-ID": org["id"]}
    codes = [{"code": f"L{at}", "name": f"Shop {at}"} for at in range(2, locations + 1)]
    made = await _make(target, "/api/inventory/locations", codes, headers=headers)
    location_ids = [org["default_location_id"], *(location["id"] for location in made)]
    articles = await _stock_up(target, headers, location_ids=location_ids, items=items, seed=seed, stock=stock)
    tills = await _set_up_tills(target, headers, location_ids=location_ids, terminals=terminals)
    return Shop(target, org["id"], email, headers, location_ids, tills, articles)


async def _stock_up(
    target: Target, headers: Mapping[str, str], *, location_ids: Sequence[str], items: int, seed: int, stock: int
) -> list[Article]:
    rate = {"code": "TAX", "name": "Sales tax", "percent": TAX_PERCENT, "inclusive": False}
    tax_rate = await _ask(target, "POST", "/api/pos/tax-rates", rate, headers=headers)
    ids = SeededIds(random.Random(seed), start=datetime.now(UTC))
    articles = make_articles(items, seed=seed, tax=TAX_MILLIONTHS, ids=ids)
    drafts = [
        {
            "id": article.id,
            "sku": article.sku,
            "name": f"Article {at}",
            "price": _decimal(article.price),
            "cost": _decimal(article.cost),
            "tax_rate_id": tax_rate["id"],
        }
        for at, article in enumerate(articles, 1)
    ]
    await _make(target, "/api/inventory/items", drafts, headers=headers)
    if stock:
        receipts = [
            _receipt(location_id, articles[at : at + RECEIPT_LINES], stock)
            for location_id in location_ids
            for at in range(0, items, RECEIPT_LINES)
        ]
        waiting = {**headers, "Prefer": "wait=30"}
        for operation in await _make(target, "/api/inventory/receipts", receipts, headers=waiting):
            if operation["status"] != "posted":
                message = f"a receipt of goods ended {operation['status']}: {operation['error']}"
                raise Refused(message)
    return articles


def _receipt(location_id: str, articles: Sequence[Article], stock: int) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "location_id": location_id,
        "occurred_at": datetime.now(UTC).isoformat(),
        "lines": [
            {"item_id": article.id, "quantity": str(stock), "unit_cost": _decimal(article.cost)} for article in articles
        ],
    }


async def _set_up_tills(
    target: Target, headers: Mapping[str, str], *, location_ids: Sequence[str], terminals: int
) -> list[Till]:
    drafts = [
        {"code": f"T{at + 1}", "name": f"Till {at + 1}", "location_id": location_ids[at % len(location_ids)]}
        for at in range(terminals)
    ]
    made = await _make(target, "/api/pos/terminals", drafts, headers=headers)
    wanted = [{"name": one["name"], "role": "cashier", "terminal_id": one["id"]} for one in made]
    keys = await _make(target, "/api/org/api-keys", wanted, headers=headers)
    return [
        Till(
            terminal_id=one["id"],
            code=one["code"],
            location_id=one["location_id"],
            headers={"Authorization": f"Bearer {key['secret']}", "X-Org-ID": headers["X-Org-ID"]},
        )
        for one, key in zip(made, keys, strict=True)
    ]


async def _make(target: Target, path: str, drafts: Sequence[Any], *, headers: Mapping[str, str]) -> list[Any]:
    """Post every draft, several at a time; return what was made, in the same order."""
    requests = [
        render_request(target, "POST", path, headers=headers, body=msgspec.json.encode(draft)) for draft in drafts
    ]
    return [_checked(answer, path) for answer in await each(target, requests)]


async def _ask(target: Target, method: str, path: str, body: Any, *, headers: Mapping[str, str] | None = None) -> Any:
    raw = msgspec.json.encode(body)
    (answer,) = await each(target, [render_request(target, method, path, headers=headers, body=raw)])
    return _checked(answer, path)


def _checked(answer: Answer, path: str) -> Any:
    if answer.status not in OK:
        message = f"{path} answered {answer.status}: {answer.body[:300].decode(errors='replace')}"
        raise Refused(message)
    return answer.json()


def _decimal(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"
