"""Rules that say what lines of statements are posted against."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from api.dependencies import Paging, requires
from api.etags import IfMatch
from api.resources import CHANGED, CREATED, DELETED, FOUND, LISTED, created, tagged
from domain.auth.permissions import Permission
from domain.banking import service
from domain.banking.schemas import BankRuleCreate, BankRulePatch, BankRuleView
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.schemas import Page

UNDER = "/api/accounting/bank-rules"
router = APIRouter(prefix=UNDER, tags=["accounting"])

Reader = Annotated[OrgContext, Depends(requires(Permission.ACCOUNTING_JOURNALS_READ))]
Writer = Annotated[OrgContext, Depends(requires(Permission.ACCOUNTING_BANK_WRITE))]


@router.post("", status_code=201, responses=CREATED)
def create_bank_rule(ctx: Writer, body: BankRuleCreate, response: Response) -> BankRuleView:
    """Add a rule."""
    with unit_of_work(ctx.org_id) as uow:
        made = service.BANK_RULES.create(uow, ctx, given=body)
        uow.commit()
    return created(response, made, under=UNDER)


@router.get("", responses=LISTED)
def list_bank_rules(
    ctx: Reader, paging: Paging, *, bank_account_id: UUID | None = None, active: bool | None = None
) -> Page[BankRuleView]:
    """List the rules, in the order in which they are asked."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.BANK_RULES.page(uow, ctx, paging=paging, bank_account_id=bank_account_id, active=active)


@router.get("/{bank_rule_id}", responses=FOUND)
def read_bank_rule(ctx: Reader, bank_rule_id: UUID, response: Response) -> BankRuleView:
    """Show one rule."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return tagged(response, service.BANK_RULES.get(uow, ctx, row_id=bank_rule_id))


@router.patch("/{bank_rule_id}", responses=CHANGED)
def change_bank_rule(
    ctx: Writer, bank_rule_id: UUID, body: BankRulePatch, if_match: IfMatch, response: Response
) -> BankRuleView:
    """Change a rule; what it decided before stays."""
    with unit_of_work(ctx.org_id) as uow:
        changed = service.BANK_RULES.update(uow, ctx, row_id=bank_rule_id, patch=body, expected=if_match)
        uow.commit()
    return tagged(response, changed)


@router.delete("/{bank_rule_id}", status_code=204, responses=DELETED)
def delete_bank_rule(ctx: Writer, bank_rule_id: UUID, if_match: IfMatch) -> Response:
    """Delete a rule; what it decided before stays."""
    with unit_of_work(ctx.org_id) as uow:
        service.BANK_RULES.delete(uow, ctx, row_id=bank_rule_id, expected=if_match)
        uow.commit()
    return Response(status_code=204)
