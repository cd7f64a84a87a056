"""The sale in the README is a sale of this version: the script that prints it prints the same again."""

import re

import pytest

from tests.architecture.source_tree import section
from tests.readme.running import run


@pytest.mark.slow
def test_the_rows_of_one_sale_are_what_the_readme_shows():
    shown = re.search(
        r"```text\n(.*?)```", section("README.md", "One sale, with its journal and stock rows"), re.DOTALL
    )
    assert shown
    assert run("scripts/one_sale.py").splitlines() == shown[1].splitlines()
