"""Whose database a command asks: the one that was named, or that of the installation which `arcoiris up` runs here."""

import json
import os
from pathlib import Path
from typing import Annotated

import typer

from cli.parts import fail

Data = Annotated[
    Path | None,
    typer.Option("--data", help="A running `arcoiris up`'s data; else ARCOIRIS_DATABASE_URL, else the default data."),
]


def use_database(data: Path | None) -> None:
    """Let this process ask the database of `data`, or of the settings, or of the default installation if it runs."""
    from cli.up import default_data_directory
    from domain.core.settings import settings

    if data is not None:
        _use_installation(data)
    elif "database_url" not in settings().model_fields_set and (default_data_directory() / "postgres").exists():
        _use_installation(default_data_directory())


def _use_installation(data: Path) -> None:
    from cli.embedded.cluster import APP_ROLE, DATABASE, cluster_folder
    from domain.core.db import engine
    from domain.core.settings import settings

    postgres = data.absolute() / "postgres"
    try:
        secrets = json.loads((postgres / "secrets.json").read_text())
        cluster = cluster_folder(data_dir=postgres, cluster_id=secrets["cluster_id"])
        port = int((cluster / "postmaster.pid").read_text().splitlines()[3])
    except (OSError, ValueError, KeyError, IndexError):
        fail(f"no installation runs on {data}: start it with `arcoiris up --data {data}`")
    os.environ["ARCOIRIS_DATABASE_URL"] = f"postgresql://{APP_ROLE}:{secrets['app']}@127.0.0.1:{port}/{DATABASE}"
    settings.cache_clear()
    engine.cache_clear()
