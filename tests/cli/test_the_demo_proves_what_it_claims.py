"""The demo as a stranger runs it, in small: real processes, twice on the same data, and the figures it prints."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.embedded.conftest import alive

SALES, TILLS = 60, 3
ARCOIRIS = [sys.executable, "-P", "-m", "cli.main"]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """A folder through which every account can pass, so that nothing has to lie outside of it."""
    folder = Path(tempfile.mkdtemp(prefix="arcoiris-demo-"))
    folder.chmod(0o711)
    yield folder / "demo"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def first_run(data: Path) -> "subprocess.CompletedProcess[str]":
    """The demo from nothing."""
    return subprocess.run(command(data), capture_output=True, text=True, timeout=120, check=False, env=settings())


def command(data: Path, *more: str) -> list[str]:
    return [*ARCOIRIS, "demo", "--sales", str(SALES), "--tills", str(TILLS), "--data", str(data), *more]


def settings() -> dict[str, str]:
    """This process's environment without the servers of other tests, and with one that must be left alone."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ARCOIRIS_")}
    return kept | {"ARCOIRIS_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/somebody_elses", "PYTHONUNBUFFERED": "1"}


def pids(data: Path) -> list[int]:
    return [int(pid) for pid in re.findall(r"as process (\d+)", (data / "logs" / "supervisor.log").read_text())]


def sentence(sales: int) -> str:
    return f"{sales} accepted · {sales} posted · 0 lost · 0 doubled · books balance"


def test_from_nothing_it_ends_with_the_proof(first_run, data):
    assert first_run.stderr == ""
    lines = first_run.stdout.rstrip("\n").splitlines()
    assert lines[-1] == sentence(SALES)
    assert first_run.returncode == 0
    assert not any(alive(pid) for pid in pids(data))


def test_it_shows_one_sale_whose_sides_are_equal(first_run):
    told = first_run.stdout.split("One sale, in full")[1].split("Trial balance")[0]
    debit, credit = re.findall(r"^\s+([\d,]+\.\d\d)\s+([\d,]+\.\d\d)\s*$", told, re.MULTILINE)[-1]
    assert debit == credit
    assert re.search(r"journal POS-(CENTRO|PLAYA) no\. \d+", told)
    assert re.search(r"hash [0-9a-f]{16}… over its content and [0-9a-f]{16}…", told)


def test_what_tills_do_wrong_is_in_its_figures(first_run):
    told = first_run.stdout.split("What happened")[1]
    assert re.search(r"altered +1 sale came back with other content: 409 naming lines\.0\.quantity", told)
    assert re.search(r"set aside +pos\.payment_short: 2\.00 is missing\. Mended, tried again, posted\.", told)
    assert re.search(r"offline +[1-9]\d* sales came later", told)
    assert re.search(r"network +[1-9]\d* answers lost, [1-9]\d* sales sent again", told)


@pytest.fixture(scope="module")
def kept(first_run, data: Path) -> Iterator["tuple[subprocess.Popen[str], str]"]:
    """A second run on the same data that is left running, and what it has printed."""
    process = subprocess.Popen(
        command(data, "--keep"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=settings()
    )
    assert process.stdout is not None
    told = ""
    for line in process.stdout:
        told += line
        if "Ctrl-C" in line:
            break
    yield process, told
    if process.poll() is None:
        process.kill()
    process.communicate()


def test_a_second_run_adds_to_the_kept_data_and_is_left_running(kept, data):
    process, told = kept
    assert process.poll() is None
    assert f"{SALES} sales of earlier runs are in its books" in told
    assert sentence(SALES) in told
    (base_url,) = re.findall(r"Still running at (http://\S+)", told)
    facts = dict(re.findall(r"^  (login|password|organization)\s+(\S+)$", told, re.MULTILINE))
    login = {"email": facts["login"], "password": facts["password"]}
    token = ask(f"{base_url}/api/auth/login", body=login)["access_token"]
    headers = {"Authorization": f"Bearer {token}", "X-Org-ID": facts["organization"]}
    sales = ask(f"{base_url}/api/sales?limit=500", headers=headers)["items"]
    assert len(sales) == len({sale["id"] for sale in sales}) == 2 * SALES
    balance = ask(f"{base_url}/api/reports/trial-balance", headers=headers)
    assert balance["total_debit"] == balance["total_credit"]
    assert f"{float(balance['total_debit']):,.2f}" in told


def test_the_running_demo_can_be_asked_by_its_data(kept, data):
    lanes = arcoiris("lanes", "--data", str(data), "--json")
    assert (lanes.returncode, json.loads(lanes.stdout)["waiting"]) == (0, 0)
    posted = arcoiris("operations", "list", "--data", str(data), "--status", "posted", "--limit", "1000", "--json")
    kinds = [operation["kind"] for operation in json.loads(posted.stdout)]
    assert kinds.count("sale.post") == 2 * SALES
    rejected = arcoiris("operations", "list", "--data", str(data), "--status", "rejected", "--json")
    assert json.loads(rejected.stdout) == []


def test_ctrl_c_stops_everything(kept, data):
    process, _ = kept
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 0
    assert not any(alive(pid) for pid in pids(data))
    stopped = arcoiris("lanes", "--data", str(data))
    assert stopped.returncode == 1
    assert stopped.stderr.startswith(f"arcoiris: no installation runs on {data}")


@pytest.mark.parametrize("wrong", [["--sales", "0"], ["--tills", "many"], ["--unheard-of"]])
def test_bad_usage_is_told_before_anything_starts(wrong, tmp_path):
    process = arcoiris("demo", "--data", str(tmp_path / "demo"), *wrong)
    assert process.returncode == 2
    assert process.stderr
    assert not (tmp_path / "demo").exists()


def arcoiris(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*ARCOIRIS, *arguments], capture_output=True, text=True, timeout=60, check=False, env=settings()
    )


def ask(url: str, *, body=None, headers=None):
    request = urllib.request.Request(  # noqa: S310 - our own server
        url,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json", **(headers or {})},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - as above
        return json.load(answer)
