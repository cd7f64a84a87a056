"""Look-ups by key: every wanted key is one look-up in an index, whatever the planner believes of a young table."""

from collections.abc import Collection, Iterable
from typing import Any

import msgspec
import psycopg

Connection = psycopg.Connection[Any]
Rows = Iterable[tuple[Any, ...]]


def keyed(statement: str, *types: str) -> str:
    """Return a statement over the wanted keys `w (k0, k1, …)`, which come as one JSON parameter.

    They are materialized first: taken apart within a join they would count as leaky under row-level security, and no
    index could be used for them.
    """
    keys = ", ".join(f"(e ->> {at})::{kind} AS k{at}" for at, kind in enumerate(types))
    return f"WITH w AS MATERIALIZED (SELECT {keys} FROM jsonb_array_elements(%s::jsonb) AS e) {statement}"  # noqa: S608


def each(query: str, *types: str, lock: str = "") -> str:
    """Return the statement that runs `query` for each wanted key `w`.

    A query with its own LIMIT is never joined another way round: each key is one look-up in an index, whatever the
    statistics of a young table make the planner believe.
    """
    return keyed(f"SELECT x.* FROM w CROSS JOIN LATERAL ({query} LIMIT 1 {lock}) AS x", *types)  # noqa: S608


def seek(columns: str, tables: str, key: str, kind: str) -> str:
    """Return the statement that reads one row for each wanted key (organization, `key` of type `kind`).

    Asking for the first row not before the key leaves one index that gives that order: where several begin with the
    organization, equality alone would let a young table's planner walk through the wrong one. It ends at the key, else
    the rest of the index's page would be read, which is half of what a look-up costs.
    """
    org_id = f"{key.split('.', maxsplit=1)[0]}.org_id"
    query = (
        f"SELECT {org_id}, {key} AS key, {columns} FROM {tables}"  # noqa: S608
        f" WHERE {org_id} = w.k0 AND {key} >= w.k1 AND {key} <= w.k1 ORDER BY {key}"
    )
    return keyed(f"SELECT x.* FROM w CROSS JOIN LATERAL ({query} LIMIT 1) AS x WHERE x.key = w.k1", "uuid", kind)  # noqa: S608


def keys_json(keys: Collection[tuple[str, ...]]) -> str:
    """Return the keys, sorted, as the one parameter that all these statements take."""
    return msgspec.json.encode(sorted(keys)).decode()
