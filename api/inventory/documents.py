"""Stock documents: receipts, adjustments, counts, revaluations and what goes back to suppliers."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from api.admission import accept
from api.dependencies import Paging, requires
from api.operation_documents import documented
from api.resources import FOUND, LISTED
from domain.auth.permissions import Permission
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.fields import SearchText
from domain.core.paging import PageRequest
from domain.core.schemas import Page
from domain.inventory import service
from domain.inventory.document_views import CountSheetLine, DocumentKind, StockDocumentInFull, StockDocumentView
from domain.posting.stock import RECEIPT_REVERSE, STOCK_COUNT, STOCK_RETURN_TO_SUPPLIER, STOCK_REVALUE

router = APIRouter(prefix="/api/inventory", tags=["inventory"])

Reader = Annotated[OrgContext, Depends(requires(Permission.INVENTORY_STOCK_READ))]
Counter = Annotated[OrgContext, Depends(requires(Permission.INVENTORY_COUNT))]


def _filter(
    from_date: Annotated[date | None, Query(alias="from", description="First business date.")] = None,
    to_date: Annotated[date | None, Query(alias="to", description="Last business date.")] = None,
    location_id: UUID | None = None,
    supplier_id: UUID | None = None,
    about_id: Annotated[UUID | None, Query(description="The receipt that they are about.")] = None,
) -> service.DocumentFilter:
    return service.DocumentFilter(
        from_date=from_date, to_date=to_date, location_id=location_id, supplier_id=supplier_id, about_id=about_id
    )


Wanted = Annotated[service.DocumentFilter, Depends(_filter)]


@router.post("/counts", **documented("stock.count"))
async def count_stock(request: Request) -> Response:
    """Accept a count: what was counted is what there is; the result names the differences."""
    return await accept(request, STOCK_COUNT)


@router.post("/revaluations", **documented("stock.revalue"))
async def revalue_stock(request: Request) -> Response:
    """Accept that what lies at a location is worth something else; under standard cost, the new standard."""
    return await accept(request, STOCK_REVALUE)


@router.post("/supplier-returns", **documented("stock.return_to_supplier"))
async def return_to_supplier(request: Request) -> Response:
    """Accept that goods go back to their supplier: at what the receipt says they had cost, if it is named."""
    return await accept(request, STOCK_RETURN_TO_SUPPLIER)


@router.post("/receipts/{receipt_id}/reverse", **documented("receipt.reverse"))
async def reverse_receipt(request: Request, receipt_id: UUID) -> Response:
    """Accept that a receipt is taken back as a whole."""
    return await accept(request, RECEIPT_REVERSE, subject_id=receipt_id)


@router.get("/count-sheet", responses=FOUND)
def read_count_sheet(
    ctx: Counter,
    paging: Paging,
    location_id: UUID,
    *,
    blind: Annotated[bool, Query(description="Without what there should be.")] = True,
    category: SearchText | None = None,
) -> Page[CountSheetLine]:
    """List what is to be counted at a location, by SKU."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.count_sheet(uow, ctx, paging=paging, location_id=location_id, blind=blind, category=category)


@router.get("/receipts", responses=LISTED)
def list_receipts(ctx: Reader, paging: Paging, wanted: Wanted) -> Page[StockDocumentView]:
    """List receipts of goods, newest first."""
    return _listed(ctx, paging, DocumentKind.RECEIPT, wanted)


@router.get("/receipts/{receipt_id}", responses=FOUND)
def read_receipt(ctx: Reader, receipt_id: UUID) -> StockDocumentInFull:
    """Show one receipt with its lines, movements and journal."""
    return _read(ctx, receipt_id, DocumentKind.RECEIPT)


@router.get("/receipt-reversals", responses=LISTED)
def list_receipt_reversals(ctx: Reader, paging: Paging, wanted: Wanted) -> Page[StockDocumentView]:
    """List receipts taken back, newest first."""
    return _listed(ctx, paging, DocumentKind.RECEIPT_REVERSAL, wanted)


@router.get("/receipt-reversals/{reversal_id}", responses=FOUND)
def read_receipt_reversal(ctx: Reader, reversal_id: UUID) -> StockDocumentInFull:
    """Show how one receipt was taken back."""
    return _read(ctx, reversal_id, DocumentKind.RECEIPT_REVERSAL)


@router.get("/supplier-returns", responses=LISTED)
def list_supplier_returns(ctx: Reader, paging: Paging, wanted: Wanted) -> Page[StockDocumentView]:
    """List what went back to suppliers, newest first."""
    return _listed(ctx, paging, DocumentKind.SUPPLIER_RETURN, wanted)


@router.get("/supplier-returns/{supplier_return_id}", responses=FOUND)
def read_supplier_return(ctx: Reader, supplier_return_id: UUID) -> StockDocumentInFull:
    """Show one return to a supplier with its lines, movements and journal."""
    return _read(ctx, supplier_return_id, DocumentKind.SUPPLIER_RETURN)


@router.get("/adjustments", responses=LISTED)
def list_adjustments(ctx: Reader, paging: Paging, wanted: Wanted) -> Page[StockDocumentView]:
    """List adjustments, newest first."""
    return _listed(ctx, paging, DocumentKind.ADJUSTMENT, wanted)


@router.get("/adjustments/{adjustment_id}", responses=FOUND)
def read_adjustment(ctx: Reader, adjustment_id: UUID) -> StockDocumentInFull:
    """Show one adjustment with its lines, movements and journal."""
    return _read(ctx, adjustment_id, DocumentKind.ADJUSTMENT)


@router.get("/counts", responses=LISTED)
def list_counts(ctx: Reader, paging: Paging, wanted: Wanted) -> Page[StockDocumentView]:
    """List counts, newest first."""
    return _listed(ctx, paging, DocumentKind.COUNT, wanted)


@router.get("/counts/{count_id}", responses=FOUND)
def read_count(ctx: Reader, count_id: UUID) -> StockDocumentInFull:
    """Show one count: what was counted, what the level was, and what the difference moved."""
    return _read(ctx, count_id, DocumentKind.COUNT)


@router.get("/revaluations", responses=LISTED)
def list_revaluations(ctx: Reader, paging: Paging, wanted: Wanted) -> Page[StockDocumentView]:
    """List revaluations, newest first."""
    return _listed(ctx, paging, DocumentKind.REVALUATION, wanted)


@router.get("/revaluations/{revaluation_id}", responses=FOUND)
def read_revaluation(ctx: Reader, revaluation_id: UUID) -> StockDocumentInFull:
    """Show one revaluation with its lines, movements and journal."""
    return _read(ctx, revaluation_id, DocumentKind.REVALUATION)


def _listed(
    ctx: OrgContext, paging: PageRequest, kind: DocumentKind, wanted: service.DocumentFilter
) -> Page[StockDocumentView]:
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.list_documents(uow, ctx, paging=paging, kind=kind, wanted=wanted)


def _read(ctx: OrgContext, document_id: UUID, kind: DocumentKind) -> StockDocumentInFull:
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.get_document(uow, ctx, document_id=document_id, kind=kind)
