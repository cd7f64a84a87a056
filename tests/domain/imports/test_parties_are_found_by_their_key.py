"""The work for a row of customers or suppliers does not grow with how many there are, whatever the statistics are."""

import time

import psycopg
import pytest

from domain.core.db import unit_of_work

ENOUGH = 60
"""Entries of indexes read for a row; its neighbours alone are thousands."""
ROWS, CHANGED = 4_000, 1_000
OTHERS = """
INSERT INTO {table} (org_id, id, {key}, name)
SELECT %s, gen_random_uuid(), 'other-' || n, 'Other' FROM generate_series(1, 5000) AS n
"""
READ = """
SELECT sum(pg_stat_get_tuples_fetched(i.indexrelid) + pg_stat_get_tuples_returned(i.indexrelid))::bigint
    + pg_stat_get_tuples_returned('{table}'::regclass)
FROM pg_index i WHERE i.indrelid = '{table}'::regclass
"""


def entries_read(table):
    time.sleep(1.2)  # The counters come with a delay.
    with unit_of_work() as uow:
        [(count,)] = uow.driver.execute(READ.format(table=table)).fetchall()
    return count


@pytest.mark.parametrize("party", [("customers", "pos.customers", "reference"), ("suppliers", "inv.suppliers", "code")])
def test_statistics_that_know_only_others_do_not_turn_look_ups_into_scans(other_shop, postgres, imported, party):
    kind, table, key = party
    with psycopg.connect(postgres.superuser_url, autocommit=True) as other:
        other.execute(OTHERS.format(table=table, key=key), (other_shop.org_id,))
        other.execute(f"ANALYZE {table}")
    before = entries_read(table)
    done = imported(f"{key},name\n" + "".join(f"S{n},Name {n}\n" for n in range(ROWS)), kind=kind)
    assert (done.status, done.rows_new) == ("done", ROWS)
    assert (entries_read(table) - before) / ROWS < ENOUGH
    before = entries_read(table)
    done = imported(f"{key},name\n" + "".join(f"S{n},New {n}\n" for n in range(CHANGED)), kind=kind)
    assert (done.status, done.rows_changed) == ("done", CHANGED)
    assert (entries_read(table) - before) / CHANGED < ENOUGH
