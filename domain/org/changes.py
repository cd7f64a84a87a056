"""Changes of master data as the audit log keeps them: the whole resource before and after."""

from uuid import UUID

from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.schemas import Output
from domain.org.service import record_audit


def record_change(
    uow: UnitOfWork,
    ctx: OrgContext,
    *,
    action: str,
    subject_id: UUID | str,
    before: Output | None = None,
    after: Output | None = None,
) -> None:
    """Keep who changed what; `action` is the noun and the verb, such as `item.update`."""
    record_audit(
        uow,
        ctx,
        action=action,
        subject_type=action.partition(".")[0],
        subject_id=str(subject_id),
        before=before.model_dump(mode="json") if before else None,
        after=after.model_dump(mode="json") if after else None,
    )
