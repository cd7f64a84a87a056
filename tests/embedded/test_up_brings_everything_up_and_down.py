"""`up` with real servers and stand-ins for the parts that other tests try for themselves."""

import contextlib
import json
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
import redis

from cli.embedded import EmbeddedError
from cli.embedded.processes import free_port, processes_in
from cli.up import PartCommands, default_data_directory, part_commands, running_stack
from tests.embedded.conftest import alive, wait_until
from tests.embedded.parts import stand_ins

UP = """
import sys
from pathlib import Path
from cli.up import up
from tests.embedded.parts import stand_ins
data, port = Path(sys.argv[1]), int(sys.argv[2])
sys.exit(up(data=data, host="127.0.0.1", port=port, workers=3, commands=stand_ins(port)))
"""
Launch = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def data(stopped_data: Path, folder: Path) -> Path:
    """A data directory whose Postgres was made before."""
    folder.mkdir(mode=0o711)
    subprocess.run(["cp", "-a", stopped_data, folder / "postgres"], check=True)
    return folder


def told(part: str, folder: Path) -> dict[str, str]:
    wait_until(lambda: (folder / f"{part}.json").exists() and (folder / f"{part}.json").stat().st_size > 0)
    settings: dict[str, str] = json.loads((folder / f"{part}.json").read_text())["settings"]
    return settings


def started_pids(data: Path) -> dict[str, int]:
    """Return the latest process id of each part, from the supervisor's log."""
    notes = (data / "logs" / "supervisor.log").read_text().splitlines()
    words = [note.split() for note in notes if " as process " in note]
    return {note[1]: int(note[-1]) for note in words}


def test_from_nothing_to_ready_and_down_again(folder, tmp_path, launcher: Launch):
    port = free_port()
    first = launcher(UP, folder, port, PARTS_FOLDER=str(tmp_path))
    assert first.stdout is not None
    assert first.stdout.readline() == f"ready http://127.0.0.1:{port}\n"
    pids = started_pids(folder)
    assert list(pids) == ["postgres", "valkey", "api", "worker", "beat", "background"]
    assert all(alive(pid) for pid in pids.values())
    for part in ("api", "worker", "beat", "background"):
        told(part, tmp_path)
    first.send_signal(signal.SIGTERM)
    out, err = first.communicate(timeout=20)
    assert (first.returncode, out, err) == (0, "", "")
    assert not any(alive(pid) for pid in pids.values())
    assert (tmp_path / "stopped").read_text().split() == ["background", "beat", "worker", "api"]
    for part in ("migrate", "api", "worker", "beat", "background"):
        settings = told(part, tmp_path)
        assert settings["ARCOIRIS_DATABASE_URL"].startswith("postgresql://arcoiris_app:")
        assert settings["ARCOIRIS_OWNER_DATABASE_URL"].startswith("postgresql://arcoiris_owner:")
        assert settings["ARCOIRIS_BROKER_URL"].startswith("redis://:")
        assert settings["ARCOIRIS_REGISTRATION"] == "true"
        assert len(settings["ARCOIRIS_SECRET_KEY"]) >= 32
    assert stat.S_IMODE((folder / "secrets.json").stat().st_mode) == 0o600
    assert (folder / "logs" / "migrate.log").read_text() == "a line of the migration's log\n"


def test_a_second_one_is_refused_and_a_killed_one_is_recovered_from(data, tmp_path, launcher: Launch):
    port = free_port()
    first = launcher(UP, data, port, PARTS_FOLDER=str(tmp_path))
    assert first.stdout is not None
    first.stdout.readline()
    key = told("api", tmp_path)["ARCOIRIS_SECRET_KEY"]
    second = launcher(UP, data, free_port(), PARTS_FOLDER=str(tmp_path))
    out, err = second.communicate(timeout=10)
    assert (second.returncode, out) == (1, "")
    assert err == f"arcoiris: the data directory {data} is in use by process {first.pid}\n"

    for pid in (first.pid, *started_pids(data).values()):
        # What was killed first may have taken the others with it already.
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    first.wait()
    third = launcher(UP, data, port, PARTS_FOLDER=str(tmp_path))
    assert third.stdout is not None
    assert third.stdout.readline() == f"ready http://127.0.0.1:{port}\n"
    assert told("api", tmp_path)["ARCOIRIS_SECRET_KEY"] == key

    # Killing the launcher alone leaves nothing behind either.
    pids = started_pids(data)
    third.kill()
    third.wait()
    wait_until(lambda: not any(alive(pid) for pid in pids.values()))
    assert not processes_in(folder=data / "postgres" / "cluster", program="postgres")


def test_a_taken_port_is_told_before_anything_is_started(folder, tmp_path, launcher: Launch):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = launcher(UP, folder, port, PARTS_FOLDER=str(tmp_path))
        out, err = process.communicate(timeout=10)
    assert (process.returncode, out) == (1, "")
    assert err == f"arcoiris: port {port} of 127.0.0.1 is already taken\n"
    assert [path.name for path in folder.iterdir()] == ["lock"]


