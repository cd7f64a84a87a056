"""Stand-ins for the API, the worker, beat and the migration, so that supervision is tried by itself.

Run as a script: the name of a part, then its arguments. Each writes the settings that it was given into the
folder named by `PARTS_FOLDER`; the API answers `/health/ready`.
"""

import http.server
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cli.supervisor import ChildProcess
    from cli.up import PartCommands


def stand_ins(port: int) -> "PartCommands":
    """Return the command lines of the stand-ins."""
    from cli.up import PartCommands

    program = [sys.executable, "-S", __file__]
    return PartCommands(
        migrate=[*program, "migrate"],
        api=[*program, "api", str(port)],
        worker=[*program, "worker"],
        beat=[*program, "beat"],
        background=[*program, "background"],
    )


def child(part: str, folder: Path, *, stop_timeout_s: float = 5.0) -> "ChildProcess":
    """Return a stand-in for a supervisor to keep alive, its log beside its notes."""
    from cli.supervisor import ChildProcess

    return ChildProcess(
        argv=[sys.executable, "-S", __file__, part],
        env=os.environ | {"PARTS_FOLDER": str(folder)},
        log=folder / f"{part}.log",
        stop_timeout_s=stop_timeout_s,
    )


class Ready(http.server.BaseHTTPRequestHandler):
    """Answers 200 once it has been asked three times: nobody is ready at once."""

    asked = 0

    def do_GET(self) -> None:
        Ready.asked += 1
        status = 200 if Ready.asked > 3 and self.path == "/health/ready" else 503
        self.send_response(status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that the server calls
        """Nothing: the log is ours."""


def main(part: str, arguments: list[str]) -> int:
    folder = Path(os.environ["PARTS_FOLDER"])
    settings = {name: value for name, value in os.environ.items() if name.startswith("ARCOIRIS_")}
    stopped = threading.Event()
    if part != "migrate":
        signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    # Whoever reads this may stop the part from now on.
    (folder / f"{part}.json").write_text(json.dumps({"settings": settings, "arguments": arguments}))
    if part == "migrate":
        print("a line of the migration's log", flush=True)
        return int(os.environ.get("MIGRATE_STATUS", "0"))
    if part == "worker":
        # As a pool does: a child of its own, in the same process group.
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        (folder / "pool_child").write_text(str(child.pid))
    if part == "api":
        server = http.server.ThreadingHTTPServer(("127.0.0.1", int(arguments[0])), Ready)
        threading.Thread(target=server.serve_forever, daemon=True).start()
    if part == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        (folder / "deaf").touch()
        time.sleep(600)
    stopped.wait()
    with (folder / "stopped").open("a") as stream:
        stream.write(f"{part}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
