"""What is committed runs anywhere: no path of somebody's machine, no address of a package registry."""

import re

import pytest

from tests.architecture.source_tree import ROOT, tracked_files

# Character classes keep the patterns from finding themselves.
MACHINE_PATH = re.compile(r"(?<![\w.$])/(?:[w]ork|[h]ome/\w+|[r]oot|[U]sers/\w+|tmp/[b]rief)(?:/|\b)")
REGISTRY = re.compile(
    r"[p]ypi\.org|[p]ythonhosted|[r]egistry\.npmjs|[i]ndex-url|[f]ind-links *=|[p]ackages\.debian|deb\.[d]ebian",
    re.IGNORECASE,
)


@pytest.mark.parametrize("pattern", [MACHINE_PATH, REGISTRY], ids=["machine path", "registry"])
def test_no_tracked_file_names_one(pattern):
    found = [
        f"{path}:{number} {line.strip()[:80]}"
        for path in tracked_files()
        for number, line in enumerate((ROOT / path).read_bytes().decode("utf-8", "ignore").splitlines(), start=1)
        if pattern.search(line)
    ]
    assert not found


@pytest.mark.parametrize("line", ["cd /" + "work/main", "cache = '/" + "home/ada/x'", '"/' + 'root/.pgpass"'])
def test_a_machine_path_is_found(line):
    assert MACHINE_PATH.search(line)


@pytest.mark.parametrize("line", ["api/" + "work/orders", "$PG/" + "root/x", "https://host.example/" + "homes"])
def test_other_paths_are_not(line):
    assert not MACHINE_PATH.search(line)
