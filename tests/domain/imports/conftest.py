"""Files handed in, and carried on by a worker of the test's own process."""

from collections.abc import Callable
from typing import Any

import pytest

from domain.core.db import unit_of_work
from domain.imports import service
from domain.imports.engine import Importer
from domain.imports.schemas import ImportView, ImportWanted
from domain.imports.store import store_file


def hand_in(shop, content: str | bytes, *, kind: str = "items", file_name: str = "file.csv", **wanted: Any):
    """Hand a file in; return its id."""
    data = content.encode() if isinstance(content, str) else content
    file = store_file(shop.org_id, [data])
    with unit_of_work(shop.org_id) as uow:
        made = service.receive(uow, shop.ctx, wanted=ImportWanted(kind=kind, **wanted), file=file, file_name=file_name)
        uow.commit()
    return made.id


def finish(shop, import_id, **options: Any) -> ImportView:
    """Carry an import on until it rests."""
    importer = Importer(**options)
    while importer.take_turn(shop.org_id, import_id, turn_s=5.0):
        pass
    return look(shop, import_id)


def look(shop, import_id) -> ImportView:
    with unit_of_work(shop.org_id, read_only=True) as uow:
        return service.get_import(uow, shop.ctx, import_id=import_id)


@pytest.fixture
def imported(shop) -> Callable[..., ImportView]:
    """Hand a file in and carry it on until it rests."""

    def run(content, **wanted):
        return finish(shop, hand_in(shop, content, **wanted))

    return run
