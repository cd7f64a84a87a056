"""One request or task is one transaction, opened and ended at the edge; a service that commits breaks it in two."""

import ast

from tests.architecture.source_tree import python_files

# The only places that may end a transaction otherwise than by `uow.commit()` at an edge, each with its reason.
ALLOWED = {
    "domain/core/db.py": "it is the unit of work",
    "domain/jobs/turns.py": "a run is claimed, carried out and noted in a transaction each, for a killed worker's sake",
    "domain/jobs/background.py": "as a run: each operation is begun, carried out and set aside by itself",
    "domain/imports/engine.py": "each chunk of a file is a transaction, so that a killed worker repeats nothing",
    "domain/imports/store.py": "a file of a gigabyte comes in a piece at a time",
}
ENDS_A_TRANSACTION = {"commit", "begin"}


def ends(tree):
    """Yield receiver and line of each call that ends a transaction, or opens one that ends by itself."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ENDS_A_TRANSACTION:
            yield ast.unparse(node.func.value), node.func.attr, node.lineno


def test_the_domain_commits_in_named_places_only():
    found = {
        f"{path}:{line} {receiver}.{verb}()"
        for path, tree in python_files("domain")
        for receiver, verb, line in ends(tree)
        if path not in ALLOWED
    }
    assert not found


def test_the_edges_commit_units_of_work_and_nothing_else():
    found = {
        f"{path}:{line} {receiver}.{verb}()"
        for path, tree in python_files("api", "workers")
        for receiver, verb, line in ends(tree)
        if (receiver, verb) != ("uow", "commit") and path not in ALLOWED
    }
    assert not found


def test_each_allowed_place_still_needs_its_allowance():
    committing = {path for path, tree in python_files("api", "domain", "workers") if any(True for _ in ends(tree))}
    assert set(ALLOWED) <= committing


def test_a_commit_in_a_service_is_found():
    service = ast.parse("def post_sale(uow):\n    uow.session.commit()\n    with engine.begin():\n        pass\n")
    assert list(ends(service)) == [("uow.session", "commit", 2), ("engine", "begin", 3)]
