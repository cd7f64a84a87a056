"""An account with lines neither vanishes nor changes its type: not by the service, not by SQL, not in a race."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest

from domain.posting import drain, service
from domain.posting.drain import connect_for_posting, drain_shard
from domain.posting.service import post_batch
from domain.posting.write import write
from tests.api.nouns import ACCOUNTS

SEE = "SELECT set_config('app.org_ids', %s, true)"


@pytest.fixture
def fresh(counter):
    """An account that nobody has posted to."""
    return ACCOUNTS.make(counter.shop, code="1011")


@contextmanager
def application(counter, url):
    """A raw connection of the application's role that sees this organization."""
    with psycopg.connect(url) as connection:
        connection.execute(SEE, (f"{{{counter.shop.org_id}}}",))
        yield connection


def entry(counter, amount="5.00"):
    return counter.entry("1011", "3010", amount)


def test_sql_neither_deletes_nor_retypes_what_was_posted_to(counter, fresh, database):
    counter.post(entry(counter))
    for statement, refused in (
        ("DELETE FROM acct.chart_of_accounts WHERE id = %s", psycopg.errors.ForeignKeyViolation),
        ("UPDATE acct.chart_of_accounts SET type = 'expense' WHERE id = %s", psycopg.errors.RestrictViolation),
        ("UPDATE acct.chart_of_accounts SET id = gen_random_uuid() WHERE id = %s", psycopg.errors.ForeignKeyViolation),
    ):
        with application(counter, database) as connection, pytest.raises(refused):
            connection.execute(statement, (fresh["id"],))
    with application(counter, database) as connection:
        connection.execute("UPDATE acct.chart_of_accounts SET name = 'Renamed' WHERE id = %s", (fresh["id"],))
    assert counter.query("SELECT type, name FROM acct.chart_of_accounts WHERE id = %s", (fresh["id"],)) == [
        ("asset", "Renamed")
    ]


def test_sql_deletes_and_retypes_what_nobody_has_posted_to(counter, fresh, database):
    with application(counter, database) as connection:
        connection.execute("UPDATE acct.chart_of_accounts SET type = 'expense' WHERE id = %s", (fresh["id"],))
        connection.execute("DELETE FROM acct.chart_of_accounts WHERE id = %s", (fresh["id"],))
    assert counter.query("SELECT FROM acct.chart_of_accounts WHERE id = %s", (fresh["id"],)) == []


@pytest.mark.parametrize("change", ["delete", "retype", "retype by sql", "delete by sql"])
def test_a_posting_in_flight_is_waited_for_and_then_seen(counter, fresh, database, change, monkeypatch):
    """The batch has written and not committed; whoever takes the account away meanwhile finds that it is used."""
    wish = counter.wish(*entry(counter))
    counter.admit([wish])
    written, go_on = threading.Event(), threading.Event()

    def held(connection, batch):
        effects = post_batch(connection, batch)
        written.set()
        assert go_on.wait(20)
        return effects

    monkeypatch.setattr(drain, "post_batch", held)

    def post():
        with connect_for_posting() as connection:
            drain_shard(connection, wish.shard)

    def take_away():
        if change == "delete":
            return counter.shop.delete(ACCOUNTS.at(fresh)).status_code
        if change == "retype":
            answer = counter.shop.patch(ACCOUNTS.at(fresh), json={"type": "expense"})
            return answer.status_code, answer.json()["code"]
        statement = {
            "retype by sql": "UPDATE acct.chart_of_accounts SET type = 'expense' WHERE id = %s",
            "delete by sql": "DELETE FROM acct.chart_of_accounts WHERE id = %s",
        }[change]
        with application(counter, database) as connection:
            try:
                connection.execute(statement, (fresh["id"],))
            except psycopg.errors.IntegrityError as error:
                return type(error)
        return "done"

    with ThreadPoolExecutor(2) as workers:
        posting = workers.submit(post)
        assert written.wait(20)
        taking = workers.submit(take_away)
        waits_for_somebody(counter, database)
        assert not taking.done()
        go_on.set()
        posting.result(20)
        found = taking.result(20)
    assert (
        found
        == {
            "delete": 204,
            "retype": (409, "accounting.account_type_fixed"),
            "retype by sql": psycopg.errors.RestrictViolation,
            "delete by sql": psycopg.errors.ForeignKeyViolation,
        }[change]
    )
    assert counter.outcome(str(wish.id)).status == "posted"
    assert counter.query("SELECT type, active FROM acct.chart_of_accounts WHERE id = %s", (fresh["id"],)) == [
        ("asset", change != "delete")
    ]
    counter.proven()


def test_an_account_that_vanished_under_a_batch_lets_nothing_of_it_stand(counter, fresh, monkeypatch):
    """The batch has read the account and not written; when it is gone, the journal is refused and nothing is left."""
    wishes = [counter.wish(*entry(counter)), counter.wish(*counter.entry("1010", "3010", "7.00"))]
    counter.admit(wishes)
    decided, go_on = threading.Event(), threading.Event()

    def held(*given, **more):
        decided.set()
        assert go_on.wait(20)
        return write(*given, **more)

    monkeypatch.setattr(service, "write", held)

    def post():
        with connect_for_posting() as connection:
            drain_shard(connection, wishes[0].shard)

    with ThreadPoolExecutor(1) as workers:
        posting = workers.submit(post)
        assert decided.wait(20)
        assert counter.shop.delete(ACCOUNTS.at(fresh)).status_code == 204
        go_on.set()
        posting.result(20)
    refused, posted = (counter.outcome(str(wish.id)) for wish in wishes)
    assert refused.refusal == ("accounting.unknown_account", "lines.0.account")
    assert posted.status == "posted"
    assert counter.query("SELECT FROM acct.chart_of_accounts WHERE id = %s", (fresh["id"],)) == []
    counter.proven()


def waits_for_somebody(counter, url):
    """Return once a session waits for a lock that another one holds."""
    with psycopg.connect(url, autocommit=True) as connection:
        for _ in range(200):
            row = connection.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()
            if row and row[0]:
                return
            threading.Event().wait(0.05)
    raise AssertionError
