"""I8: every book's hash chain, computed again from what is stored."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC
from typing import Any
from uuid import UUID

import msgspec

from domain.accounting.entries import HASHED, journal_hash
from domain.reports.verification.finding import EXAMPLES, Connection, Counted, Difference

PAGE = 2000

# Lines are read per journal through their key, so that neither side ever holds more than a page.
JOURNALS = """
SELECT j.book, j.number, to_char(j.business_date, 'YYYY-MM-DD'), to_char(j.original_date, 'YYYY-MM-DD'), j.occurred_at,
    j.memo, j.source_type, j.source_id::text, j.reverses_id::text, j.id::text, j.previous_hash, j.hash,
    (SELECT json_agg(json_build_array(l.account_id, l.location_id, l.debit, l.credit, l.memo) ORDER BY l.line_no)::text
     FROM acct.journal_lines l WHERE l.org_id = %(org_id)s AND l.journal_id = j.id)
FROM acct.journals j
WHERE j.org_id = %(org_id)s
ORDER BY j.book, j.number
"""
BOOKS = "SELECT b.code, b.last_hash FROM acct.books b WHERE b.org_id = %(org_id)s"

_decode = msgspec.json.Decoder(list[tuple[str, str | None, int, int, str | None]]).decode


def broken_links(connection: Connection, org_id: UUID) -> Counted:
    """Compare each journal's hash with its content and its predecessor, and each book's last hash with its end.

    The journals come in the order of their book, so that the first example of a book is where its chain breaks.
    """
    broken: list[Difference] = []
    count = 0
    ends: dict[str, bytes] = {}
    for *head, previous_hash, stored, lines in _journals(connection, org_id):
        content = dict(zip(HASHED, head, strict=True))
        content["occurred_at"] = content["occurred_at"].astimezone(UTC).isoformat()
        predecessor = ends.get(content["book"], b"")
        computed = journal_hash(predecessor, content, _decode(lines or "[]"))
        ends[content["book"]] = stored
        if previous_hash == predecessor and stored == computed:
            continue
        count += 1
        if len(broken) < EXAMPLES:
            broken.append(_broken(org_id, content, (previous_hash, stored), (predecessor, computed)))
    for book, last_hash in connection.execute(BOOKS, {"org_id": org_id}):
        if last_hash != ends.get(book, b""):
            count += 1
            broken.append(_wrong_end(org_id, book, last_hash, ends.get(book, b"")))
    return count, broken


def _journals(connection: Connection, org_id: UUID) -> Iterator[tuple[Any, ...]]:
    """Yield the journals in the order of their books; the next page is read while this one is hashed."""
    with connection.cursor(name="chain") as cursor, ThreadPoolExecutor(max_workers=1) as reader:
        cursor.execute(JOURNALS, {"org_id": org_id})
        page = cursor.fetchmany(PAGE)
        while page:
            following = reader.submit(cursor.fetchmany, PAGE)
            yield from page
            page = following.result()


def _broken(
    org_id: UUID, content: dict[str, object], found: tuple[bytes, bytes], expected: tuple[bytes, bytes]
) -> Difference:
    return Difference(
        org_id,
        "the hash of a journal is not that of its content and its predecessor",
        {"book": content["book"], "number": content["number"], "journal_id": content["id"]},
        {"previous_hash": found[0].hex(), "hash": found[1].hex()},
        {"previous_hash": expected[0].hex(), "hash": expected[1].hex()},
    )


def _wrong_end(org_id: UUID, book: str, found: bytes, expected: bytes) -> Difference:
    what = "the last hash of a book is not that of its last journal"
    return Difference(org_id, what, {"book": book}, {"last_hash": found.hex()}, {"last_hash": expected.hex()})
