"""Become a server's program, as the right account, and die with the launcher.

Run as a script in a bare interpreter, between the launcher and the program: the launcher may have threads,
and Python code between fork and exec is not safe there. Everything here is done before the program replaces
this interpreter, so that nothing of it remains.

Arguments: launcher's process id, signal to get when it dies, user id, group id (`-` leaves as is), `-` or
`namespace`, program and its arguments.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER = 0x10000000
_NOBODY = 65534


def _write(path: str, text: str) -> None:
    with open(path, "w") as stream:  # noqa: PTH123 - pathlib would double the time to start
        stream.write(text)


def _enter_namespace(libc: ctypes.CDLL) -> None:
    """Become nobody in name in a user namespace of our own; the kernel still sees the account outside."""
    uid, gid = os.geteuid(), os.getegid()
    if libc.unshare(_CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "a user namespace is refused")
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{_NOBODY} {uid} 1")
    _write("/proc/self/gid_map", f"{_NOBODY} {gid} 1")


def main(arguments: list[str]) -> None:
    """Change account, arrange the death, become the program."""
    launcher, death_signal, uid, gid, namespace, *program = arguments
    libc = ctypes.CDLL(None, use_errno=True)
    if uid != "-":
        os.setgroups([])
        os.setgid(int(gid))
        os.setuid(int(uid))
    if namespace == "namespace":
        _enter_namespace(libc)
    if sys.platform == "linux":
        # Last, because a change of account or namespace clears it.
        libc.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != int(launcher):
            os.kill(os.getpid(), signal.SIGKILL)
    try:
        os.execvp(program[0], program)  # noqa: S606 - no shell is wanted
    except OSError as error:
        sys.exit(f"{program[0]} cannot be started: {error.strerror}")


if __name__ == "__main__":
    main(sys.argv[1:])
