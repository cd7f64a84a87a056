"""Rows of imports: claimed, carried on, read; the pieces of their files; what was rejected."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import delete, select, text, tuple_

from domain.core.base_repository import BaseRepository
from domain.core.db import UnitOfWork, unit_of_work
from domain.core.keyset import KeyOrder, Slice
from domain.core.paging import PageRequest
from domain.imports.json_text import as_json
from domain.imports.models import Import, ImportFile, ImportMapping, ImportReject

if TYPE_CHECKING:
    # The kinds are built over what is kept here, so that this must not need them.
    from domain.imports.kinds.base import Fault

PIECE_BYTES = 1 << 20
OPEN = ("received", "checking", "applying")

# Whoever is in the middle of a chunk holds the row: it is not waited for.
CLAIM = """
UPDATE core.imports i SET worker = %(worker)s, turn_at = clock_timestamp(),
    attempts = CASE WHEN i.worker IS DISTINCT FROM %(worker)s THEN i.attempts + 1 ELSE i.attempts END
WHERE i.org_id = %(org_id)s AND i.id = (
    SELECT o.id FROM core.imports o
    WHERE o.org_id = %(org_id)s AND o.id = %(id)s AND o.status IN ('received', 'checking', 'applying')
        AND o.not_before <= clock_timestamp() AND (
            o.worker IS NULL OR o.worker = %(worker)s
            OR o.turn_at < clock_timestamp() - make_interval(secs => %(lease_s)s)
        )
    FOR UPDATE SKIP LOCKED
)
RETURNING i.attempts
"""
HOLD = """
SELECT i.next_row FROM core.imports i
WHERE i.org_id = %(org_id)s AND i.id = %(id)s AND i.worker = %(worker)s AND i.status = %(status)s
FOR UPDATE SKIP LOCKED
"""
COUNT_KEYS = """
WITH given AS MATERIALIZED (
    SELECT * FROM unnest(%(keys)s::text[], %(lines)s::bigint[], %(times)s::integer[]) AS g (key, line, times)
), counted AS (
    INSERT INTO core.import_keys AS k (org_id, import_id, key, line, times)
    SELECT %(org_id)s, %(import_id)s, g.key, g.line, g.times FROM given g ORDER BY g.key
    ON CONFLICT (org_id, import_id, key) DO UPDATE SET times = k.times + excluded.times
    RETURNING k.key, k.times
)
SELECT c.key, c.times - g.times FROM counted c JOIN given g ON g.key = c.key
"""
REJECT = """
INSERT INTO core.import_rejects AS r (org_id, import_id, line, cells, errors)
SELECT %(org_id)s, %(import_id)s, (e ->> 0)::bigint, e -> 1, e -> 2 FROM jsonb_array_elements(%(rows)s::jsonb) AS e
ON CONFLICT (org_id, import_id, line) DO UPDATE SET errors = r.errors || excluded.errors
"""

ENDED = """EXISTS (
    SELECT FROM core.imports i WHERE i.org_id = r.org_id AND i.id = r.import_id AND i.ended_at < %(ended)s
)"""
DROP_ROWS = tuple(
    f"DELETE FROM core.{table} r WHERE r.org_id = %(org_id)s AND {ENDED}"  # noqa: S608 - constants of this file
    for table in ("import_rejects", "import_keys", "import_named", "import_chunks")
)
DROP_FILES = f"""
DELETE FROM core.import_files r WHERE r.org_id = %(org_id)s AND (
    {ENDED} OR (r.created_at < %(abandoned)s AND NOT EXISTS (
        SELECT FROM core.imports i WHERE i.org_id = r.org_id AND i.id = r.import_id
    ))
)
"""  # noqa: S608 - constants of this file


class Imports(BaseRepository[Import]):
    """The imports of one organization."""

    model = Import

    def __init__(self, uow: UnitOfWork, org_id: UUID) -> None:
        """Work inside `uow`, on the rows of `org_id` alone."""
        super().__init__(uow, org_id)
        self._uow = uow

    def fresh(self, import_id: UUID) -> Import:
        """Return an import as it is now, whatever was read before. **Raises** `NotFoundError`."""
        self.session.expire_all()
        return self.get(import_id)

    def claim(self, import_id: UUID, *, worker: UUID, lease_s: float) -> int | None:
        """Take an import in hand; return how often workers took it since it got on, None if it is another's."""
        given = {"org_id": self.org_id, "id": import_id, "worker": worker, "lease_s": lease_s}
        row = self._uow.driver.execute(CLAIM, given).fetchone()
        return None if row is None else int(row[0])

    def renew(self, import_id: UUID, *, worker: UUID) -> bool:
        """Show that its worker is alive; False where it is another's by now."""
        statement = (
            "UPDATE core.imports SET turn_at = clock_timestamp() WHERE org_id = %s AND id = %s AND worker = %s"
            " AND status IN ('received', 'checking', 'applying')"
        )
        return self._uow.driver.execute(statement, (self.org_id, import_id, worker)).rowcount == 1

    def hold(self, import_id: UUID, *, worker: UUID, status: str) -> bool:
        """Lock an import for the rest of the transaction; False where it is in other hands or at another stage."""
        given = {"org_id": self.org_id, "id": import_id, "worker": worker, "status": status}
        return self._uow.driver.execute(HOLD, given).fetchone() is not None

    def note(self, row: Import, values: Mapping[str, Any]) -> None:
        """Write down how far an import has come."""
        for name, value in values.items():
            setattr(row, name, value)
        self.session.flush()

    def set_aside(self, import_id: UUID, *, delay_s: float, failed: bool) -> None:
        """Let an import wait for a while, and somebody else's take its turn; `failed`: its chunk was undone."""
        statement = (
            "UPDATE core.imports SET not_before = clock_timestamp() + make_interval(secs => %s), "
            "turn_at = clock_timestamp(), attempts = attempts + %s::int WHERE org_id = %s AND id = %s"
        )
        self._uow.driver.execute(statement, (delay_s, failed, self.org_id, import_id))

    def page_of(self, request: PageRequest, kinds: Sequence[str]) -> Slice[Import]:
        """Return one page of the imports of these kinds, newest first."""
        return self.page(request, Import.kind.in_(kinds))

    def same_file(self, row: Import) -> UUID | None:
        """Return the last import before this one that brought the same bytes."""
        statement = select(Import.id).where(
            Import.org_id == self.org_id,
            Import.sha256 == row.sha256,
            Import.kind == row.kind,
            Import.created_at <= row.created_at,
            Import.id != row.id,
        )
        found: UUID | None = self.session.scalar(statement.order_by(Import.created_at.desc()).limit(1))
        return found

    def count_keys(self, import_id: UUID, found: Sequence[tuple[str, int, int]]) -> dict[str, int]:
        """Count keys that a file may name often: key, line and how often it is named; return how often it was before.

        Each key stands in `found` once.
        """
        given = {"org_id": self.org_id, "import_id": import_id}
        keys, lines, times = ([one[at] for one in sorted(found)] for at in range(3))
        rows = self._uow.driver.execute(COUNT_KEYS, {**given, "keys": keys, "lines": lines, "times": times}).fetchall()
        return dict(rows)

    def before(self, row: Import) -> UUID | None:
        """Return which import of the organization goes before this one."""
        statement = select(Import.id).where(
            Import.org_id == self.org_id,
            Import.status.in_(OPEN),
            tuple_(Import.created_at, Import.id) < tuple_(row.created_at, row.id),
        )
        found: UUID | None = self.session.scalar(statement.order_by(Import.created_at, Import.id).limit(1))
        return found

    def one_at_a_time(self, import_id: UUID) -> None:
        """Let nobody else hand in under this identity until the transaction ends."""
        key = f"{self.org_id} {import_id}"
        self._uow.driver.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (key,))

    def move_pieces(self, import_id: UUID, *, to: UUID) -> None:
        """Let the pieces of a file be those of another import."""
        statement = "UPDATE core.import_files SET import_id = %s WHERE org_id = %s AND import_id = %s"
        self._uow.driver.execute(statement, (to, self.org_id, import_id))

    def reject(self, import_id: UUID, cells: Mapping[int, list[str]], faults: Iterable["Fault"]) -> None:
        """Keep rows that are not taken; what is wrong with a row that was kept before is added."""
        errors: dict[int, list[dict[str, str]]] = {}
        for fault in faults:
            errors.setdefault(fault.line, []).append(fault.as_dict())
        rows = [[line, cells.get(line, []), errors[line]] for line in sorted(errors)]
        given = {"org_id": self.org_id, "import_id": import_id, "rows": as_json(rows)}
        self._uow.driver.execute(REJECT, given)

    def rejected_among(self, import_id: UUID, *, first: int, last: int) -> set[int]:
        """Return which of these lines were rejected before."""
        statement = select(ImportReject.line).where(
            ImportReject.org_id == self.org_id,
            ImportReject.import_id == import_id,
            ImportReject.line >= first,
            ImportReject.line <= last,
        )
        return set(self.session.scalars(statement))

    def rejects(self, import_id: UUID, request: PageRequest) -> Slice[ImportReject]:
        """Return one page of the rows that were rejected, in the order of the file."""
        order = KeyOrder((ImportReject.__table__.c.line,), descending=False)
        wanted = select(ImportReject).where(ImportReject.org_id == self.org_id, ImportReject.import_id == import_id)
        return order.cut(self.session.scalars(order.page_of(wanted, request)).all(), request)

    def all_rejects(self, import_id: UUID) -> Iterator[tuple[int, list[str], list[dict[str, str]]]]:
        """Yield every row that was rejected, in the order of the file, a few at a time."""
        statement = (
            select(ImportReject.line, ImportReject.cells, ImportReject.errors)
            .where(ImportReject.org_id == self.org_id, ImportReject.import_id == import_id)
            .order_by(ImportReject.line)
        )
        for row in self.session.execute(statement.execution_options(yield_per=1000)):
            yield row.line, row.cells, row.errors

    def add_piece(self, import_id: UUID, seq: int, data: bytes) -> None:
        """Keep a piece of a file."""
        statement = "INSERT INTO core.import_files (org_id, import_id, seq, data) VALUES (%b, %b, %b, %b)"
        self._uow.driver.execute(statement, (self.org_id, import_id, seq, data))

    def drop_pieces(self, import_id: UUID) -> None:
        """Forget the file of an import."""
        self.session.execute(
            delete(ImportFile).where(ImportFile.org_id == self.org_id, ImportFile.import_id == import_id)
        )

    def has_file(self, import_id: UUID) -> bool:
        """Say whether the file of an import is kept still."""
        statement = select(ImportFile.seq).where(
            ImportFile.org_id == self.org_id, ImportFile.import_id == import_id, ImportFile.seq == 0
        )
        return self.session.scalar(statement) is not None

    def drop_ended(self, *, ended: datetime, abandoned: datetime) -> int:
        """Forget files, rejected rows and keys of imports that ended before, and uploads that never came to an end."""
        given = {"org_id": self.org_id, "ended": ended, "abandoned": abandoned}
        for statement in DROP_ROWS:
            self._uow.driver.execute(statement, given)
        return self._uow.driver.execute(DROP_FILES, given).rowcount

    def drop_keys(self, import_id: UUID) -> None:
        """Forget what a file has named, once it is through."""
        given = (self.org_id, import_id)
        self._uow.driver.execute("DELETE FROM core.import_keys WHERE org_id = %s AND import_id = %s", given)
        self._uow.driver.execute("DELETE FROM core.import_named WHERE org_id = %s AND import_id = %s", given)

    def kept_mapping(self, kind: str, fingerprint: str) -> ImportMapping | None:
        """Return how this organization reads files with this heading, if it has read one."""
        return self.session.get(ImportMapping, (self.org_id, kind, fingerprint))

    def keep_mapping(self, kind: str, fingerprint: str, mapping: dict[str, str], given: dict[str, Any]) -> None:
        """Keep how this organization reads files with this heading."""
        self.session.merge(
            ImportMapping(org_id=self.org_id, kind=kind, fingerprint=fingerprint, mapping=mapping, given=given)
        )
        self.session.flush()


def pieces_of(org_id: UUID, import_id: UUID) -> Iterator[bytes]:
    """Yield a file as it was sent, a piece in memory at a time, each read in a transaction of its own."""
    seq = 0
    while True:
        with unit_of_work(org_id, read_only=True) as uow, uow.driver.cursor(binary=True) as cursor:
            row = cursor.execute(
                "SELECT f.data FROM core.import_files f WHERE f.org_id = %s AND f.import_id = %s AND f.seq = %s",
                (org_id, import_id, seq),
            ).fetchone()
        if row is None:
            return
        yield bytes(row[0])
        seq += 1


def due(uow: UnitOfWork, *, worker: UUID, lease_s: float, limit: int) -> list[tuple[UUID, UUID]]:
    """Return which imports somebody must go on with, over all organizations, the longest-waiting first."""
    statement = text("SELECT * FROM core.imports_due(:worker, :lease_s, :limit)")
    given = {"worker": worker, "lease_s": lease_s, "limit": limit}
    return [(row[0], row[1]) for row in uow.session.execute(statement, given)]
