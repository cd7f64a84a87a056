"""Category and tax rate of an item are there, and stay: not taken away by the service, not by SQL, not in a race."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest

from tests.api.nouns import ITEMS

SEE = "SELECT set_config('app.org_ids', %s, true)"
INSERT = """
INSERT INTO inv.items (org_id, id, sku, name, price, category, tax_rate_id)
VALUES (%s, gen_random_uuid(), %s, 'Anything', 1, %s, %s)
"""
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"


@contextmanager
def application(shop, url):
    """A raw connection of the application's role that sees this organization."""
    with psycopg.connect(url) as connection:
        connection.execute(SEE, (f"{{{shop.org_id}}}",))
        yield connection


def rate_of(shop):
    return shop.post("/api/pos/tax-rates", json={"code": "VAT", "name": "VAT", "percent": "16"}).json()["id"]


def category_of(shop, code="Drinks"):
    return shop.post("/api/inventory/categories", json={"code": code, "name": code}).json()["id"]


@pytest.mark.parametrize(
    ("category", "rate", "constraint"),
    [
        ("Nowhere", None, "fk_items_org_id_category"),
        (None, "00000000-0000-4000-8000-000000000001", "fk_items_org_id_tax_rate_id"),
    ],
)
def test_sql_makes_no_item_that_names_what_is_not_there(shop, database, category, rate, constraint):
    with application(shop, database) as connection, pytest.raises(psycopg.errors.ForeignKeyViolation) as refused:
        connection.execute(INSERT, (shop.org_id, "A", category, rate))
    assert refused.value.diag.constraint_name == constraint
    ITEMS.make(shop, sku="B")
    change = "UPDATE inv.items SET category = %s, tax_rate_id = %s WHERE sku = 'B'"
    with application(shop, database) as connection, pytest.raises(psycopg.errors.ForeignKeyViolation):
        connection.execute(change, (category, rate))


def test_one_that_is_not_there_among_many_that_are_is_seen(shop, database):
    category_of(shop)
    with application(shop, database) as connection, pytest.raises(psycopg.errors.ForeignKeyViolation):
        connection.execute(
            "INSERT INTO inv.items (org_id, id, sku, name, price, category)"
            " SELECT %s, gen_random_uuid(), n::text, 'Anything', 1, CASE n WHEN 70 THEN 'Nowhere' ELSE 'Drinks' END"
            " FROM generate_series(1, 100) AS n",
            (shop.org_id,),
        )


def test_what_belongs_to_somebody_else_is_not_there(shop, other_shop, database):
    foreign = rate_of(other_shop)
    with application(shop, database) as connection, pytest.raises(psycopg.errors.ForeignKeyViolation):
        connection.execute(INSERT, (shop.org_id, "A", None, foreign))


@pytest.mark.parametrize("table", ["inv.categories", "pos.tax_rates"])
def test_sql_does_not_take_away_what_an_item_names(shop, database, table):
    ITEMS.make(shop, sku="A", category="Drinks", tax_rate_id=rate_of(shop))
    with application(shop, database) as connection, pytest.raises(psycopg.errors.ForeignKeyViolation):
        connection.execute(f"DELETE FROM {table} WHERE org_id = %s", (shop.org_id,))


def test_items_follow_their_category_when_it_is_renamed(shop, database):
    category_of(shop)
    for sku in ("A", "B"):
        ITEMS.make(shop, sku=sku, category="Drinks")
    with application(shop, database) as connection:
        connection.execute("UPDATE inv.categories SET code = 'Beverages' WHERE code = 'Drinks'")
        found = connection.execute("SELECT category FROM inv.items WHERE org_id = %s", (shop.org_id,)).fetchall()
    assert found == [("Beverages",), ("Beverages",)]


@pytest.mark.parametrize("made_first", [True, False])
def test_who_comes_second_waits_for_the_first_and_sees_what_it_did(shop, database, made_first):
    """An item is made in a category, and the category is taken away: whoever is first has it."""
    category_of(shop)
    statements = (
        (INSERT, (shop.org_id, "A", "Drinks", None)),
        ("DELETE FROM inv.categories WHERE code = 'Drinks'", ()),
    )
    first, second = statements if made_first else reversed(statements)
    done, go_on = threading.Event(), threading.Event()

    def run(statement, *, hold):
        try:
            with application(shop, database) as connection:
                connection.execute(*statement)
                done.set()
                assert not hold or go_on.wait(20)
        except psycopg.errors.IntegrityError as error:
            return type(error)
        return None

    with ThreadPoolExecutor(2) as workers:
        one = workers.submit(run, first, hold=True)
        assert done.wait(20)
        other = workers.submit(run, second, hold=False)
        with psycopg.connect(database, autocommit=True) as watch:
            deadline = time.monotonic() + 20
            while watch.execute(WAITING).fetchone() == (0,) and time.monotonic() < deadline:
                time.sleep(0.02)
        assert not other.done()
        go_on.set()
        found = (one.result(20), other.result(20))
    assert found == (None, psycopg.errors.ForeignKeyViolation)