def test_a_failing_migration_is_told_and_nothing_is_left(data, tmp_path, launcher: Launch):
    process = launcher(UP, data, free_port(), PARTS_FOLDER=str(tmp_path), MIGRATE_STATUS="1")
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (1, "")
    assert err == "arcoiris: the migration failed: a line of the migration's log\n"
    assert not (tmp_path / "api.json").exists()
    assert not processes_in(folder=data / "postgres" / "cluster", program="postgres")


def test_an_interrupt_during_the_start_ends_it(data, tmp_path, launcher: Launch):
    process = launcher(UP, data, free_port(), PARTS_FOLDER=str(tmp_path))
    wait_until((data / "logs" / "postgres.log").exists)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "", "")
    assert not processes_in(folder=data / "postgres" / "cluster", program="postgres")


def test_a_folder_that_cannot_be_made_is_one_clear_line(tmp_path, launcher: Launch):
    file = tmp_path / "file"
    file.touch()
    process = launcher(UP, file / "data", free_port(), PARTS_FOLDER=str(tmp_path))
    out, err = process.communicate(timeout=10)
    assert (process.returncode, out) == (1, "")
    assert err == f"arcoiris: the data directory {file / 'data'} cannot be used: Not a directory\n"


def test_a_part_that_never_stays_up_is_told(data, tmp_path, monkeypatch):
    monkeypatch.setenv("PARTS_FOLDER", str(tmp_path))
    commands = stand_ins(free_port())
    broken = PartCommands(
        migrate=["/bin/true"],
        api=commands.api,
        worker=["/bin/sh", "-c", "echo why; exit 1"],
        beat=commands.beat,
        background=commands.background,
    )
    with (
        pytest.raises(EmbeddedError, match=r"worker does not stay up: .*why"),
        running_stack(data=data, port=1, commands=broken),
    ):
        pass


def test_the_stack_within_a_block_has_addresses_and_processes(data, tmp_path, monkeypatch):
    monkeypatch.setenv("PARTS_FOLDER", str(tmp_path))
    monkeypatch.setenv("ARCOIRIS_DATABASE_URL", "postgresql://elsewhere/app")
    port = free_port()
    settings = {"ARCOIRIS_LANE_BATCH_SIZE": "7", "ARCOIRIS_DATABASE_URL": ""}
    with running_stack(data=data, port=port, commands=stand_ins(port), settings=settings) as stack:
        assert stack.base_url == f"http://127.0.0.1:{port}"
        assert set(stack.pids()) == {"postgres", "valkey", "api", "worker", "beat", "background"}
        assert told("worker", tmp_path)["ARCOIRIS_LANE_BATCH_SIZE"] == "7"
        with psycopg.connect(stack.environment["ARCOIRIS_DATABASE_URL"]) as connection:
            assert connection.execute("SELECT current_user").fetchone() == ("arcoiris_app",)
        with redis.from_url(stack.environment["ARCOIRIS_BROKER_URL"]) as client:
            assert client.ping()
        api = stack.pids()["api"]
        os.kill(api, signal.SIGKILL)
        wait_until(lambda: stack.pids().get("api", api) != api)
        pids = stack.pids()
    assert not any(alive(pid) for pid in pids.values())


def test_servers_named_from_outside_are_not_embedded(folder, tmp_path, monkeypatch):
    folder.mkdir()
    monkeypatch.setenv("PARTS_FOLDER", str(tmp_path))
    monkeypatch.setenv("ARCOIRIS_DATABASE_URL", "postgresql://elsewhere/app")
    monkeypatch.setenv("ARCOIRIS_BROKER_URL", "amqp://elsewhere")
    monkeypatch.setenv("ARCOIRIS_SECRET_KEY", "a key from outside that is long enough")
    port = free_port()
    with running_stack(data=folder, port=port, commands=stand_ins(port)) as stack:
        assert set(stack.pids()) == {"api", "worker", "beat", "background"}
    assert told("api", tmp_path) | {
        "ARCOIRIS_DATABASE_URL": "postgresql://elsewhere/app",
        "ARCOIRIS_BROKER_URL": "amqp://elsewhere",
        "ARCOIRIS_SECRET_KEY": "a key from outside that is long enough",
    } == told("api", tmp_path)
    assert sorted(path.name for path in folder.iterdir()) == ["lock", "logs"]


def test_the_data_directory_follows_the_environment(monkeypatch):
    monkeypatch.delenv("ARCOIRIS_DATA", raising=False)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setenv("HOME", "/somewhere")
    assert default_data_directory() == Path("/somewhere/.local/share/arcoiris")
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert default_data_directory() == Path("/data/arcoiris")
    monkeypatch.setenv("ARCOIRIS_DATA", "/named")
    assert default_data_directory() == Path("/named")


def test_the_parts_are_commands_of_this_program():
    commands = part_commands(host="0.0.0.0", port=8123, workers=4)  # noqa: S104 - nothing listens
    assert commands.api[-5:] == ["api", "--host", "0.0.0.0", "--port", "8123"]  # noqa: S104 - as above
    assert commands.worker[-5:] == ["worker", "--queues", "posting", "--concurrency", "4"]
    assert commands.background[-3:] == ["worker", "--queues", "scheduled,imports"]
    assert {command[0] for command in (commands.migrate, commands.api, commands.beat)} == {sys.executable}
