"""What nobody waits for gets the processor after what tills wait for: the process and the backends working for it."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from workers import priority

CHILD = """
import os
from workers.priority import step_back
step_back()
from domain.core.db import unit_of_work
with unit_of_work() as uow:
    backend = uow.driver.info.backend_pid
    for pid in (os.getpid(), backend):
        print(os.getpriority(os.PRIO_PROCESS, pid), os.sched_getscheduler(pid) == os.SCHED_BATCH)
"""
AUTOGROUP = Path("/proc/self/autogroup")


def test_a_process_and_the_backends_of_its_connections_yield(database):
    environment = {**os.environ, "ARCOIRIS_DATABASE_URL": database}
    told = subprocess.run([sys.executable, "-c", CHILD], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.split() == [str(priority.NICE), "True"] * 2


@pytest.mark.skipif(not AUTOGROUP.exists(), reason="this kernel does not share the processor between sessions")
def test_a_backend_is_nice_to_other_sessions_too(database):
    with psycopg.connect(database) as connection:
        assert priority.let_backend_step_back(connection)
        told = Path(f"/proc/{connection.info.backend_pid}/autogroup").read_text()
    assert told.split()[-2:] == ["nice", str(priority.NICE)]


def test_a_process_that_only_bears_the_number_is_left_alone(database, monkeypatch, tmp_path):
    """In another container, or on another machine, the backend's number is somebody else's here."""
    monkeypatch.setattr(priority, "PROC", tmp_path)
    with psycopg.connect(database) as connection:
        pid = connection.info.backend_pid
        (tmp_path / str(pid)).mkdir()
        for title in (b"python3\0-m\0http.server\0", b"postgres: arcoiris: arcoiris_app arcoiris 127.0.0.1(1) idle\0"):
            (tmp_path / str(pid) / "cmdline").write_bytes(title)
            assert priority.backend_here(connection) is None
            assert not priority.let_backend_step_back(connection)
        assert os.getpriority(os.PRIO_PROCESS, pid) == os.getpriority(os.PRIO_PROCESS, 0)
