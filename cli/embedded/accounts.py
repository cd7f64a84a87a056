"""Which account of the operating system a server runs as.

Postgres refuses to run as root, so that a hole in it is not a hole in the machine. An ordinary user runs it
as is. Root has it run as `postgres`, else as `nobody`. Root that may not change its account (a container
without that capability) runs it in a user namespace, where it is nobody in name.
"""

import os
import pwd
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from cli.embedded import launch
from cli.embedded.errors import EmbeddedError


@dataclass(frozen=True)
class ServerAccount:
    """An account for a child process; without numbers, the account of this process."""

    uid: int | None = None
    gid: int | None = None
    in_namespace: bool = False

    def launching(self, *argv: str | Path, death_signal: signal.Signals) -> list[str]:
        """Return the command line that becomes a program as this account and dies with this process."""
        return [
            sys.executable,
            "-I",
            "-S",
            launch.__file__,
            str(os.getpid()),
            str(int(death_signal)),
            "-" if self.uid is None else str(self.uid),
            "-" if self.gid is None else str(self.gid),
            "namespace" if self.in_namespace else "-",
            *map(str, argv),
        ]

    def run(self, *argv: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a short command to its end as this account and return its output, errors included."""
        return subprocess.run(
            self.launching(*argv, death_signal=signal.SIGKILL),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
            cwd="/",
        )

    def can(self, *argv: str | Path) -> bool:
        """Tell whether a short command succeeds as this account."""
        return self.run(*argv).returncode == 0

    def can_write_in(self, folder: Path) -> bool:
        """Tell whether this account reaches a folder and may write in it, by trying."""
        return self.can("/bin/sh", "-c", 'cd "$1" && test -w .', "sh", folder)

    def give(self, path: Path) -> None:
        """Make a file or folder that we have created this account's own."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)


def choose_account(*, owner_uid: int | None) -> ServerAccount:
    """Choose the account for a server that refuses root.

    `owner_uid` is the account that owns the server's data already, so that data made by an ordinary user
    stays usable by that user after root has run it; None when there is no data yet.

    Raises: EmbeddedError when root can neither change its account nor make a namespace.
    """
    if os.geteuid() != 0:
        return ServerAccount()
    candidates = [] if owner_uid in {None, 0} else [_entry_of_uid(owner_uid)]
    candidates += [_entry_of_name("postgres"), _entry_of_name("nobody")]
    for entry in candidates:
        if entry is not None and entry.pw_uid != 0:
            account = ServerAccount(uid=entry.pw_uid, gid=entry.pw_gid)
            if account.can("/bin/sh", "-c", ":"):
                return account
    account = ServerAccount(in_namespace=True)
    if account.can("/bin/sh", "-c", ":"):
        return account
    message = "Postgres refuses to run as root, and this root may neither change its account nor make a namespace"
    raise EmbeddedError(message)


def _entry_of_name(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _entry_of_uid(uid: int | None) -> pwd.struct_passwd | None:
    try:
        return None if uid is None else pwd.getpwuid(uid)
    except KeyError:
        return None
