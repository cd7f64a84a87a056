"""What one file has named so far: that it names something twice is found however far apart, and is told with the line.

A chunk's keys are kept together in one row, with the chunk. Who carries the file on knows their hashes besides, so that
the rows are looked into only where a key seems to stand there: an entry in an index for each key costs ten times that.
"""

from array import array
from collections.abc import Iterable, Sequence
from uuid import UUID

from domain.core.db import UnitOfWork

FIRST_SLOTS = 1 << 12
SPARE, GROWTH = 2, 4
APART = "\x1e"
"""No key has a control character in it."""
SINCE = """
SELECT n.line, n.keys FROM core.import_named n
WHERE n.org_id = %(org_id)s AND n.import_id = %(import_id)s AND n.line > %(since)s AND n.line < %(line)s
ORDER BY n.line
"""
KEEP = """
INSERT INTO core.import_named (org_id, import_id, line, keys, lines)
VALUES (%(org_id)s, %(import_id)s, %(line)s, %(keys)s, %(lines)s)
"""
FIND = r"""
SELECT g.key, min(g.line) FROM core.import_named n CROSS JOIN LATERAL unnest(
    string_to_array(n.keys, E'\x1e'), string_to_array(n.lines, ',')::bigint[]
) AS g (key, line)
WHERE n.org_id = %(org_id)s AND n.import_id = %(import_id)s AND n.line < %(line)s
    AND g.key = ANY (string_to_array(%(keys)s, E'\x1e'))
GROUP BY g.key
"""


class Hashes:
    """Hashes of keys, eight bytes and half of the slots empty: what is not among them was never named."""

    def __init__(self) -> None:
        """Start with none."""
        self._slots = array("q", bytes(8 * FIRST_SLOTS))
        self._count = 0

    def among(self, keys: Iterable[str]) -> list[str]:
        """Return which keys seem to be among them; almost never one that is not."""
        slots, mask = self._slots, len(self._slots) - 1
        found = []
        for key in keys:
            wanted = hash(key) or 1
            at = wanted & mask
            while slots[at]:
                if slots[at] == wanted:
                    found.append(key)
                    break
                at = (at + 1) & mask
        return found

    def add(self, keys: Sequence[str]) -> None:
        """Take keys in."""
        self._count += len(keys)
        if SPARE * self._count > len(self._slots):
            before, size = self._slots, len(self._slots)
            while SPARE * self._count > size:
                size *= GROWTH
            self._slots = array("q", bytes(8 * size))
            self._put(one for one in before if one)
        self._put(hash(key) or 1 for key in keys)

    def _put(self, hashes: Iterable[int]) -> None:
        slots, mask = self._slots, len(self._slots) - 1
        for one in hashes:
            at = one & mask
            while slots[at] and slots[at] != one:
                at = (at + 1) & mask
            slots[at] = one


class Named:
    """What the file of one import has named, as far as the chunks go that are committed."""

    def __init__(self) -> None:
        """Start with nothing; what there is already is read when it is first asked for."""
        self._hashes = Hashes()
        self._since = 0

    def name(
        self, uow: UnitOfWork, org_id: UUID, import_id: UUID, *, line: int, found: Sequence[tuple[int, str, str]]
    ) -> list[tuple[int, int]]:
        """Keep what a chunk that begins on `line` names: by line, column and key. Return what was named before.

        That is by place in `found`, and the line that names it first. It counts for later chunks with the commit.
        """
        given = {"org_id": org_id, "import_id": import_id, "line": line}
        self._catch_up(uow, given)
        keys = [key for _, _, key in found]
        seeming = self._hashes.among(keys)
        before: dict[str, int] = {}
        if seeming:
            before = dict(uow.driver.execute(FIND, {**given, "keys": APART.join(seeming)}).fetchall())
        lines = ",".join([str(one) for one, _, _ in found])
        uow.driver.execute(KEEP, {**given, "keys": APART.join(keys), "lines": lines})
        uow.after_commit(lambda: self._take(line, keys))
        if not before and len(set(keys)) == len(keys):
            return []
        twice = []
        for place, (own, _, key) in enumerate(found):
            first = before.setdefault(key, own)
            if first != own:
                twice.append((place, first))
        return twice

    def _catch_up(self, uow: UnitOfWork, given: dict[str, object]) -> None:
        """Read what others have committed of this file since."""
        for line, keys in uow.driver.execute(SINCE, {**given, "since": self._since}).fetchall():
            self._take(line, keys.split(APART))

    def _take(self, line: int, keys: Sequence[str]) -> None:
        self._hashes.add(keys)
        self._since = line
