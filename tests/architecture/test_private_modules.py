import grimp
import pytest

from tests.architecture.private_modules import PrivateModulesContract


def contract(readers):
    options = {"container": "domain", "names": ["models"], "readers": readers}
    return PrivateModulesContract(name="models", session_options={}, contract_options=options)


def graph(importer, imported):
    graph = grimp.ImportGraph()
    for module in [
        "domain",
        "domain.pos",
        "domain.posting",
        "domain.pos.models",
        "domain.pos.service",
        "api",
        importer,
    ]:
        graph.add_module(module)
    graph.add_module(imported)
    graph.add_import(importer=importer, imported=imported)
    return graph


@pytest.mark.parametrize(
    ("importer", "imported", "kept"),
    [
        ("domain.pos.service", "domain.pos.models", True),
        ("domain.registry", "domain.pos.models", True),
        ("domain.posting", "domain.pos.models", False),
        ("domain.posting.write", "domain.pos.models.sales", False),
        ("domain.pos_reports", "domain.pos.models", False),
        ("api.pos", "domain.pos.models", False),
        ("api.pos", "domain.pos.service", True),
    ],
)
def test_models_are_reached_from_inside_and_by_named_readers_alone(importer, imported, kept):
    check = contract(readers=["domain.registry"]).check(graph(importer, imported), verbose=False)
    assert check.kept is kept
