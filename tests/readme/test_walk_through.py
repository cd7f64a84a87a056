"""The five minutes with curl work: the lines of the README are run as they stand, and answer what it says."""

import os
import re
import shutil
import subprocess

import pytest

from cli.up import running_stack
from tests.architecture.source_tree import ROOT, section

BLOCK = re.compile(r"```(sh|text)\n(.*?)```", re.DOTALL)
TIMEOUT_S = 60


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed here")
def test_the_walk_through_works_line_by_line(tmp_path):
    blocks = BLOCK.findall(section("README.md", "Five minutes with curl"))
    script = "".join(text for language, text in blocks if language == "sh")
    (balance,) = (text for language, text in blocks if language == "text")
    assert ".venv/bin/python" in script
    servers = dict.fromkeys(("ARCOIRIS_DATABASE_URL", "ARCOIRIS_BROKER_URL", "ARCOIRIS_OWNER_DATABASE_URL"), "")
    with running_stack(data=tmp_path, settings=servers) as stack:
        script = script.replace("http://127.0.0.1:8000", stack.base_url)
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=ROOT,
            env={**os.environ, "no_proxy": "*"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=TIMEOUT_S,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert re.findall(r"HTTP/1.1 (\d+)", done.stdout) == ["202", "200", "409"]
    assert '"status":"pending"' in done.stdout
    assert '"total":"23.20"' in done.stdout
    assert '"change":"1.80"' in done.stdout
    assert "idempotency-replayed: true" in done.stdout
    assert '"path":"payments.0.amount"' in done.stdout
    assert done.stdout.replace("\r\n", "\n").endswith(balance)
