"""The whole installation on servers that are not ours: the oldest Postgres we support, Redis, RabbitMQ."""

import os
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import psycopg
import pytest
from psycopg import sql

from cli.load.loops import each, run
from cli.load.shop import prepare_shop
from cli.up import running_stack

pytestmark = pytest.mark.services
SALES = 300


@pytest.fixture
def database() -> Iterator[dict[str, str]]:
    """A database of its own with its two roles, gone afterwards."""
    given = os.environ["ARCOIRIS_TEST_DATABASE_URL"]
    name = f"arcoiris_{secrets.token_hex(4)}"
    parts = urlsplit(given)
    place = parts.netloc.rpartition("@")[2]
    urls = {
        "ARCOIRIS_DATABASE_URL": urlunsplit((parts.scheme, f"{name}_app:{name}@{place}", name, "", "")),
        "ARCOIRIS_OWNER_DATABASE_URL": urlunsplit((parts.scheme, f"{name}_owner:{name}@{place}", name, "", "")),
        "ARCOIRIS_SECRET_KEY": secrets.token_urlsafe(32),
        "ARCOIRIS_REGISTRATION": "true",
    }
    with psycopg.connect(given, autocommit=True) as server:
        for role in ("owner", "app"):
            server.execute(
                sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(f"{name}_{role}"), sql.Literal(name))
            )
        server.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(f"{name}_owner"))
        )
        yield urls
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        for role in ("owner", "app"):
            server.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(f"{name}_{role}")))


@pytest.mark.parametrize("broker", ["ARCOIRIS_TEST_BROKER_URL", "ARCOIRIS_TEST_AMQP_URL"])
def test_what_is_accepted_is_posted_once(database: dict[str, str], broker: str, tmp_path: Path) -> None:
    settings = database | {"ARCOIRIS_BROKER_URL": os.environ[broker]}
    with running_stack(data=tmp_path / "data", workers=2, settings=settings) as stack:
        shop = prepare_shop(stack.base_url, items=40, locations=3, terminals=3)
        sales = shop.factory(seed=5).sales(SALES)
        answers = run(each(shop.target, [shop.sale_request(sale) for sale in sales]))
        again = run(each(shop.target, [shop.sale_request(sale) for sale in sales[:20]]))
        assert {answer.status for answer in answers} == {202}
        assert {answer.header("idempotency-replayed") for answer in again} == {"true"}
        with psycopg.connect(settings["ARCOIRIS_OWNER_DATABASE_URL"], autocommit=True) as owner:
            _wait_until_posted(owner)
            owner.execute("SELECT set_config('app.org_ids', %s, false)", (f"{{{UUID(shop.org_id)}}}",))
            assert owner.execute("SELECT count(*), count(DISTINCT id) FROM pos.sales").fetchone() == (SALES, SALES)
            assert owner.execute("SELECT sum(debit - credit) FROM acct.journal_lines").fetchone() == (0,)


def _wait_until_posted(owner: psycopg.Connection) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        row = owner.execute("SELECT count(*) FILTER (WHERE status = 'pending') FROM core.operations").fetchone()
        if row == (0,):
            return
        time.sleep(0.2)
    pytest.fail("not everything was posted in time")
