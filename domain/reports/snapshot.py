"""One consistent view of an organization, while its sales go on."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from uuid import UUID

from sqlalchemy import Engine, text

from domain.core.db import UnitOfWork, engine, unit_of_work

# Whole tables are compared with whole tables: hashed, whatever the statistics of a young database say.
_PLANS = text(
    "SELECT set_config('enable_nestloop', 'off', true), set_config('jit', 'off', true),"
    " set_config('work_mem', '64MB', true)"
)


@contextmanager
def snapshot(*org_ids: UUID) -> Iterator[UnitOfWork]:
    """Open a read-only transaction whose statements all see the same moment (REPEATABLE READ).

    It takes no lock that a sale could meet, but old row versions are kept until it ends: leave it soon.
    """
    with unit_of_work(*org_ids, read_only=True, bind=_repeatable(engine())) as uow:
        uow.session.execute(_PLANS)
        yield uow


@lru_cache(maxsize=1)
def _repeatable(base: Engine) -> Engine:
    """Return the same engine, its pool included, with transactions that see one moment."""
    return base.execution_options(isolation_level="REPEATABLE READ")
