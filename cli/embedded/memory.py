"""How much memory there is for what runs here."""

import os
from contextlib import suppress
from pathlib import Path

_LIMIT = Path("/sys/fs/cgroup/memory.max")


def memory_bytes(limit: Path = _LIMIT) -> int:
    """Return the memory of this machine, or what its control group leaves of it (Linux); 0 where nobody says."""
    found = 0
    with suppress(ValueError, OSError, AttributeError):
        found = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with suppress(ValueError, OSError):
        given = int(limit.read_text())
        found = min(found, given) if found else given
    return found
