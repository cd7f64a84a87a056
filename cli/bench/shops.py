"""Organizations made without HTTP, by the services that HTTP would call, and sales waiting in their inbox."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec

from cli.load.sales import Article, Catalogue, SaleFactory, SeededIds, make_articles
from cli.load.shop import DIGITS, TAX_MILLIONTHS, TAX_PERCENT

FIRST_IDS = datetime(2026, 1, 1, tzinfo=UTC)
"""Ids of organizations, locations and terminals are the same in every run, and with them the shards of the lanes."""
OPENING_STOCK = "1000000.0000"
ADMITTED_AT_ONCE = 1000
# As the service inserts one, but all in one statement.
ITEMS = """
INSERT INTO inv.items (org_id, tax_rate_id, id, sku, name, price, cost)
SELECT %s, %s, (e ->> 0)::uuid, e ->> 1, e ->> 2, (e ->> 3)::numeric, (e ->> 4)::numeric
FROM jsonb_array_elements(%s::jsonb) AS e
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something to be admitted."""

    org_id: UUID
    kind: str
    lane: UUID
    content: dict[str, Any]


@dataclass(frozen=True)
class BenchShop:
    """An organization in a template database."""

    org_id: UUID
    actor_id: UUID
    locations: Sequence[str]
    terminals: Sequence[str]
    """The terminal at each location, in the same order."""
    articles: Sequence[Article]

    def lanes(self) -> dict[str, UUID]:
        """Return the lane of each terminal's sales: its location."""
        return {terminal: UUID(location) for terminal, location in zip(self.terminals, self.locations, strict=True)}

    def factory(
        self,
        *,
        seed: int,
        terminals: Sequence[str] | None = None,
        hot: bool = False,
        start: datetime | None = None,
        pace: timedelta = timedelta(milliseconds=1),
    ) -> SaleFactory:
        """Return a factory of its sales; `hot`: each has the most popular article as its first line."""
        return SaleFactory(
            seed=seed,
            catalogue=Catalogue(self.articles),
            terminals=terminals or self.terminals,
            digits=DIGITS,
            start=start,
            pace=pace,
            always=self.articles[0] if hot else None,
        )


def open_bench_shop(*, seed: int, items: int, locations: int) -> BenchShop:
    """Open an organization with items, locations, a terminal at each, and stock of everything everywhere.

    The stock is received through the inbox, as any stock is, and posted before this returns.
    """
    from domain.auth.permissions import ROLES, Role
    from domain.auth.service import register_user
    from domain.core.context import Actor, OrgContext
    from domain.core.db import unit_of_work
    from domain.onboarding.service import open_organization
    from domain.org.schemas import OrganizationDraft

    ids = SeededIds(random.Random(seed), start=FIRST_IDS)
    org_id = UUID(next(ids))
    with unit_of_work() as uow:
        owner = register_user(uow, email=f"{uuid4().hex}@example.com", name="Owner", password_hash="nobody logs in")  # noqa: S106
        uow.commit()
    draft = OrganizationDraft(name="Bench", currency="USD", country="US", time_zone="America/Chicago")
    with unit_of_work(org_id) as uow:
        open_organization(uow, org_id=org_id, owner_id=owner.id, draft=draft)
        uow.commit()
    ctx = OrgContext(
        org_id=org_id, actor=Actor("user", owner.id), role=Role.OWNER, permissions=frozenset(ROLES[Role.OWNER])
    )
    articles = make_articles(items, seed=seed, tax=TAX_MILLIONTHS, ids=ids)
    location_ids = [next(ids) for _ in range(locations)]
    terminal_ids = [next(ids) for _ in range(locations)]
    _set_up(ctx, articles, location_ids, terminal_ids)
    shop = BenchShop(org_id, owner.id, location_ids, terminal_ids, articles)
    _receive_stock(shop)
    return shop


