"""X and Z reports as they are printed."""

from uuid import UUID

from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.inventory.service import get_location
from domain.org.letterhead import letterhead_of
from domain.org.profile import profile_of
from domain.pos.receipts.context import Names
from domain.pos.receipts.rendering import Medium, Receipt, render
from domain.pos.receipts.shift_report import shift_receipt
from domain.pos.repository import TerminalRepository
from domain.pos.service.shifts import get_shift


def get_shift_report(uow: UnitOfWork, ctx: OrgContext, *, shift_id: UUID) -> Receipt:
    """Return what a shift's X or Z report shows on paper; `render_shift_report` puts it there.

    They are two steps so that nothing is rendered while a transaction waits. **Raises** `NotFoundError`.
    """
    report = get_shift(uow, ctx, shift_id=shift_id)
    head, profile = letterhead_of(uow, org_id=ctx.org_id), profile_of(uow, org_id=ctx.org_id)
    location = get_location(uow, ctx, location_id=report.location_id)
    terminal = TerminalRepository(uow, ctx.org_id).get(report.terminal_id)
    names = Names(
        organization=head.name,
        country=head.country,
        currency=head.currency,
        digits=profile.digits,
        time_zone=profile.time_zone,
        location=(location.code, location.name),
        terminal=(terminal.code, terminal.name),
    )
    return shift_receipt(report, names)


def render_shift_report(report: Receipt, *, medium: Medium, width: int) -> bytes:
    """Return a report in one medium, `width` characters wide."""
    return render(report, medium=medium, width=width)
