import itertools
import os
import signal
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psycopg
import pytest

from cli import supervisor as supervisor_module
from cli.embedded import EmbeddedError, EmbeddedPostgres, EmbeddedValkey
from cli.supervisor import ChildProcess, Supervisor
from tests.embedded.conftest import alive, wait_until
from tests.embedded.parts import child

LAUNCHER = """
import sys, time
from pathlib import Path
from tests.embedded.parts import child
from cli.supervisor import Supervisor
folder = Path(sys.argv[1])
supervisor = Supervisor(log=folder / "supervisor.log")
supervisor.add(name="worker", server=child("worker", folder))
print(supervisor.pids()["worker"], flush=True)
time.sleep(600)
"""


def noted(log: Path, text: str) -> bool:
    return text in log.read_text()


@pytest.fixture
def supervisor(tmp_path) -> Iterator[Supervisor]:
    running = Supervisor(log=tmp_path / "supervisor.log")
    yield running
    running.stop()


def test_a_killed_part_is_started_again_and_its_own_children_are_not_left(supervisor, tmp_path):
    supervisor.add(name="worker", server=child("worker", tmp_path))
    pool_child = tmp_path / "pool_child"
    wait_until(pool_child.exists)
    first, first_child = supervisor.pids()["worker"], int(pool_child.read_text())
    pool_child.unlink()
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: supervisor.pids().get("worker", first) != first)
    wait_until(lambda: not alive(first_child))
    assert supervisor.ends("worker") == 1
    assert f"ended with status -{signal.SIGKILL:d}, started again" in (tmp_path / "supervisor.log").read_text()
    wait_until(pool_child.exists)


def test_a_part_that_keeps_dying_is_tried_less_and_less_often(supervisor, tmp_path, monkeypatch):
    monkeypatch.setattr(supervisor_module, "_LONGEST_DELAY_S", 0.4)
    times = tmp_path / "times"
    times.touch()
    crashing = ChildProcess(
        argv=["/bin/sh", "-c", 'date +%s.%N >> "$0"; exit 3', str(times)], env={}, log=tmp_path / "log"
    )
    supervisor.add(name="crashing", server=crashing)
    wait_until(lambda: len(times.read_text().split()) >= 5)
    starts = [float(line) for line in times.read_text().split()[:5]]
    delays = [later - earlier for earlier, later in itertools.pairwise(starts)]
    # What it takes to start on a busy machine comes on top.
    least = [0.1, 0.2, 0.4, 0.4]
    assert all(wanted <= delay < wanted + 1 for wanted, delay in zip(least, delays, strict=True))


def test_a_part_that_lived_long_is_started_again_at_once(supervisor, tmp_path, monkeypatch):
    monkeypatch.setattr(supervisor_module, "_STEADY_AFTER_S", 0.0)
    crashing = ChildProcess(argv=["/bin/false"], env={}, log=tmp_path / "log")
    started = time.monotonic()
    supervisor.add(name="crashing", server=crashing)
    wait_until(lambda: supervisor.ends("crashing") >= 5)
    # With growing delays these five would have taken more than three seconds.
    assert time.monotonic() - started < 2.5


def test_a_part_that_does_not_listen_is_killed(supervisor, tmp_path):
    supervisor.add(name="stubborn", server=child("stubborn", tmp_path, stop_timeout_s=0.2))
    pid = supervisor.pids()["stubborn"]
    wait_until((tmp_path / "deaf").exists)
    supervisor.stop()
    assert not alive(pid)
    assert supervisor.pids() == {}


def test_a_stop_during_the_delay_starts_nothing(tmp_path):
    supervisor = Supervisor(log=tmp_path / "supervisor.log")
    supervisor.add(name="crashing", server=ChildProcess(argv=["/bin/false"], env={}, log=tmp_path / "log"))
    wait_until(lambda: supervisor.ends("crashing") >= 2)
    started = time.monotonic()
    supervisor.stop()
    assert time.monotonic() - started < 0.5


def test_parts_stop_in_reverse_order(tmp_path):
    supervisor = Supervisor(log=tmp_path / "supervisor.log")
    for name in ("first", "second", "third"):
        supervisor.add(name=name, server=child(name, tmp_path))
        wait_until((tmp_path / f"{name}.json").exists)
    time.sleep(0.1)
    supervisor.stop()
    assert (tmp_path / "stopped").read_text().split() == ["third", "second", "first"]


def test_a_killed_supervisor_leaves_nothing(tmp_path, launcher):
    first = launcher(LAUNCHER, tmp_path)
    pid = int(first.stdout.readline())
    first.kill()
    wait_until(lambda: not alive(pid))


def test_a_program_that_is_not_there_is_told_in_its_log(supervisor, tmp_path):
    missing = ChildProcess(argv=["/nowhere/program"], env={}, log=tmp_path / "log")
    supervisor.add(name="missing", server=missing)
    told = "/nowhere/program cannot be started: No such file or directory\n"
    wait_until(lambda: (tmp_path / "log").read_text().startswith(told))


def test_servers_are_started_again_on_the_same_port_with_the_same_data(supervisor, data, tmp_path):
    log = tmp_path / "supervisor.log"
    postgres, valkey = EmbeddedPostgres(data), EmbeddedValkey(data / "valkey")
    supervisor.add(name="postgres", server=postgres)
    supervisor.add(name="valkey", server=valkey)
    addresses = postgres.app_url, valkey.url
    for name in ("postgres", "valkey"):
        pid = supervisor.pids()[name]
        os.kill(pid, signal.SIGKILL)
        wait_until(partial(noted, log, f"{name} ended"))
        assert supervisor.pids()[name] != pid
    assert (postgres.app_url, valkey.url) == addresses
    with psycopg.connect(postgres.app_url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_halted_part_stays_down_until_it_is_resumed(supervisor, tmp_path):
    supervisor.add(name="worker", server=child("worker", tmp_path))
    pid = supervisor.pids()["worker"]
    supervisor.halt("worker")
    assert not alive(pid)
    assert supervisor.pids() == {}
    supervisor.resume("worker")
    os.kill(supervisor.pids()["worker"], signal.SIGKILL)
    wait_until(lambda: supervisor.ends("worker") == 1)


def test_a_log_does_not_grow_for_ever(tmp_path):
    log = tmp_path / "log"
    log.touch(mode=0o600)
    log.write_bytes(b"an old line\n" * 1_000_000 + b"the last line\n")
    echo = ChildProcess(argv=["/bin/echo", "a new line"], env={}, log=log)
    echo.start()
    assert echo.process is not None
    echo.process.wait()
    kept = log.read_bytes()
    assert len(kept) < 1_100_000
    assert kept.endswith(b"the last line\na new line\n")
    assert kept.startswith(b"an old line\n")
    assert log.stat().st_mode & 0o077 == 0
    echo.stop()


def test_a_part_that_cannot_be_started_at_first_is_not_kept(supervisor, data):
    with EmbeddedPostgres(data), pytest.raises(EmbeddedError, match="in use"):
        supervisor.add(name="postgres", server=EmbeddedPostgres(data))
    assert supervisor.pids() == {}
