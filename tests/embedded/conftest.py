"""Real servers in folders that the server's account can reach, made once and copied where a test breaks one."""

import contextlib
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cli.embedded import EmbeddedPostgres

MEMORY = Path("/dev/shm")  # noqa: S108 - only its free space is asked for; what is made there has a new name


@pytest.fixture(autouse=True)
def nothing_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever another test of this process pointed at a database: here the servers are our own."""
    for name in ("DATABASE_URL", "OWNER_DATABASE_URL", "BROKER_URL", "SECRET_KEY", "DATA"):
        monkeypatch.delenv(f"ARCOIRIS_{name}", raising=False)


@pytest.fixture(scope="session")
def open_folder() -> Iterator[Path]:
    """A temporary folder through which every account can pass, unlike pytest's own; in memory if there is much.

    A killed process loses nothing that the kernel has, on disk or in memory: the stories are the same.
    """
    roomy = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 2 * 1024**3
    folder = Path(tempfile.mkdtemp(prefix="arcoiris-", dir=MEMORY if roomy else None))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def stopped_data(open_folder: Path) -> Path:
    """The data directory of a server that was started once and stopped."""
    data = open_folder / "stopped"
    with EmbeddedPostgres(data):
        pass
    return data


@pytest.fixture
def folder(open_folder: Path) -> Iterator[Path]:
    """A folder for one test, not made yet."""
    path = open_folder / secrets.token_hex(4)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def data(stopped_data: Path, folder: Path) -> Path:
    """A copy of a data directory, owners included, for one test to break."""
    subprocess.run(["cp", "-a", stopped_data, folder], check=True)
    return folder


@pytest.fixture
def launcher(folder: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start Python code in a process of its own, which a test may kill; its output can be read."""
    started = []

    def launch(code: str, *arguments: object, **settings: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", code, *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
            env=os.environ | settings,
        )
        started.append(process)
        return process

    yield launch
    for process in started:
        process.kill()
        process.communicate()


def alive(pid: int) -> bool:
    """Tell whether a process runs; one that is dead and not yet reaped does not."""
    with contextlib.suppress(FileNotFoundError):
        stat = Path(f"/proc/{pid}/stat").read_text()
        return stat.rpartition(")")[2].split()[0] != "Z"
    return False


def wait_until(condition: Callable[[], object], *, timeout_s: float = 30.0) -> None:
    """Return when a condition holds; fail when it does not in time."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)
