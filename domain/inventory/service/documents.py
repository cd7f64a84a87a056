"""Stock documents and transfers as read: alone in lists, in full with their lines, movements and journal."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.accounting.service import get_journal
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.fields import plain_decimal
from domain.core.money import text_of
from domain.core.paging import PageRequest
from domain.core.schemas import Page
from domain.inventory.document_views import (
    ChargeView,
    CountSheetLine,
    DocumentKind,
    LowStockEventView,
    StockDocumentInFull,
    StockDocumentLineView,
    StockDocumentView,
    TransferInFull,
    TransferLineView,
    TransferStatus,
    TransferView,
)
from domain.inventory.models import StockDocument, StockDocumentLine, Transfer, TransferLine
from domain.inventory.repository import DocumentFilter, DocumentRepository, LocationRepository, TransferFilter
from domain.inventory.service.stock import movements_by_id
from domain.org.profile import profile_of

_DOCUMENT = tuple(name for name in StockDocumentView.model_fields if name not in {"kind", "scope"})
_TRANSFER = tuple(name for name in TransferView.model_fields if name != "status")


def get_document(uow: UnitOfWork, ctx: OrgContext, *, document_id: UUID, kind: DocumentKind) -> StockDocumentInFull:
    """Return one document of a kind with all that was posted with it. **Raises** `NotFoundError`."""
    documents = DocumentRepository(uow, ctx.org_id)
    document = documents.get(document_id, kind=kind)
    lines = documents.lines(document_id)
    digits = profile_of(uow, org_id=ctx.org_id).digits
    details = document.details or {}
    return StockDocumentInFull(
        **_document(document),
        charges=[ChargeView(**{"account": None, "spread": "value", **charge}) for charge in details.get("given", ())],
        lines=[_line(line, sku, name, digits) for line, sku, name in lines],
        movements=movements_by_id(uow, ctx, ids=_moved([line for line, _, _ in lines])),
        journal=get_journal(uow, ctx, journal_id=document.journal_id) if document.journal_id else None,
    )


def list_documents(
    uow: UnitOfWork, ctx: OrgContext, *, paging: PageRequest, kind: DocumentKind, wanted: DocumentFilter
) -> Page[StockDocumentView]:
    """Return one page of documents of a kind without their lines, newest first. **Raises** `CursorInvalid`."""
    found = DocumentRepository(uow, ctx.org_id).page(paging, wanted, kind=kind)
    return Page(items=[StockDocumentView(**_document(row)) for row in found.rows], next_cursor=found.next_cursor)


def get_transfer(uow: UnitOfWork, ctx: OrgContext, *, transfer_id: UUID) -> TransferInFull:
    """Return one transfer with its lines, what its first half posted, and what came after. **Raises** `NotFoundError`.

    What its first half posted is a document of the same identity.
    """
    documents = DocumentRepository(uow, ctx.org_id)
    transfer = documents.transfer(transfer_id)
    shipped = documents.get(transfer_id, kind=DocumentKind.TRANSFER)
    moved = _moved([line for line, _, _ in documents.lines(transfer_id)])
    digits = profile_of(uow, org_id=ctx.org_id).digits
    return TransferInFull(
        **_transfer(transfer),
        lines=[_transfer_line(*row, digits) for row in documents.transfer_lines(transfer_id)],
        movements=movements_by_id(uow, ctx, ids=moved),
        journal=get_journal(uow, ctx, journal_id=shipped.journal_id) if shipped.journal_id else None,
        documents=[StockDocumentView(**_document(row)) for row in documents.about(transfer_id)],
    )


def list_transfers(
    uow: UnitOfWork, ctx: OrgContext, *, paging: PageRequest, wanted: TransferFilter
) -> Page[TransferView]:
    """Return one page of transfers without their lines, newest first. **Raises** `CursorInvalid`."""
    found = DocumentRepository(uow, ctx.org_id).transfers(paging, wanted)
    return Page(items=[TransferView(**_transfer(row)) for row in found.rows], next_cursor=found.next_cursor)


def target_of_transfer(uow: UnitOfWork, *, org_id: UUID, transfer_id: UUID) -> UUID:
    """Return the location that a transfer goes to. **Raises** `NotFoundError` while it is not posted."""
    return DocumentRepository(uow, org_id).transfer(transfer_id).to_location_id


def count_sheet(
    uow: UnitOfWork, ctx: OrgContext, *, paging: PageRequest, location_id: UUID, blind: bool, category: str | None
) -> Page[CountSheetLine]:
    """Return one page of what is to be counted at a location; a blind sheet does not say how much there should be.

    **Raises** `NotFoundError` for the location, `CursorInvalid`.
    """
    LocationRepository(uow, ctx.org_id).get(location_id)
    found = DocumentRepository(uow, ctx.org_id).count_sheet(paging, location_id=location_id, category=category)
    return Page(
        items=[
            CountSheetLine(
                item_id=row.item_id,
                sku=row.sku,
                name=row.name,
                category=row.category,
                unit=row.unit,
                quantity=None if blind else plain_decimal(Decimal(row.quantity)),
            )
            for row in found.rows
        ],
        next_cursor=found.next_cursor,
    )


def list_low_stock_events(
    uow: UnitOfWork, ctx: OrgContext, *, paging: PageRequest, location_id: UUID | None
) -> Page[LowStockEventView]:
    """Return one page of levels that fell to their reorder point, newest first. **Raises** `CursorInvalid`."""
    found = DocumentRepository(uow, ctx.org_id).low_stock_events(paging, location_id=location_id)
    return Page(
        items=[
            LowStockEventView(
                id=row.id,
                item_id=row.item_id,
                sku=row.sku,
                location_id=row.location_id,
                quantity=plain_decimal(row.quantity),
                reorder_point=plain_decimal(row.reorder_point),
                noted_at=row.noted_at,
            )
            for row in found.rows
        ],
        next_cursor=found.next_cursor,
    )


def _document(row: StockDocument) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in _DOCUMENT},
        "kind": DocumentKind(row.kind),
        "scope": (row.details or {}).get("scope"),
    }


def _moved(lines: list[StockDocumentLine]) -> list[UUID]:
    return [moved for line in lines for moved in (line.movement_id, line.revaluation_id) if moved is not None]


def _line(line: StockDocumentLine, sku: str, name: str, digits: int) -> StockDocumentLineView:
    details = line.details or {}
    return StockDocumentLineView(
        line_no=line.line_no,
        item_id=line.item_id,
        sku=sku,
        name=name,
        quantity=plain_decimal(line.quantity),
        unit=details.get("unit"),
        unit_cost=None if line.unit_cost is None else plain_decimal(line.unit_cost, least=digits),
        value=text_of(line.value, digits),
        charges=_amount(details.get("charges"), digits),
        counted=_quantity(details.get("counted")),
        level=_quantity(details.get("level")),
        lost=_quantity(details.get("lost")),
        lost_value=_amount(details.get("lost_value"), digits),
        about_line_no=line.about_line_no,
    )


def _amount(minor: int | None, digits: int) -> str | None:
    return None if minor is None else text_of(minor, digits)


def _quantity(text: str | None) -> str | None:
    return None if text is None else plain_decimal(Decimal(text))


def _transfer(row: Transfer) -> dict[str, Any]:
    return {**{name: getattr(row, name) for name in _TRANSFER}, "status": TransferStatus(row.status)}


def _transfer_line(line: TransferLine, sku: str, name: str, digits: int) -> TransferLineView:
    gone = line.received + line.lost + line.returned
    gone_value = line.received_value + line.lost_value + line.returned_value
    return TransferLineView(
        line_no=line.line_no,
        item_id=line.item_id,
        sku=sku,
        name=name,
        shipped=plain_decimal(line.shipped),
        value=text_of(line.value, digits),
        received=plain_decimal(line.received),
        received_value=text_of(line.received_value, digits),
        lost=plain_decimal(line.lost),
        lost_value=text_of(line.lost_value, digits),
        returned=plain_decimal(line.returned),
        returned_value=text_of(line.returned_value, digits),
        under_way=plain_decimal(line.shipped - gone),
        under_way_value=text_of(line.value - gone_value, digits),
    )
