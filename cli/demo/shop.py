"""Café Sol: opened over HTTP on the first run, found again in the kept data on every later one."""

import asyncio
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cli.demo.basket import Assortment, Item
from cli.demo.catalogue import ACCOUNT_CUSTOMERS, ARTICLES, CUSTOMERS, SHOPS, TAX_RATES, barcode_of
from cli.demo.client import Line, Refused
from cli.embedded.credentials import write_private
from domain.core import clock
from domain.core.ids import new_id_text
from domain.core.money import price_from

NAME = "Café Sol"
PAGE = 500
AT_ONCE = 6


@dataclass(frozen=True, slots=True)
class Till:
    """A terminal with its own API key."""

    id: str
    code: str
    location: str
    secret: str


@dataclass(slots=True)
class Shop:
    """The organization, how its owner logs in, and what its tills need."""

    base_url: str
    org_id: str
    email: str
    password: str
    token: str
    is_new: bool
    locations: dict[str, str]
    """Code to id."""
    assortment: Assortment
    tills: list[Till]

    def owner(self) -> Line:
        """Return a line for the owner."""
        return Line(self.base_url, token=self.token, org_id=self.org_id)


async def open_shop(base_url: str, *, kept_in: Path, tills: int) -> Shop:
    """Return the shop of an earlier run in this data directory, else a new one, with at least so many tills.

    Raises: `Refused`, `LoadError`.
    """
    note = _read(kept_in)
    shop = await _reopened(base_url, note) if note else None
    if shop is None:
        note = {}
        shop = await _opened(base_url)
    async with shop.owner() as owner:
        shop.tills = await _tills(owner, shop, secrets_of=note.get("secrets", {}), wanted=tills)
    kept = {
        "email": shop.email,
        "password": shop.password,
        "org_id": shop.org_id,
        "secrets": {**note.get("secrets", {}), **{till.id: till.secret for till in shop.tills}},
    }
    write_private(path=kept_in, text=json.dumps(kept) + "\n")
    return shop


async def receive_stock(shop: Shop, *, sales: int) -> int:
    """Receive at every location enough for a day of so many sales; return the value received, minor units.

    Raises: `Refused`, `LoadError`.
    """
    popularity = sum(article.popularity for article in ARTICLES)
    lines, value = [], 0
    for article in ARTICLES:
        if article.cost is None:
            continue
        quantity = 20 + 4 * sales * article.popularity // popularity
        lines.append({"sku": article.sku, "quantity": str(quantity), "unit_cost": article.cost})
        value += quantity * price_from(article.cost) // 10_000
    async with shop.owner() as owner:
        for location_id in shop.locations.values():
            receipt = {
                "id": new_id_text(),
                "location_id": location_id,
                "occurred_at": clock.now().isoformat(),
                "supplier": "Mercado Central",
                "lines": lines,
            }
            operation = await owner.make("/api/inventory/receipts", receipt, wait_s=30)
            if operation["status"] != "posted":
                message = f"the delivery ended {operation['status']}: {operation['error']}"
                raise Refused(message)
    return value * len(shop.locations)


def _read(path: Path) -> dict[str, Any]:
    try:
        note = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) and {"email", "password", "org_id", "secrets"} <= note.keys() else {}


async def _reopened(base_url: str, note: dict[str, Any]) -> Shop | None:
    """Return the shop that a note tells of, None when this database does not know it."""
    async with Line(base_url) as anybody:
        try:
            login = {"email": note["email"], "password": note["password"]}
            token = (await anybody.make("/api/auth/login", login))["access_token"]
        except Refused:
            return None
    async with Line(base_url, token=token, org_id=note["org_id"]) as owner:
        locations = {location["code"]: location["id"] for location in await _all(owner, "/api/inventory/locations")}
        rates = {rate["id"]: rate["percent"] for rate in await _all(owner, "/api/pos/tax-rates")}
        items = await _all(owner, "/api/inventory/items")
        customers = await _all(owner, "/api/pos/customers")
    return Shop(
        base_url=base_url,
        org_id=note["org_id"],
        email=note["email"],
        password=note["password"],
        token=token,
        is_new=False,
        locations=locations,
        assortment=_assortment(items, rates, {customer["name"]: customer["id"] for customer in customers}),
        tills=[],
    )


async def _opened(base_url: str) -> Shop:
    email = f"sol-{secrets.token_hex(4)}@example.com"
    password = secrets.token_urlsafe(12)
    async with Line(base_url) as anybody:
        await anybody.make("/api/auth/register", {"email": email, "password": password, "name": "Marisol"})
        token = (await anybody.make("/api/auth/login", {"email": email, "password": password}))["access_token"]
    async with Line(base_url, token=token) as person:
        draft = {
            "name": NAME,
            "currency": "USD",
            "country": "US",
            "time_zone": "America/Chicago",
            "chart_template": "restaurant",
        }
        organization = await person.make("/api/org/organizations", draft)
    shop = Shop(
        base_url=base_url,
        org_id=organization["id"],
        email=email,
        password=password,
        token=token,
        is_new=True,
        locations={},
        assortment=Assortment(items=(), customers=(), account_customers=()),
        tills=[],
    )
    async with shop.owner() as owner:
        shop.locations = await _locations(owner, organization["default_location_id"])
    await _stock_the_shelves(shop)
    return shop