def _set_up(ctx: Any, articles: Sequence[Article], location_ids: Sequence[str], terminal_ids: Sequence[str]) -> None:
    from domain.core.db import unit_of_work
    from domain.inventory import service as inventory
    from domain.inventory.schemas import LocationCreate
    from domain.pos import service as pos
    from domain.pos.schemas import TaxRateCreate, TerminalCreate

    with unit_of_work(ctx.org_id) as uow:
        rate, _ = pos.TAX_RATES.create(
            uow, ctx, given=TaxRateCreate(code="TAX", name="Sales tax", percent=TAX_PERCENT, inclusive=False)
        )
        for at, (location_id, terminal_id) in enumerate(zip(location_ids, terminal_ids, strict=True), 1):
            inventory.create_location(
                uow, ctx, given=LocationCreate(id=UUID(location_id), code=f"L{at}", name=f"Shop {at}")
            )
            terminal = TerminalCreate(
                id=UUID(terminal_id), code=f"T{at}", name=f"Till {at}", location_id=UUID(location_id)
            )
            pos.TERMINALS.create(uow, ctx, given=terminal)
        items = [
            (article.id, article.sku, f"Article {at}", decimal(article.price), decimal(article.cost))
            for at, article in enumerate(articles, 1)
        ]
        uow.driver.execute(ITEMS, (ctx.org_id, rate.id, msgspec.json.encode(items).decode()))
        uow.commit()


def _receive_stock(shop: BenchShop) -> None:
    from domain.posting.stock import STOCK_RECEIVE

    receipts = [
        Wanted(
            shop.org_id,
            STOCK_RECEIVE.name,
            UUID(location_id),
            {
                "id": str(uuid4()),
                "location_id": location_id,
                "occurred_at": datetime.now(UTC).isoformat(),
                "lines": [
                    {
                        "item_id": article.id,
                        "quantity": OPENING_STOCK,
                        "unit_cost": f"{decimal(article.cost)}0000",
                    }
                    for article in shop.articles
                ],
            },
        )
        for location_id in shop.locations
    ]
    admit_all(render_wishes(receipts, actor_id=shop.actor_id))
    drain_here(expected=len(receipts))


def canonical_sales(shop: BenchShop, bodies: Iterable[bytes]) -> list[Wanted]:
    """Return sales as admission keeps them, checked and brought into canonical form by the product's own code."""
    from domain.operations.payload import decode
    from domain.pos.sale_payload import SalePost, canonical_sale
    from domain.posting.kinds import SALE_POST

    lanes = shop.lanes()
    contents = [canonical_sale(decode(body, SalePost), digits=DIGITS) for body in bodies]
    return [Wanted(shop.org_id, SALE_POST.name, lanes[content["terminal_id"]], content) for content in contents]


def render_wishes(wanted: Sequence[Wanted], *, actor_id: UUID) -> list[tuple[str, str]]:
    """Return what `core.admit` takes: organizations and rows, a thousand operations at a time."""
    from domain.core.context import Actor
    from domain.operations.admission import Wish, rows_json
    from domain.posting.kinds import KINDS

    actor = Actor("user", actor_id)
    wishes = [
        Wish(
            org_id=one.org_id,
            id=UUID(one.content["id"]),
            kind=one.kind,
            lane=one.lane,
            subject_type=KINDS[one.kind].subject_type,
            subject_id=UUID(one.content["id"]),
            actor=actor,
            content=one.content,
        )
        for one in wanted
    ]
    groups = [wishes[at : at + ADMITTED_AT_ONCE] for at in range(0, len(wishes), ADMITTED_AT_ONCE)]
    return [("{" + ",".join(sorted({str(wish.org_id) for wish in group})) + "}", rows_json(group)) for group in groups]


def admit_all(rendered: Iterable[tuple[str, str]]) -> None:
    """Put operations into the inbox of the database that the settings lead to, by the product's own function."""
    import psycopg

    from domain.core.settings import settings

    with psycopg.connect(settings().database_url, autocommit=True) as connection:
        row = connection.execute("SELECT epoch FROM core.access_epoch").fetchone()
        assert row is not None
        for org_ids, rows in rendered:
            connection.execute("SELECT count(*) FROM core.admit(%s, %s, %s::jsonb)", (row[0], org_ids, rows))


def drain_here(*, expected: int) -> None:
    """Post everything that waits, in this process; all of it must end posted."""
    from domain.core.settings import settings
    from domain.posting.drain import connect_for_posting, drain_shard

    ended: dict[str, int] = {}
    with connect_for_posting() as connection:
        for shard in range(settings().shard_count):
            for status, count in drain_shard(connection, shard).ended.items():
                ended[status] = ended.get(status, 0) + count
    if ended != {"posted": expected}:
        message = f"{expected} operations were to be posted, and {msgspec.json.encode(ended).decode()} were"
        raise RuntimeError(message)


def decimal(minor: int) -> str:
    """Return minor units of a currency with two digits as a decimal."""
    return f"{minor // 100}.{minor % 100:02d}"
