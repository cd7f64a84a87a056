"""The README says what is there: its map names every folder, its table every setting."""

import re

import pytest

from domain.core.settings import Settings
from tests.architecture.source_tree import ROOT, section, tracked_files

NAMED_FOLDER = re.compile(r"(?:^|(?<=[\s`|(]))([\w.-]+(?:/[\w.-]+)*)/(?=[\s`|),]|$)", re.MULTILINE)
UNMAPPED = {".ci"}  # Named in the text, not a place to look for code.


def folders():
    """Return the folders a newcomer meets: those at the top and the modules of the domain."""
    parts = [path.split("/") for path in tracked_files()]
    tops = {path[0] for path in parts if len(path) > 1}
    modules = {f"domain/{path[1]}" for path in parts if path[0] == "domain" and len(path) > 2}
    return (tops | modules) - UNMAPPED


def mapped():
    """Return the folders that the map names; a module of the domain may stand there without `domain/`."""
    named = set(NAMED_FOLDER.findall(section("README.md", "Map")))
    return {f"domain/{name}" if not (ROOT / name).exists() else name for name in named}


def test_the_map_names_every_folder():
    assert folders() <= mapped()


def test_every_folder_of_the_map_is_there():
    assert not {name for name in mapped() if not (ROOT / name).is_dir()}


def test_the_table_of_settings_is_the_settings():
    rows = re.findall(r"^\| *`(\w+)` *\|", section("README.md", "Settings"), flags=re.MULTILINE)
    assert sorted(rows) == sorted(f"ARCOIRIS_{name.upper()}" for name in Settings.model_fields)


@pytest.mark.parametrize("command", ["make demo", "make test"])
def test_it_gives_the_two_commands(command):
    assert command in (ROOT / "README.md").read_text(encoding="utf-8")
