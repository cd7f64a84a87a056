"""Amounts, quantities and prices are integers or decimals from the request to the row (docs/decisions/0003)."""

import ast

import pytest
from sqlalchemy import Float

from domain.registry import metadata
from tests.architecture.source_tree import python_files

# Where money, quantities and prices are; elsewhere a float is a duration in seconds.
MONEY = (
    "domain/accounting/",
    "domain/core/money.py",
    "domain/inventory/",
    "domain/pos/",
    "domain/posting/",
    "domain/reports/",
)
# In these a float is a duration too.
DURATIONS = ("domain/posting/drain",)


def floats(tree):
    """Yield the lines that name the type `float` or hold a float literal."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id="float") | ast.Constant(value=float()):
                yield node.lineno


def test_no_rule_of_the_domain_uses_a_float():
    found = [
        f"{path}:{line}"
        for path, tree in python_files("domain")
        if path.startswith(MONEY) and not path.startswith(DURATIONS)
        for line in floats(tree)
    ]
    assert not found


def test_no_column_is_a_float():
    assert not [
        str(column) for table in metadata.tables.values() for column in table.c if isinstance(column.type, Float)
    ]


@pytest.mark.parametrize("code", ["price * 1.16", "def tax(net: float): ...", "float(amount)"])
def test_a_float_is_found(code):
    assert list(floats(ast.parse(code)))
