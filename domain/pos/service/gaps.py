"""What of a till's own counting never came, and what came but is not posted."""

from uuid import UUID

from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.operations.service import numbers_set_aside
from domain.pos.repository import ShiftRepository, TerminalRepository
from domain.pos.shift_schemas import Gaps, NumberRange, SetAside


def gaps_of_terminal(uow: UnitOfWork, ctx: OrgContext, *, terminal_id: UUID) -> Gaps:
    """Return the gaps in a till's numbers (`terminal_seq`).

    A number whose operation waits, was rejected or failed did come: it is named as such, and is no gap. One that never
    came before the first or after the last cannot be known of. **Raises** `NotFoundError`.
    """
    TerminalRepository(uow, ctx.org_id).get(terminal_id)
    came, set_aside, more = numbers_set_aside(uow, org_id=ctx.org_id, terminal_id=terminal_id)
    first, last, missing, too_many = ShiftRepository(uow, ctx.org_id).ranges(terminal_id, set_aside=came)
    return Gaps(
        terminal_id=terminal_id,
        first=first,
        last=last,
        missing=[NumberRange(first=low, last=high) for low, high in missing],
        set_aside=[SetAside.model_validate(one) for one in set_aside],
        truncated=more or too_many,
    )
