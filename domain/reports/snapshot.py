"""One consistent view of an organization, while its sales go on."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import text

from domain.core.db import UnitOfWork, unit_of_work

# Whole tables are compared with whole tables: hashed, whatever the statistics of a young database say.
_PLANS = text(
    "SELECT set_config('enable_nestloop', 'off', true), set_config('jit', 'off', true),"
    " set_config('work_mem', '64MB', true)"
)


@contextmanager
def snapshot(*org_ids: UUID) -> Iterator[UnitOfWork]:
    """Open a read-only transaction, with plans for whole tables.

    All its statements see the same moment, so old row versions are kept until it ends: leave it soon.
    """
    with unit_of_work(*org_ids, read_only=True) as uow:
        uow.session.execute(_PLANS)
        yield uow
