"""A Postgres cluster on disk: where it lies, how it is made, what a new one holds."""

import os
import shutil
import signal
import tempfile
from pathlib import Path

import psycopg
from psycopg import sql

from cli.embedded.accounts import ServerAccount
from cli.embedded.binaries import PostgresBinaries, folder_outside
from cli.embedded.credentials import write_private
from cli.embedded.errors import EmbeddedError
from cli.embedded.logs import last_lines, open_log
from cli.embedded.processes import end_leftovers, spawn

SUPERUSER = "arcoiris_superuser"
OWNER_ROLE = "arcoiris_owner"
APP_ROLE = "arcoiris_app"
DATABASE = "arcoiris"

_OUTSIDE = "outside"
_FIRST_WITH_BUILTIN_LOCALE = 17


def cluster_folder(*, data_dir: Path, cluster_id: str) -> Path:
    """Return where the cluster of a data directory lies, or would lie if the account can reach it there.

    One that had to be put outside lies under the name of the identity kept with the secrets, so that a data
    directory that was deleted and made anew never meets another one's cluster.
    """
    outside = data_dir / _OUTSIDE
    if outside.exists():
        return Path(outside.read_text().strip()) / cluster_id
    return data_dir / "cluster"


def place_cluster(*, data_dir: Path, cluster_id: str, account: ServerAccount) -> Path:
    """Return a folder for a new cluster that the server's account can reach, outside if it must be.

    A folder that is not ours is never opened to others. The path is kept, so that it is found again.

    Raises: EmbeddedError when no reachable folder can be made.
    """
    inside = data_dir / "cluster"
    probe = data_dir / "cluster.probe"
    probe.mkdir(mode=0o700, exist_ok=True)
    try:
        account.give(probe)
        if account.can_write_in(probe):
            return inside
    finally:
        probe.rmdir()
    outside = folder_outside("clusters")
    _remove_orphans(outside)
    write_private(path=data_dir / _OUTSIDE, text=f"{outside}\n")
    write_private(path=outside / f"{cluster_id}.origin", text=f"{data_dir}\n")
    return outside / cluster_id


def _remove_orphans(outside: Path) -> None:
    """Remove the clusters of temporary data directories that are gone.

    Elsewhere a missing directory may be a disk that is not mounted today, and its cluster is kept.
    """
    for origin in outside.glob("*.origin"):
        try:
            data_dir = Path(origin.read_text().strip())
        except FileNotFoundError:
            # Another installation ended, or tidied up, this very moment.
            continue
        if data_dir.is_relative_to(tempfile.gettempdir()) and not (data_dir / _OUTSIDE).exists():
            shutil.rmtree(origin.with_suffix(""), ignore_errors=True)
            origin.unlink(missing_ok=True)


def make_cluster(
    *, cluster: Path, binaries: PostgresBinaries, account: ServerAccount, superuser_password: str, log: Path
) -> None:
    """Make a new cluster; what an interrupted attempt left is removed first.

    The cluster gets its name only when initdb is done, so that a half-made one is never taken for whole.

    Raises: EmbeddedError when initdb fails or the cluster is of another major version.
    """
    partial = cluster.with_name(f"{cluster.name}.partial")
    password_file = cluster.with_name(f"{cluster.name}.password")
    end_leftovers(folder=partial, program="postgres", leader=None, escalation=[(signal.SIGKILL, 5.0)])
    for leftover in (partial, cluster):
        if leftover.exists():
            shutil.rmtree(leftover)
    partial.mkdir(mode=0o700)
    try:
        account.give(partial)
        write_private(path=password_file, text=f"{superuser_password}\n")
        account.give(password_file)
        with open_log(log) as output:
            initdb = spawn(
                argv=[
                    binaries.folder / "initdb",
                    f"--pgdata={partial}",
                    f"--username={SUPERUSER}",
                    "--encoding=UTF8",
                    *_locale_arguments(major=binaries.major),
                    "--auth=scram-sha-256",
                    f"--pwfile={password_file}",
                    "--no-instructions",
                ],
                # Killed with its launcher: an orphan would write into the next attempt's folder.
                death_signal=signal.SIGKILL,
                output=output,
                env=server_environment(),
                cwd=Path("/"),
                account=account,
            )
            status = initdb.wait()
    finally:
        password_file.unlink(missing_ok=True)
    if status != 0:
        message = f"initdb failed: {last_lines(log)}"
        raise EmbeddedError(message)
    partial.rename(cluster)


def check_version(*, cluster: Path, binaries: PostgresBinaries) -> None:
    """Refuse a cluster that another major version of Postgres made.

    Raises: EmbeddedError when the versions differ.
    """
    made_by = (cluster / "PG_VERSION").read_text().strip()
    if made_by != str(binaries.major):
        message = f"{cluster} was made by Postgres {made_by}, and the Postgres found is {binaries.major}"
        raise EmbeddedError(message)


def give_tree(*, cluster: Path, account: ServerAccount) -> None:
    """Make a whole cluster the account's own, where root made it in a namespace and now runs without one."""
    if account.uid is None or cluster.stat().st_uid == account.uid:
        return
    for folder, _, files in os.walk(cluster):
        for name in files:
            os.chown(Path(folder, name), account.uid, account.gid or -1, follow_symlinks=False)
        os.chown(folder, account.uid, account.gid or -1)


def server_environment() -> dict[str, str]:
    """Return an environment in which no setting of the user's own Postgres reaches ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return kept | {"LC_ALL": "C"}


def bootstrap(*, connection: psycopg.Connection, passwords: dict[str, str]) -> None:
    """Make the two roles and the database of the application, where they are not there yet.

    The application's role owns nothing, so that row-level security holds for it.
    """
    for role, password in ((OWNER_ROLE, passwords["owner"]), (APP_ROLE, passwords["app"])):
        there = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
        connection.execute(
            sql.SQL(
                "{} ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION PASSWORD {}"
            ).format(sql.SQL("ALTER" if there else "CREATE"), sql.Identifier(role), sql.Literal(password))
        )
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
        make_database(connection=connection, name=DATABASE, template=None)
    else:
        allow_connections(connection=connection, name=DATABASE)


def make_database(*, connection: psycopg.Connection, name: str, template: str | None) -> None:
    """Make a database owned by the owner's role, empty or as a copy of a template that nobody uses now."""
    connection.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(OWNER_ROLE), sql.Identifier(template or "template1")
        )
    )
    allow_connections(connection=connection, name=name)


def allow_connections(*, connection: psycopg.Connection, name: str) -> None:
    """Let the two roles of the application into a database, and nobody else."""
    database = sql.Identifier(name)
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    connection.execute(
        sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(database, sql.Identifier(APP_ROLE))
    )


def _locale_arguments(*, major: int) -> list[str]:
    # Text sorts by code point in both forms, so that order does not depend on the machine's libraries.
    if major >= _FIRST_WITH_BUILTIN_LOCALE:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return ["--locale-provider=libc", "--locale=C.UTF-8", "--lc-collate=C"]
