"""A contract for import-linter: what bears a private name is imported from inside its own package only.

import-linter's own `protected` contract wants one table for every protected module and fails on one that does
not exist yet; this one covers `domain.<any module>.models` the moment the file appears.
"""

from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

Violation = tuple[str, str]


class PrivateModulesContract(Contract):
    """`<container>.<package>.<name>` is imported by `<container>.<package>` and the named readers alone."""

    type_name = "private"

    container = fields.StringField()
    names = fields.ListField(subfield=fields.StringField())
    readers = fields.ListField(subfield=fields.StringField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Find imports of private modules from outside their package; `verbose` has nothing to add."""
        del verbose
        violations = sorted(
            (importer, imported)
            for package in graph.find_children(cast("str", self.container))
            for imported in self._private_modules(graph=graph, package=package)
            for importer in graph.find_modules_that_directly_import(imported)
            if not self._may_import(importer=importer, package=package)
        )
        return ContractCheck(kept=not violations, metadata={"violations": violations})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each import that reaches into another package."""
        for importer, imported in cast("list[Violation]", check.metadata["violations"]):
            output.print_error(f"{importer} imports {imported}, which is private to its package", bold=False)

    def _private_modules(self, *, graph: ImportGraph, package: str) -> set[str]:
        named = {f"{package}.{name}" for name in cast("list[str]", self.names)} & graph.modules
        return named.union(*(graph.find_descendants(module) for module in named))

    def _may_import(self, *, importer: str, package: str) -> bool:
        readers = cast("list[str] | None", self.readers) or []
        return any(importer == home or importer.startswith(f"{home}.") for home in [package, *readers])