async def _locations(owner: Line, first_id: str) -> dict[str, str]:
    """Name the first location and add the others."""
    (code, name), *others = SHOPS
    answer = await owner.send("PATCH", f"/api/inventory/locations/{first_id}", {"code": code, "name": name})
    if answer.status != 200:  # noqa: PLR2004 - OK
        message = f"the location {code} answered {answer.status}"
        raise Refused(message)
    locations = {code: first_id}
    for other_code, other_name in others:
        made = await owner.make("/api/inventory/locations", {"code": other_code, "name": other_name})
        locations[other_code] = made["id"]
    return locations


async def _stock_the_shelves(shop: Shop) -> None:
    """Create tax rates, articles and customers."""
    async with shop.owner() as owner:
        rates = {}
        for code, name, percent in TAX_RATES:
            made = await owner.make("/api/pos/tax-rates", {"code": code, "name": name, "percent": percent})
            rates[code] = made["id"]
    drafts = [
        {
            "sku": article.sku,
            "name": article.name,
            "barcodes": [barcode_of(place)],
            "category": article.category,
            "price": article.price,
            "cost": article.cost,
            "tax_rate_id": rates[article.tax],
            "stocked": article.cost is not None,
        }
        for place, article in enumerate(ARTICLES)
    ]
    items = await _make_all(shop, "/api/inventory/items", drafts)
    people: list[dict[str, Any]] = [{"name": name} for name in (*CUSTOMERS, *ACCOUNT_CUSTOMERS)]
    customers = await _make_all(shop, "/api/pos/customers", people)
    percents = {rates[code]: percent for code, _, percent in TAX_RATES}
    ids = {customer["name"]: customer["id"] for customer in customers}
    shop.assortment = _assortment(items, percents, ids)


async def _tills(owner: Line, shop: Shop, *, secrets_of: dict[str, str], wanted: int) -> list[Till]:
    """Return so many tills, those with a known key first; make what is missing."""
    codes = {location_id: code for code, location_id in shop.locations.items()}
    known = sorted(await _all(owner, "/api/pos/terminals"), key=lambda terminal: int(terminal["code"][1:]))
    for number in range(len(known) + 1, wanted + 1):
        location_id = list(shop.locations.values())[number % len(shop.locations)]
        draft = {"code": f"T{number}", "name": f"Till {number}", "location_id": location_id}
        known.append(await owner.make("/api/pos/terminals", draft))
    tills = []
    for terminal in known[:wanted]:
        secret = secrets_of.get(terminal["id"])
        if secret is None:
            key = {"name": terminal["name"], "role": "cashier", "terminal_id": terminal["id"]}
            secret = (await owner.make("/api/org/api-keys", key))["secret"]
        tills.append(Till(terminal["id"], terminal["code"], codes[terminal["location_id"]], secret))
    return tills


def _assortment(items: Sequence[dict[str, Any]], percents: dict[str, str], customers: dict[str, str]) -> Assortment:
    popularity = {article.sku: article.popularity for article in ARTICLES}
    return Assortment(
        items=tuple(
            Item(
                id=item["id"],
                sku=item["sku"],
                barcode=item["barcodes"][0],
                price=price_from(item["price"]),
                percent=price_from(percents[item["tax_rate_id"]]),
                popularity=popularity[item["sku"]],
            )
            for item in sorted(items, key=lambda item: str(item["sku"]))
            if item["sku"] in popularity
        ),
        customers=tuple(customers[name] for name in CUSTOMERS),
        account_customers=tuple(customers[name] for name in ACCOUNT_CUSTOMERS),
    )


async def _all(owner: Line, path: str) -> list[dict[str, Any]]:
    """Return a whole list."""
    found: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = await owner.get(f"{path}?limit={PAGE}{cursor}")
        found += page["items"]
        if page["next_cursor"] is None:
            return found
        cursor = f"&cursor={page['next_cursor']}"


async def _make_all(shop: Shop, path: str, drafts: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Create everything over a few lines side by side; return what was made, in no order."""
    made: list[dict[str, Any]] = []

    async def work(share: Sequence[dict[str, Any]]) -> None:
        async with shop.owner() as owner:
            for draft in share:
                made.append(await owner.make(path, draft))  # noqa: PERF401 - one after another

    await asyncio.gather(*(work(drafts[at::AT_ONCE]) for at in range(AT_ONCE)))
    return made
