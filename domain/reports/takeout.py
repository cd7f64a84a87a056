"""Everything that is kept of one organization, as an archive that is written while it is read."""

# ruff: noqa: S608 - every statement is built from the database's own catalogue.

import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import RawIOBase
from typing import Any
from uuid import UUID

from sqlalchemy import text

from domain.core.db import UnitOfWork
from domain.reports.snapshot import snapshot

# Rows that are in memory at a time, and bytes that make it worth handing on.
ROWS_AT_ONCE = 1_000
BYTES_AT_ONCE = 64_000

# What lets somebody in, as a hash or in the clear, stays here whatever the table is called.
SECRET = re.compile(r"secret|password|token|recovery")

_TABLES = text("""
SELECT n.nspname, c.relname,
    array_agg(a.attname::text ORDER BY a.attnum),
    (
        SELECT array_agg(k.attname::text ORDER BY array_position(i.indkey::smallint[], k.attnum))
        FROM pg_index i JOIN pg_attribute k ON k.attrelid = i.indrelid AND k.attnum = ANY (i.indkey)
        WHERE i.indrelid = c.oid AND i.indisprimary
    )
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE n.nspname IN ('core', 'acct', 'inv', 'pos') AND c.relkind IN ('r', 'p') AND NOT c.relispartition
GROUP BY n.nspname, c.relname, c.oid
HAVING bool_or(a.attname = 'org_id') OR c.relname = 'organizations'
ORDER BY n.nspname, c.relname
""")
# People stand above organizations: only how its members are called.
_PEOPLE = """
SELECT u.id, u.email, u.name, u.active
FROM core.user_org_roles m JOIN core.users u ON u.id = m.user_id
WHERE m.org_id = :org_id ORDER BY u.id
"""


class _Outbox(RawIOBase):
    """Where the archive is written to, and taken from piece by piece; nobody can seek in it."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []
        self._waiting = 0

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._pieces.append(bytes(piece))
        self._waiting += len(self._pieces[-1])
        return len(self._pieces[-1])

    def taken(self, *, least: int = 0) -> bytes:
        """Return what waits, once it is at least so much; else nothing."""
        if self._waiting <= least:
            return b""
        pieces, self._pieces, self._waiting = self._pieces, [], 0
        return b"".join(pieces)


def takeout(org_id: UUID) -> Iterator[bytes]:
    """Yield a zip archive: a file of JSON lines for each table of organizations, then `manifest.json`.

    All files show the same moment (REPEATABLE READ). Rows come from a cursor of the server and leave as they come, so
    that memory stays flat however much there is. Amounts are integers in minor units of the currency, as they are
    stored; secrets are left out. Zip files are ZIP64 where they must be.
    """
    outbox = _Outbox()
    counts: dict[str, int] = {}
    taken_at = datetime.now(UTC)
    with snapshot(org_id) as uow, zipfile.ZipFile(outbox, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in list(_files(uow)):
            counts[one.name] = 0
            with archive.open(f"{one.name}.jsonl", "w", force_zip64=True) as file:
                for rows in _batches(uow, one.statement, org_id=org_id):
                    counts[one.name] += len(rows)
                    file.write("".join(f"{row}\n" for row in rows).encode())
                    if piece := outbox.taken(least=BYTES_AT_ONCE):
                        yield piece
        archive.writestr("manifest.json", _manifest(org_id, taken_at=taken_at, counts=counts))
    yield outbox.taken()


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    statement: str


def _files(uow: UnitOfWork) -> Iterator[_File]:
    """Yield what to read, from the catalogue: a table that is new tomorrow is in the archive without being named."""
    for schema, table, columns, key in uow.session.execute(_TABLES):
        owner = "id" if table == "organizations" else "org_id"
        shown = ", ".join(f'"{column}"' for column in columns if not SECRET.search(column))
        order = ", ".join(f'"{column}"' for column in key)
        yield _File(
            f"{schema}.{table}", f'SELECT {shown} FROM "{schema}"."{table}" WHERE "{owner}" = :org_id ORDER BY {order}'
        )
    yield _File("core.users", _PEOPLE)


def _batches(uow: UnitOfWork, statement: str, *, org_id: UUID) -> Iterator[Sequence[str]]:
    found = uow.session.execute(
        text(f"SELECT row_to_json(r)::text FROM ({statement}) r"),
        {"org_id": org_id},
        execution_options={"stream_results": True, "max_row_buffer": ROWS_AT_ONCE},
    )
    yield from found.scalars().partitions(ROWS_AT_ONCE)


def _manifest(org_id: UUID, *, taken_at: datetime, counts: dict[str, int]) -> str:
    return json.dumps(
        {
            "organization": str(org_id),
            "taken_at": taken_at.isoformat(),
            "format": "One JSON object per line and row; amounts are integers in minor units of the currency.",
            "rows": counts,
        },
        indent=2,
    )
