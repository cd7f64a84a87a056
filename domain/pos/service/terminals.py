"""Tills: made, read, changed, taken away; their sales keep the location where they were made."""

from collections.abc import Sequence

from domain.auth.service import terminal_has_keys
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.org.master_data import MasterData
from domain.pos.models import Terminal
from domain.pos.repository import TerminalRepository
from domain.pos.schemas import TerminalView


def _is_used(uow: UnitOfWork, ctx: OrgContext, row: Terminal) -> bool:
    named = terminal_has_keys(uow, org_id=ctx.org_id, terminal_id=row.id)
    return named or TerminalRepository(uow, ctx.org_id).has_sold(row.id)


def _views(_uow: UnitOfWork, _ctx: OrgContext, rows: Sequence[Terminal]) -> list[TerminalView]:
    return [TerminalView.model_validate(row) for row in rows]


TERMINALS = MasterData(name="terminal", rows=TerminalRepository, views=_views, is_used=_is_used)
