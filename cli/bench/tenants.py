"""A thousand organizations: one opened by the services, the others copies of it under ids of their own."""

import random
from typing import Any
from uuid import UUID

import psycopg

from cli.bench.shops import FIRST_IDS
from cli.load.sales import SeededIds

SEED = 14
# The inbox is left out, and what belongs to no organization; what the database numbers it numbers anew.
TABLES = """
SELECT n.nspname, c.relname,
    array_agg(a.attname::text ORDER BY a.attnum), c.relname = 'organizations'
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    AND a.attidentity = '' AND a.attgenerated = ''
WHERE n.nspname IN ('core', 'acct', 'inv', 'pos') AND c.relkind = 'r' AND c.relname NOT IN ('operations', 'audit_log')
    AND (c.relname = 'organizations' OR EXISTS (
        SELECT FROM pg_attribute o WHERE o.attrelid = c.oid AND o.attname = 'org_id'
    ))
GROUP BY n.nspname, c.relname
"""


def multiply(connection: psycopg.Connection[Any], org_id: UUID, *, count: int) -> list[UUID]:
    """Copy an organization until there are `count`, and return them all; `connection` is a superuser's.

    Keys are (organization, id), so that a copy keeps every id but the organization's.
    """
    ids = SeededIds(random.Random(SEED), start=FIRST_IDS)
    copies = [UUID(next(ids)) for _ in range(count - 1)]
    with connection.transaction():
        # Triggers and foreign keys hold of the copies what held of the original.
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute("CREATE TEMP TABLE copies (org_id uuid) ON COMMIT DROP")
        connection.execute("INSERT INTO copies SELECT unnest(%s::uuid[])", (copies,))
        for schema, table, columns, is_organizations in connection.execute(TABLES).fetchall():
            key = "id" if is_organizations else "org_id"
            names = ", ".join(f'"{name}"' for name in columns if name != key)
            connection.execute(
                f"INSERT INTO {schema}.{table} ({key}, {names}) SELECT c.org_id, {names}"  # noqa: S608 - names from the catalogue
                f" FROM (SELECT {names} FROM {schema}.{table} WHERE {key} = %s) AS t CROSS JOIN copies c",
                (org_id,),
            )
    return [org_id, *copies]
