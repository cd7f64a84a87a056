"""The sweep: which shards have waited too long with nobody on the way to them."""

from typing import Any

import psycopg

WAITING = "SELECT core.waiting_shards(%s)"
BEAT = """
INSERT INTO core.heartbeats AS h (name, beat_at) VALUES ('sweep', clock_timestamp())
ON CONFLICT (name) DO UPDATE SET beat_at = excluded.beat_at
"""


def sweep(connection: psycopg.Connection[Any], *, age_s: float) -> list[int]:
    """Return the shards to ring: something in them has been ready longer than `age_s` seconds.

    Notes the round, by which `/health/ready` knows that beat, broker and a worker are all there. Any number of sweeps
    may run; each shard is given to one of them.
    """
    with connection.transaction():
        connection.execute("SELECT set_config('synchronous_commit', 'off', true)")
        shards = sorted(int(row[0]) for row in connection.execute(WAITING, (age_s,)))
        connection.execute(BEAT)
    return shards
