"""requirements.lock names exact versions with their hashes, covers pyproject.toml, and says nothing else."""

import re

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.source_tree import pyproject, read

PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>\S+)(?: ; [^\\]+)? \\$")
HASH = re.compile(r"^ {4}--hash=sha256:[0-9a-f]{64}(?: \\)?$")


def pins():
    """Return version by canonical name."""
    matches = (PIN.match(line) for line in read("requirements.lock").splitlines())
    return {canonicalize_name(match["name"]): match["version"] for match in matches if match}


def test_it_holds_names_versions_and_hashes_only():
    other = [line for line in read("requirements.lock").splitlines() if not PIN.match(line) and not HASH.match(line)]
    assert not other


def test_it_meets_every_requirement():
    project = pyproject()["project"]
    wanted = [Requirement(line) for line in project["dependencies"] + project["optional-dependencies"]["dev"]]
    locked = pins()
    unmet = {str(want) for want in wanted if not want.specifier.contains(locked.get(canonicalize_name(want.name), "0"))}
    assert not unmet
