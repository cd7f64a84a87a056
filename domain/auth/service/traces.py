"""Changes of an account, told to every organization that trusts it."""

from uuid import UUID

from domain.core.context import Actor, OrgContext, Origin
from domain.core.db import UnitOfWork
from domain.org.service import record_audit


def record_everywhere(uow: UnitOfWork, *, user_id: UUID, action: str, by: Actor, origin: Origin) -> None:
    """Note a change of a person's account in the log of each organization that this transaction sees.

    People stand above organizations and have no log of their own; those who rely on the account are the ones to know.
    """
    for org_id in uow.org_ids:
        ctx = OrgContext(org_id=org_id, actor=by, role="", origin=origin)
        record_audit(uow, ctx, action=action, subject_type="user", subject_id=user_id)
