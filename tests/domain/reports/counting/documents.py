"""A shop's documents as its tables hold them, to be summed by hand: plain Python, no summaries, no SQL that adds up."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.core.db import unit_of_work
from domain.core.fields import plain_decimal
from domain.core.money import text_of
from domain.summaries import summarize
from tests.books.history import History, live
from tests.books.shop_floor import furnish
from tests.shops import Shop, open_shop

Row = dict[str, Any]


@dataclass(frozen=True)
class Documents:
    """Every sale with its lines and payments, and every item, as rows."""

    shop: Shop
    digits: int
    zone: ZoneInfo
    sales: list[Row]
    lines: dict[UUID, list[Row]]
    payments: dict[UUID, list[Row]]
    items: dict[UUID, Row]
    actors: dict[UUID, UUID]

    @property
    def days(self) -> list[date]:
        return sorted({sale["business_date"] for sale in self.sales})

    def money(self, amount: int | None) -> str | None:
        return None if amount is None else text_of(amount, self.digits)


def a_past(client: Any, *, seed: int, count: int, **given: Any) -> History:
    """Return a shop with a random past, not rolled up at all."""
    shop = open_shop(client, currency="CHF", time_zone="Europe/Zurich")
    floor = furnish(shop, seed=seed, digits=2, time_zone="Europe/Zurich", **given)
    for at, item in enumerate(floor.items[:12]):
        code = f"C{at % 3}"
        if at < 3:
            made = shop.post("/api/inventory/categories", json={"code": code, "name": f"Category {at}"})
            assert made.status_code == 201, made.text
        assert shop.patch(f"/api/inventory/items/{item['id']}", json={"category": code}).status_code == 200
    return live(floor, seed=seed, count=count)


def read(history: History) -> Documents:
    """Read all that the till posted."""
    shop = history.floor.shop
    sales = ask(shop, "SELECT * FROM pos.sales")
    return Documents(
        shop,
        history.floor.digits,
        ZoneInfo(history.floor.time_zone),
        sales,
        _by_sale(ask(shop, "SELECT * FROM pos.sale_lines")),
        _by_sale(ask(shop, "SELECT * FROM pos.payments")),
        {row["id"]: row for row in ask(shop, "SELECT * FROM inv.items")},
        {row["id"]: row["actor_id"] for row in ask(shop, "SELECT id, actor_id FROM core.operations")},
    )


def ask(shop: Shop, query: str, parameters: dict[str, Any] | None = None) -> list[Row]:
    """Return rows as this organization sees them."""
    from psycopg.rows import dict_row

    with unit_of_work(shop.org_id, read_only=True) as uow, uow.driver.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query, parameters).fetchall()


def roll_up(shop: Shop, *, limit: int = 10**6) -> None:
    """Roll up so many of the journals that were not."""
    with unit_of_work(shop.org_id) as uow:
        summarize(uow.driver, org_id=shop.org_id, limit=limit)
        uow.commit()


def journals(shop: Shop) -> int:
    return int(ask(shop, "SELECT count(*) AS number FROM acct.journals")[0]["number"])


def every_page(shop: Shop, path: str, field: str, **params: Any) -> list[Row]:
    """Return the rows of all pages, small ones, seen that no row comes twice."""
    found: list[Row] = []
    cursor: str | None = None
    while True:
        answer = shop.get(path, params={"limit": 7} | params | ({"cursor": cursor} if cursor else {}))
        assert answer.status_code == 200, answer.text
        found += answer.json()[field]
        cursor = answer.json()["next_cursor"]
        if cursor is None:
            return found


def grouped(rows: Iterable[Any], key: Callable[[Any], Any]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


def percent(part: int, whole: int) -> str | None:
    if not whole:
        return None
    return plain_decimal((Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.01"), ROUND_HALF_UP))


def quantity(rows: Iterable[Row]) -> str:
    return plain_decimal(sum((row["quantity"] for row in rows), Decimal(0)))


def _by_sale(rows: list[Row]) -> dict[UUID, list[Row]]:
    return grouped(rows, lambda row: row["sale_id"])
