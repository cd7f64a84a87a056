"""`docs/errors.md` is the catalogue of errors that the code has."""

import re

from tests.architecture.source_tree import read
from tests.readme.running import run


def test_the_page_lists_every_error_of_the_code():
    # In a process of its own: what other tests define as errors for themselves is no error of the product.
    assert run("scripts/error_catalogue.py").splitlines() == read("docs/errors.md").splitlines()


def test_the_page_lists_every_error_of_the_database():
    written = re.findall(r'"code": "([\w.]+)"', read("migrations/sql/0001_after_tables.sql"))
    assert written
    assert not [code for code in written if f"| `{code}` |" not in read("docs/errors.md")]
