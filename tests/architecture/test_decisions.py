"""A decision record is one page and names the check that holds it."""

import re

import pytest

from tests.architecture.source_tree import ROOT, read, section, tracked_files

RECORDS = [path for path in tracked_files() if re.fullmatch(r"docs/decisions/\d{4}-[a-z0-9-]+\.md", path)]
PAGE_LINES = 60


def test_they_are_numbered_without_gap():
    assert [int(path.split("/")[-1][:4]) for path in RECORDS] == list(range(1, len(RECORDS) + 1))
    assert RECORDS


@pytest.mark.parametrize("record", RECORDS)
def test_it_fits_a_page_and_has_its_four_parts(record):
    assert len(read(record).splitlines()) <= PAGE_LINES
    assert all(section(record, heading) for heading in ("Why", "Decision", "Price", "Held by"))


@pytest.mark.parametrize("record", RECORDS)
def test_the_checks_that_hold_it_exist(record):
    checks = re.findall(r"`((?:tests|migrations|domain|pyproject)[\w./-]*)`", section(record, "Held by"))
    assert checks
    assert not [check for check in checks if not (ROOT / check).exists()]
