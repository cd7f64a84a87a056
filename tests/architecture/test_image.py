"""The image holds what the wheel holds, checked against the lock, and runs as nobody in particular."""

import re
import shlex

import yaml

from tests.architecture.source_tree import pyproject, read

DOCKERFILE = read("Dockerfile").replace("\\\n", " ")
BUILD, FINAL = re.split(r"(?m)^FROM ", DOCKERFILE)[1:]


def copied():
    """Return what the build stage takes from the checkout."""
    lines = re.findall(r"(?m)^COPY (.+)$", BUILD)
    return {source for line in lines for source in shlex.split(line)[:-1]}


def test_it_takes_the_packages_of_the_wheel_and_what_builds_it():
    packages = set(pyproject()["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"])
    assert copied() == packages | {"pyproject.toml", "requirements.lock", "README.md", "LICENSE"}


def test_nothing_else_is_sent_to_the_engine():
    ignore = {line for line in read(".dockerignore").splitlines() if line and not line.startswith("#")}
    assert ignore == {"*", "**/__pycache__"} | {f"!{source}" for source in copied()}


def test_every_package_is_checked_and_no_build_tool_reaches_the_image():
    installs = re.findall(r"pip (?:download|wheel|install)[^&\n]*", BUILD)
    assert all("--require-hashes" in line or "--no-index" in line for line in installs)
    assert "pip" not in FINAL
    assert re.findall(r"(?m)^COPY (.+)$", FINAL) == ["--from=build /opt/arcoiris /opt/arcoiris"]


def test_it_is_the_python_that_is_tested():
    version = re.search(r"ARG PYTHON_VERSION=(\S+)", DOCKERFILE)
    assert version
    assert version[1] == pyproject()["tool"]["mypy"]["python_version"]


def test_it_runs_without_privileges():
    assert "USER arcoiris" in FINAL
    assert FINAL.index("USER arcoiris") < FINAL.index("ENTRYPOINT")


def test_it_starts_as_the_api_of_compose():
    api = yaml.safe_load(read("docker-compose.yml"))["services"]["api"]
    entrypoint, command = (re.search(rf"(?m)^{word} (\[.+\])$", FINAL) for word in ("ENTRYPOINT", "CMD"))
    assert entrypoint
    assert command
    assert yaml.safe_load(entrypoint[1]) == list(pyproject()["project"]["scripts"])
    assert yaml.safe_load(command[1]) == api["command"]
