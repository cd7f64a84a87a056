"""Runs the programs that the documentation names, as a reader would."""

import os
import subprocess
import sys

from tests.architecture.source_tree import ROOT

TIMEOUT_S = 300


def run(*argv: str) -> str:
    """Run a program of this checkout with this Python and return what it printed; it must end well."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ARCOIRIS_")}
    done = subprocess.run(
        [sys.executable, *argv],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=TIMEOUT_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
