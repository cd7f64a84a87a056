"""Log files of child processes, bounded in size."""

import os
from pathlib import Path
from typing import IO

_LIMIT_BYTES = 8 * 1024 * 1024
_KEPT_BYTES = 1024 * 1024


def open_log(path: Path) -> IO[bytes]:
    """Open a log for appending; one that has grown too large keeps only its end."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > _LIMIT_BYTES:
        with path.open("rb") as stream:
            stream.seek(-_KEPT_BYTES, os.SEEK_END)
            kept = stream.read()
        path.write_bytes(kept.partition(b"\n")[2])
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    return os.fdopen(descriptor, "ab", buffering=0)


def last_lines(path: Path, *, count: int = 5) -> str:
    """Return the last lines of a log as one line of text, for an error message."""
    try:
        with path.open("rb") as stream:
            stream.seek(max(0, path.stat().st_size - 4096))
            lines = stream.read().decode(errors="replace").splitlines()
    except OSError:
        return "no log"
    return " | ".join(line.strip() for line in lines[-count:] if line.strip()) or "no log"
