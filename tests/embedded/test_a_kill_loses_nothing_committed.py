import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from cli.embedded import EmbeddedPostgres, EmbeddedValkey
from cli.embedded import postgres as postgres_module
from cli.embedded import valkey as valkey_module
from cli.embedded.accounts import choose_account
from cli.embedded.binaries import find_postgres, find_valkey
from cli.embedded.processes import free_port
from tests.embedded.conftest import alive, wait_until

POSTGRES_LAUNCHER = """
import sys, time
from pathlib import Path
from cli.embedded import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]))
server.start()
print(server.process.pid, server.app_url, flush=True)
time.sleep(600)
"""
VALKEY_LAUNCHER = POSTGRES_LAUNCHER.replace("EmbeddedPostgres", "EmbeddedValkey").replace("app_url", "url")


@pytest.fixture
def outliving() -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start a program that does not die with its launcher, as one whose launcher was killed at a bad moment."""
    started: list[subprocess.Popen[bytes]] = []

    def start(argv, **options):
        started.append(subprocess.Popen(argv, **options))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def kill(server: EmbeddedPostgres | EmbeddedValkey) -> None:
    assert server.process is not None
    server.process.kill()
    server.process.wait()


def keep_a_row(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.superuser_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS id")


def assert_row_is_there(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.superuser_url) as connection:
        assert connection.execute("SELECT id FROM kept").fetchone() == (7,)


def test_killed_postmaster(data):
    with EmbeddedPostgres(data) as server:
        keep_a_row(server)
        port = server.port
        # A busy session outlives its postmaster for a while and keeps the shared memory.
        busy = psycopg.connect(server.superuser_url, autocommit=True)
        sleeping = "DO $$ BEGIN PERFORM pg_sleep(0); FOR i IN 1..400000000 LOOP NULL; END LOOP; END $$"
        busy.pgconn.send_query(sleeping.encode())
        kill(server)
        assert not server.is_running()
        server.start()
        assert server.port == port
        assert_row_is_there(server)
        busy.close()


def test_killed_launcher_takes_the_server_with_it(data, launcher):
    first = launcher(POSTGRES_LAUNCHER, data)
    pid = int(first.stdout.readline().split()[0])
    first.kill()
    first.wait()
    with EmbeddedPostgres(data) as server:
        assert not alive(pid)
        keep_a_row(server)
    with EmbeddedPostgres(data) as server:
        assert_row_is_there(server)


@pytest.mark.parametrize("frozen", [False, True])
def test_an_orphan_that_still_serves_is_ended_first(data, frozen, outliving, monkeypatch):
    with EmbeddedPostgres(data) as server:
        keep_a_row(server)
    account = choose_account(owner_uid=(data / "cluster").stat().st_uid)
    orphan = outliving(
        [find_postgres(account=account).folder / "postgres", "-D", data / "cluster", "-p", str(free_port()),
         "-c", "unix_socket_directories="],
        user=account.uid, group=account.gid, cwd="/", stderr=subprocess.DEVNULL,
    )  # fmt: skip
    pid_file = data / "cluster" / "postmaster.pid"
    wait_until(lambda: pid_file.exists() and "ready" in pid_file.read_text())
    if frozen:
        orphan.send_signal(signal.SIGSTOP)
        quick = ((signal.SIGINT, 0.1), (signal.SIGQUIT, 0.1), (signal.SIGKILL, 5.0))
        monkeypatch.setattr(postgres_module, "_STOP", quick)
    with EmbeddedPostgres(data) as server:
        assert orphan.wait(timeout=5) is not None
        assert_row_is_there(server)


def test_a_stale_pid_file_that_names_a_living_process(data):
    """In a container the same small numbers come again after a restart."""
    pid_file = data / "cluster" / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{data / 'cluster'}\n0\n5432\n\n127.0.0.1\n 0 0\nready   \n")
    with EmbeddedPostgres(data) as server:
        assert server.is_running()
    assert alive(os.getpid())


def test_interrupted_initdb_is_done_again(folder, launcher):
    first = launcher(POSTGRES_LAUNCHER, folder)
    wait_until((folder / "cluster.partial" / "PG_VERSION").exists)
    first.kill()
    first.wait()
    assert not (folder / "cluster").exists()
    with EmbeddedPostgres(folder) as server:
        keep_a_row(server)
        assert_row_is_there(server)
    assert sorted(path.name for path in folder.iterdir()) == [
        "bootstrapped", "cluster", "lock", "postgres.log", "secrets.json",
    ]  # fmt: skip


def test_interrupted_bootstrap_is_done_again(data):
    with (
        EmbeddedPostgres(data) as server,
        psycopg.connect(server.url_for("postgres", role="superuser"), autocommit=True) as connection,
    ):
        connection.execute("DROP DATABASE arcoiris")
        connection.execute("DROP ROLE arcoiris_app")
    (data / "bootstrapped").unlink()
    with EmbeddedPostgres(data) as server, psycopg.connect(server.app_url) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("arcoiris_app",)


def test_a_start_that_fails_lets_go_of_the_data(data):
    control = data / "cluster" / "global" / "pg_control"
    kept = control.read_bytes()
    control.write_bytes(b"")
    server = EmbeddedPostgres(data)
    with pytest.raises(Exception, match=r"Postgres did not start: .*pg_control"):
        server.start()
    control.write_bytes(kept)
    with server:
        assert server.is_running()


def valkey_client(server: EmbeddedValkey) -> redis.Redis:
    return redis.from_url(server.url, decode_responses=True)


def test_killed_valkey_with_a_file_cut_short(folder):
    with EmbeddedValkey(folder) as server:
        with valkey_client(server) as client:
            client.rpush("doorbells", *range(1000))
            client.waitaof(1, 0, 5000)
            client.set("last", "x" * 1000)
        port = server.port
        kill(server)
        [log] = (folder / "data" / "appendonlydir").glob("*.incr.aof")
        with log.open("r+b") as stream:
            stream.truncate(log.stat().st_size - 500)
        server.start()
        assert server.port == port
        with valkey_client(server) as client:
            assert client.llen("doorbells") == 1000
            assert client.get("last") is None


def test_valkey_with_a_file_that_cannot_be_read_starts_empty_and_keeps_the_file(folder):
    with EmbeddedValkey(folder) as server:
        with valkey_client(server) as client:
            client.rpush("doorbells", *range(1000))
            client.waitaof(1, 0, 5000)
        kill(server)
        [log] = (folder / "data" / "appendonlydir").glob("*.incr.aof")
        with log.open("r+b") as stream:
            stream.seek(200)
            stream.write(b"\0" * 4096)
        server.start()
        with valkey_client(server) as client:
            assert client.llen("doorbells") == 0
    assert (folder / "data" / "appendonlydir.unreadable" / log.name).exists()


def test_valkey_is_private_and_refuses_to_forget(folder):
    with EmbeddedValkey(folder) as server:
        address = f"redis://127.0.0.1:{server.port}/0"
        with redis.from_url(address) as stranger, pytest.raises(redis.exceptions.AuthenticationError):
            stranger.get("x")
        with valkey_client(server) as client:
            assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
            assert client.config_get("append*") | {"appendonly": "yes", "appendfsync": "everysec"} == (
                client.config_get("append*")
            )
        password = server.url.split(":")[2].partition("@")[0]
        assert server.process is not None
        assert password.encode() not in Path(f"/proc/{server.process.pid}/cmdline").read_bytes()
        assert (folder / "secrets.json").stat().st_mode & 0o077 == 0


def test_killed_launcher_takes_valkey_with_it(folder, launcher):
    first = launcher(VALKEY_LAUNCHER, folder)
    pid, url = first.stdout.readline().split()
    with redis.from_url(url) as client:
        client.set("kept", 7)
        client.waitaof(1, 0, 5000)
    first.kill()
    first.wait()
    with EmbeddedValkey(folder) as server, valkey_client(server) as client:
        assert not alive(int(pid))
        assert client.get("kept") == "7"


def test_a_frozen_orphan_of_valkey_is_ended_first(folder, outliving, monkeypatch):
    with EmbeddedValkey(folder):
        pass
    arguments = ["--dir", folder / "data", "--port", "0", "--appendonly", "yes"]
    orphan = outliving([find_valkey(), *arguments], stdout=subprocess.DEVNULL)
    wait_until(lambda: Path(f"/proc/{orphan.pid}/cwd").readlink() == folder / "data")
    orphan.send_signal(signal.SIGSTOP)
    monkeypatch.setattr(valkey_module, "_STOP", ((signal.SIGTERM, 0.1), (signal.SIGKILL, 5.0)))
    started = time.monotonic()
    with EmbeddedValkey(folder) as server:
        assert orphan.wait(timeout=5) == -signal.SIGKILL
        assert server.is_running()
    assert time.monotonic() - started < 5
