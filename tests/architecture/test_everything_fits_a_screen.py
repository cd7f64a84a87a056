import ast

import pytest

from tests.architecture.source_tree import CODE, ROOT, python_files, tracked_files

FILE_LINES = 350
FUNCTION_LINES = 60


def test_no_file_is_longer_than_can_be_read_at_once():
    long = {
        path: lines
        for path in tracked_files()
        if path.endswith(".py") and not path.startswith("migrations/versions/")
        if (lines := len((ROOT / path).read_text(encoding="utf-8").splitlines())) > FILE_LINES
    }
    assert not long


@pytest.mark.parametrize("top", [*CODE, "scripts"])
def test_no_function_is_longer_than_a_screen(top):
    long = {
        f"{path}:{node.lineno} {node.name}": lines
        for path, tree in python_files(top)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES
    }
    assert not long
