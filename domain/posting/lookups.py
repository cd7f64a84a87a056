"""What admission must know before an operation can wait in its lane."""

from uuid import UUID

from domain.core.db import UnitOfWork


def location_of_terminal(uow: UnitOfWork, *, org_id: UUID, terminal_id: UUID) -> UUID | None:
    """Return where an active terminal stands; None where this organization has no such terminal."""
    row = uow.driver.execute(
        "SELECT location_id FROM pos.terminals WHERE org_id = %s AND id = %s AND active", (org_id, terminal_id)
    ).fetchone()
    return None if row is None else UUID(str(row[0]))
