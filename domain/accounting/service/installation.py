"""The chart of accounts that a new organization begins with."""

from uuid import UUID

from sqlalchemy import insert

from domain.accounting.chart import TEMPLATES
from domain.accounting.errors import UnknownTemplate
from domain.accounting.models import Account, AccountRole
from domain.core.db import UnitOfWork
from domain.core.ids import new_id


def install_chart(uow: UnitOfWork, *, org_id: UUID, template: str) -> None:
    """Give a new organization the accounts of a template, and its roles their accounts.

    **Raises** `UnknownTemplate`.
    """
    chart = TEMPLATES.get(template)
    if chart is None:
        raise UnknownTemplate.at("chart_template", f"Choose one of {', '.join(TEMPLATES)}.")
    ids = {line.code: new_id() for line in chart.lines}
    uow.session.execute(
        insert(Account).values(
            [
                {
                    "org_id": org_id,
                    "id": ids[line.code],
                    "code": line.code,
                    "name": line.name,
                    "type": line.type.value,
                    "parent_id": ids[line.parent] if line.parent else None,
                    "cash_flow": line.cash_flow.value if line.cash_flow else None,
                }
                for line in chart.lines
            ]
        )
    )
    uow.session.execute(
        insert(AccountRole).values(
            [{"org_id": org_id, "role": role.value, "account_id": ids[code]} for role, code in chart.roles.items()]
        )
    )
