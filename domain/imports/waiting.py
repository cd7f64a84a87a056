"""Whether an import waits for somebody: asked every few seconds, by processes that load nothing else of imports."""

from uuid import uuid4

from domain.core.db import unit_of_work
from domain.core.ids import NIL
from domain.imports.repository import due

LEASE_S = 5.0
"""For how long a worker without a sign of life is believed to live."""


def anything_due() -> bool:
    """Return whether there is an import that a new worker could carry on. Raises one of `UNREACHABLE`."""
    with unit_of_work(NIL, read_only=True) as uow:
        return bool(due(uow, worker=uuid4(), lease_s=LEASE_S, limit=1))
