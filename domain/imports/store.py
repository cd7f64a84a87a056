"""The file of an import, kept in the database in pieces, so that every worker can read it."""

import hashlib
from collections.abc import Iterable
from uuid import UUID

from domain.core.db import UnitOfWork, unit_of_work
from domain.core.ids import new_id
from domain.core.settings import settings
from domain.imports.errors import EmptyFileError, FileTooLargeError
from domain.imports.repository import PIECE_BYTES, Imports


class Store:
    """Takes a file as it comes in, and keeps a mebibyte at a time, each in a transaction of its own.

    What is abandoned half-way belongs to no import, and is removed by the clean-up.
    """

    def __init__(self, org_id: UUID) -> None:
        """Begin a file of an organization."""
        self.import_id = new_id()
        self.bytes = 0
        self._org_id = org_id
        self._sum = hashlib.sha256()
        self._seq = 0
        self._waiting = bytearray()

    @property
    def sha256(self) -> str:
        """Return the check sum of what came in so far."""
        return self._sum.hexdigest()

    def add(self, data: bytes) -> None:
        """Take what came next. **Raises** `FileTooLargeError`."""
        self.bytes += len(data)
        if self.bytes > settings().max_import_bytes:
            self.forget()
            raise FileTooLargeError(f"This server takes files of {settings().max_import_bytes:,} bytes at most.")
        self._sum.update(data)
        self._waiting += data
        while len(self._waiting) >= PIECE_BYTES:
            self._keep(bytes(self._waiting[:PIECE_BYTES]))
            del self._waiting[:PIECE_BYTES]

    def close(self) -> None:
        """Keep what is left. **Raises** `EmptyFileError`."""
        if not self.bytes:
            raise EmptyFileError
        if self._waiting:
            self._keep(bytes(self._waiting))
            self._waiting.clear()

    def forget(self) -> None:
        """Drop what was kept: the file did not come to its end."""
        with unit_of_work(self._org_id) as uow:
            Imports(uow, self._org_id).drop_pieces(self.import_id)
            uow.commit()

    def _keep(self, data: bytes) -> None:
        with unit_of_work(self._org_id) as uow:
            Imports(uow, self._org_id).add_piece(self.import_id, self._seq, data)
            uow.commit()
        self._seq += 1


def store_file(org_id: UUID, pieces: Iterable[bytes]) -> Store:
    """Keep a whole file. **Raises** `FileTooLargeError`, `EmptyFileError`."""
    store = Store(org_id)
    for piece in pieces:
        store.add(piece)
    store.close()
    return store


def drop_file(uow: UnitOfWork, org_id: UUID, import_id: UUID) -> None:
    """Forget a file that has served."""
    Imports(uow, org_id).drop_pieces(import_id)
