"""Bank accounts, and the statements that are read of them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from api.accounting.uploads import DOCUMENTED, Uploaded
from api.dependencies import Paging, requires
from api.etags import IfMatch
from api.problems import problem_responses
from api.resources import CHANGED, CREATED, DELETED, FOUND, LISTED, MADE_BEFORE, created, tagged
from domain.auth.permissions import Permission
from domain.banking import service
from domain.banking.line_schemas import StatementPreview
from domain.banking.schemas import BankAccountCreate, BankAccountPatch, BankAccountView, StatementView
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.schemas import Page

UNDER = "/api/accounting/bank-accounts"
router = APIRouter(prefix=UNDER, tags=["accounting"])
IMPORTED = problem_responses(401, 403, 404, 409, 413, 422) | {200: {"description": MADE_BEFORE}}

Reader = Annotated[OrgContext, Depends(requires(Permission.ACCOUNTING_JOURNALS_READ))]
Writer = Annotated[OrgContext, Depends(requires(Permission.ACCOUNTING_BANK_WRITE))]


@router.post("", status_code=201, responses=CREATED)
def create_bank_account(ctx: Writer, body: BankAccountCreate, response: Response) -> BankAccountView:
    """Add a bank account: an account of the ledger of which a bank keeps the other side."""
    with unit_of_work(ctx.org_id) as uow:
        made = service.create_bank_account(uow, ctx, given=body)
        uow.commit()
    return created(response, made, under=UNDER)


@router.get("", responses=LISTED)
def list_bank_accounts(ctx: Reader, paging: Paging, *, active: bool | None = None) -> Page[BankAccountView]:
    """List the bank accounts, newest first."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.BANK_ACCOUNTS.page(uow, ctx, paging=paging, active=active)


@router.get("/{bank_account_id}", responses=FOUND)
def read_bank_account(ctx: Reader, bank_account_id: UUID, response: Response) -> BankAccountView:
    """Show one bank account."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return tagged(response, service.BANK_ACCOUNTS.get(uow, ctx, row_id=bank_account_id))


@router.patch("/{bank_account_id}", responses=CHANGED)
def change_bank_account(
    ctx: Writer, bank_account_id: UUID, body: BankAccountPatch, if_match: IfMatch, response: Response
) -> BankAccountView:
    """Change a bank account; its account in the ledger only until there is a statement."""
    with unit_of_work(ctx.org_id) as uow:
        changed = service.update_bank_account(uow, ctx, bank_account_id=bank_account_id, patch=body, expected=if_match)
        uow.commit()
    return tagged(response, changed)


@router.delete("/{bank_account_id}", status_code=204, responses=DELETED)
def delete_bank_account(ctx: Writer, bank_account_id: UUID, if_match: IfMatch) -> Response:
    """Delete a bank account without statements, else deactivate it."""
    with unit_of_work(ctx.org_id) as uow:
        service.delete_bank_account(uow, ctx, bank_account_id=bank_account_id, expected=if_match)
        uow.commit()
    return Response(status_code=204)


@router.post("/{bank_account_id}/statements", status_code=201, responses=IMPORTED, openapi_extra=DOCUMENTED)
def import_statement(ctx: Writer, bank_account_id: UUID, upload: Uploaded, response: Response) -> StatementView:
    """Read a statement (CSV, OFX, CAMT.053 or MT940) and keep what no other statement has told.

    The same file again is the same statement. Lines are recognised by the bank's own id, else by day, amount and what
    is written on them. A file that cannot be read as a whole is refused, and nothing of it is kept.
    """
    with unit_of_work(ctx.org_id) as uow:
        view, is_new = service.import_statement(uow, ctx, bank_account_id=bank_account_id, upload=upload)
        uow.commit()
    response.headers["Location"] = f"{UNDER}/{bank_account_id}/statements/{view.id}"
    if not is_new:
        response.status_code = 200
        response.headers["Idempotency-Replayed"] = "true"
    return view


@router.post(
    "/{bank_account_id}/statements/preview",
    responses=problem_responses(401, 403, 404, 413, 422),
    openapi_extra=DOCUMENTED,
)
def preview_statement(ctx: Writer, bank_account_id: UUID, upload: Uploaded) -> StatementPreview:
    """Show what a file would be read as, and which mapping its columns suggest; nothing is kept."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.preview_statement(uow, ctx, bank_account_id=bank_account_id, upload=upload)


@router.get("/{bank_account_id}/statements", responses=FOUND)
def list_statements(ctx: Reader, bank_account_id: UUID, paging: Paging) -> Page[StatementView]:
    """List the statements of a bank account, the last one read first."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.list_statements(uow, ctx, bank_account_id=bank_account_id, paging=paging)


@router.get("/{bank_account_id}/statements/{statement_id}", responses=FOUND)
def read_statement(ctx: Reader, bank_account_id: UUID, statement_id: UUID) -> StatementView:
    """Show one statement; its lines are listed with `lines?statement_id=`."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.get_statement(uow, ctx, bank_account_id=bank_account_id, statement_id=statement_id)
