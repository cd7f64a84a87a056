"""`docs/operation-kinds.md` is the table of the operation kinds that the code has."""

import re

from domain.posting.kinds import KINDS
from scripts.operation_table import UNDONE_BY, routes
from tests.architecture.source_tree import read
from tests.readme.running import run


def test_the_page_lists_every_kind_of_the_code():
    assert run("scripts/operation_table.py").splitlines() == read("docs/operation-kinds.md").splitlines()


def test_every_kind_is_sent_by_a_route():
    assert not [kind for kind, sent_by in routes().items() if not sent_by]


def test_what_undoes_a_kind_is_a_kind_too():
    named = set(re.findall(r"`(\w+\.\w+)`", " ".join(UNDONE_BY.values())))
    assert named <= set(KINDS)
    assert set(UNDONE_BY) == set(KINDS)
