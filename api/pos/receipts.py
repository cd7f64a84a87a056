"""Receipts in the medium that is asked for, and the template they are printed by."""

from enum import IntEnum
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Response

from api.dependencies import requires
from api.etags import IfMatch, etag_of
from api.media_types import preferred
from api.problems import problem_responses
from domain.auth.permissions import Permission
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.pos import service
from domain.pos.receipts.rendering import Medium
from domain.pos.schemas import ReceiptTemplateInput, ReceiptTemplateView

router = APIRouter(prefix="/api/pos", tags=["pos"])

Reader = Annotated[OrgContext, Depends(requires(Permission.POS_SALES_READ))]
SetupReader = Annotated[OrgContext, Depends(requires(Permission.POS_SETUP_READ))]
SetupWriter = Annotated[OrgContext, Depends(requires(Permission.POS_SETUP_WRITE))]

MEDIA: dict[str, Medium] = {
    "text/plain": Medium.TEXT,
    "text/html": Medium.HTML,
    "application/pdf": Medium.PDF,
    "application/vnd.escpos": Medium.ESCPOS,
}
TYPE_OF = {medium: media_type for media_type, medium in MEDIA.items()}
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_WRITTEN = {"schema": {"type": "string"}}
SHOWN: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The receipt",
        "content": {name: _WRITTEN if name.startswith("text/") else _BINARY for name in MEDIA},
    }
}
# The page's style is its own and everything else in it is escaped text; it still loads nothing and runs nothing.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


class Width(IntEnum):
    """Characters a line: 32 on a roll of 58 mm, 42 or 48 on one of 80 mm."""

    NARROW = 32
    USUAL = 42
    WIDE = 48


def wanted_medium(
    medium: Annotated[
        Medium | None, Query(alias="format", description="Instead of `Accept`, for who cannot send it.")
    ] = None,
    accept: Annotated[str | None, Header(description=", ".join(f"`{name}`" for name in MEDIA))] = None,
) -> Medium:
    """Return the medium that is asked for; text unless something else is. Refuses with 406 if none will do."""
    return medium or MEDIA[preferred(accept, tuple(MEDIA))]


Wanted = Annotated[Medium, Depends(wanted_medium)]


@router.get(
    "/sales/{sale_id}/receipt",
    response_class=Response,
    responses=SHOWN | problem_responses(401, 403, 404, 406, 422),
)
def read_receipt(
    ctx: Reader,
    sale_id: UUID,
    medium: Wanted,
    width: Width = Width.USUAL,
    *,
    copy: Annotated[bool, Query(description="Mark it as a copy.")] = False,
) -> Response:
    """Show a sale, return, exchange or void as its receipt: text, a page, a PDF, or a printer's bytes."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        receipt = service.get_receipt(uow, ctx, sale_id=sale_id, copy=copy)
    return shown(service.render_receipt(receipt, medium=medium, width=width), medium, name=f"receipt-{sale_id}")


@router.get("/receipt-template", responses=problem_responses(401, 403))
def read_receipt_template(ctx: SetupReader, response: Response) -> ReceiptTemplateView:
    """Show the organization's template, or the built-in one that it has until it puts its own."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return _tagged(response, service.get_receipt_template(uow, ctx))


@router.put("/receipt-template", responses=problem_responses(401, 403, 412, 422))
def put_receipt_template(
    ctx: SetupWriter, body: ReceiptTemplateInput, if_match: IfMatch, response: Response
) -> ReceiptTemplateView:
    """Make this the organization's template; it is tried on sample sales first, and refused with what is wrong."""
    with unit_of_work(ctx.org_id) as uow:
        changed = service.put_receipt_template(uow, ctx, template=body.template, expected=if_match)
        uow.commit()
    return _tagged(response, changed)


@router.delete("/receipt-template", status_code=204, responses=problem_responses(401, 403, 412, 422))
def reset_receipt_template(ctx: SetupWriter, if_match: IfMatch) -> Response:
    """Return to the built-in template."""
    with unit_of_work(ctx.org_id) as uow:
        service.reset_receipt_template(uow, ctx, expected=if_match)
        uow.commit()
    return Response(status_code=204)


@router.post(
    "/receipt-template/preview",
    response_class=Response,
    responses=SHOWN | problem_responses(401, 403, 406, 422),
)
def preview_receipt_template(
    ctx: SetupWriter, body: ReceiptTemplateInput, medium: Wanted, width: Width = Width.USUAL
) -> Response:
    """Show a sample sale with this template, and change nothing."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        receipt = service.preview_receipt(uow, ctx, template=body.template)
    return shown(service.render_preview(receipt, medium=medium, width=width), medium, name="preview")


def shown(content: bytes, medium: Medium, *, name: str) -> Response:
    """Answer with what was rendered, as its medium's type."""
    headers = {"Vary": "Accept"}
    if medium is Medium.HTML:
        headers["Content-Security-Policy"] = _POLICY
    if medium is Medium.PDF:
        headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    if medium is Medium.ESCPOS:
        headers["Content-Disposition"] = f'attachment; filename="{name}.escpos"'
    return Response(content, media_type=TYPE_OF[medium], headers=headers)


def _tagged(response: Response, view: ReceiptTemplateView) -> ReceiptTemplateView:
    response.headers["ETag"] = etag_of(view.version)
    return view
