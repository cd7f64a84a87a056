"""A flood into tables that were never analyzed: each operation is found by its key, not by reading all of them."""

import time

from domain.posting.drain import connect_for_posting, drain_shard

FLOOD = 1500
ENOUGH = 60
READ = """
SELECT sum(pg_stat_get_tuples_fetched(i.indexrelid) + pg_stat_get_tuples_returned(i.indexrelid))::bigint
FROM pg_index i WHERE i.indrelid = 'core.operations'::regclass
"""


def entries_read():
    """How many entries of its indexes were read; the counters come with a short delay."""
    time.sleep(1.2)
    with connect_for_posting() as connection:
        row = connection.execute(READ).fetchone()
        assert row
        return row[0]


def drain(shard):
    """Drain as a worker that has just begun: what it prepares, it plans over what is there now."""
    with connect_for_posting() as connection:
        while drain_shard(connection, shard).more:
            pass


def test_the_work_for_an_operation_does_not_grow_with_those_before_it(counter):
    codes = counter.code("cash"), counter.code("sales")
    for flood in (FLOOD, FLOOD // 3):
        wishes = [counter.wish(*counter.entry(*codes, "1.00")) for _ in range(flood)]
        counter.admit(wishes)
        before = entries_read()
        drain(wishes[0].shard)
        assert (entries_read() - before) / flood < ENOUGH
    assert counter.query("SELECT count(*) FROM core.operations WHERE status <> 'posted'") == [(0,)]
