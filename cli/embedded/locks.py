"""One process at a time for one data directory."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from cli.embedded.errors import EmbeddedError


@contextlib.contextmanager
def data_directory_lock(path: Path) -> Iterator[None]:
    """Hold a data directory for this process until the block ends.

    The kernel drops the lock when the process dies, however it dies, so that a lock is never stale.
    The file itself stays: removing it would let two processes lock two files of one name.

    Raises: EmbeddedError when another process holds the directory or it cannot be written.
    """
    lock_file = path / "lock"
    try:
        _make_folder(path)
        descriptor = os.open(lock_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        message = f"the data directory {path} cannot be used: {error.strerror}"
        raise EmbeddedError(message) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(descriptor, 32, 0).decode(errors="replace").strip()
            message = f"the data directory {path} is in use by process {holder or 'unknown'}"
            raise EmbeddedError(message) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _make_folder(path: Path) -> None:
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    path.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        # Postgres runs as another account than root, and must pass through to its cluster.
        for folder in missing:
            folder.chmod(0o711)
