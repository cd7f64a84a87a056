"""What the tests of this folder look at: the tracked files, and the syntax trees of our own code."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
CODE = ("api", "broker", "cli", "domain", "workers", "scripts", "tests", "celeryconfig.py")


@lru_cache(maxsize=1)
def tracked_files() -> tuple[str, ...]:
    """Return what git tracks or would track, as paths from the root; a file may have gone since."""
    listing = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return tuple(sorted(path for path in listing.split("\0") if path and (ROOT / path).is_file()))


def python_files(*tops: str) -> Iterator[tuple[str, ast.Module]]:
    """Yield path and syntax tree of each Python file under the given top-level names."""
    for path in tracked_files():
        if path.endswith(".py") and path.split("/")[0] in tops:
            yield path, ast.parse((ROOT / path).read_text(encoding="utf-8"), filename=path)


def read(path: str) -> str:
    """Return a file of the repository as text."""
    return (ROOT / path).read_text(encoding="utf-8")


def pyproject() -> dict[str, Any]:
    """Return pyproject.toml."""
    return tomllib.loads(read("pyproject.toml"))


def section(document: str, heading: str) -> str:
    """Return the text under a `## heading` of a Markdown file, up to the next one."""
    _, found, rest = f"\n{read(document)}".partition(f"\n## {heading}\n")
    assert found, f"{document} has no section '## {heading}'"
    return rest.partition("\n## ")[0]
