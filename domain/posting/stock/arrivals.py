"""`transfer.receive`, `transfer.close`, `transfer.return`: what becomes of goods that are under way."""

from typing import Any

from domain.accounting.modules import STOCK
from domain.core.money import QUANTITY_DIGITS, text_of
from domain.inventory.lots import part_of
from domain.posting.effects import Effects
from domain.posting.facts import Claimed, OrgFacts
from domain.posting.goods import Transfer, TransferLine
from domain.posting.naming import number
from domain.posting.stock.document import StockDocument, book_of
from domain.posting.stock.transfers import shown
from domain.posting.stock_errors import (
    ArrivedExceedsError,
    NothingUnderWayError,
    UnknownLineError,
    UnknownTransferError,
)
from domain.posting.wants import Wants

Arrived = tuple[TransferLine, int, int]
"""A line, how much of it arrived, and how much of it was lost on the way."""


def want_under_way(operation: Claimed, wants: Wants) -> None:
    """Name what must be loaded to decide what becomes of a transfer."""
    wants.transfers.add((operation.org_id, operation.subject_id))


def want_arrival_locks(operation: Claimed, org: OrgFacts, wants: Wants) -> None:
    """Name the rows that must be locked where the goods arrive."""
    transfer = org.transfers.get(operation.subject_id)
    if transfer is not None:
        _want_at(org, transfer, transfer.to_location_id, wants)


def want_source_locks(operation: Claimed, org: OrgFacts, wants: Wants) -> None:
    """Name the rows that must be locked where the goods had left."""
    transfer = org.transfers.get(operation.subject_id)
    if transfer is not None:
        _want_at(org, transfer, transfer.from_location_id, wants)


def receive_transfer(operation: Claimed, org: OrgFacts, effects: Effects) -> dict[str, Any]:
    """Post the arrival of goods at exactly what they left with; what is lost goes to `stock_variance`.

    Without lines everything that is under way arrives. Raises `UnknownTransferError`, `NothingUnderWayError`,
    `UnknownLineError`, `ArrivedExceedsError`, `PeriodClosedError`.
    """
    transfer = _under_way(org, operation.subject_id)
    given = operation.content.get("lines")
    arrived = _named(transfer, given) if given else [(line, line.under_way, 0) for line in transfer.lines.values()]
    return _account_for(operation, org, effects, transfer, arrived, kind="transfer_receipt")


def close_transfer(operation: Claimed, org: OrgFacts, effects: Effects) -> dict[str, Any]:
    """Post that the rest will not arrive: it goes to `stock_variance`.

    Raises `UnknownTransferError`, `NothingUnderWayError`, `PeriodClosedError`.
    """
    transfer = _under_way(org, operation.subject_id)
    lost: list[Arrived] = [(line, 0, line.under_way) for line in transfer.lines.values()]
    return _account_for(operation, org, effects, transfer, lost, kind="transfer_close")


def return_transfer(operation: Claimed, org: OrgFacts, effects: Effects) -> dict[str, Any]:
    """Post that what is under way came back to where it had left, at exactly what it left with.

    Raises `UnknownTransferError`, `NothingUnderWayError`, `PeriodClosedError`.
    """
    transfer = _under_way(org, operation.subject_id)
    back: list[Arrived] = [(line, line.under_way, 0) for line in transfer.lines.values()]
    return _account_for(operation, org, effects, transfer, back, kind="transfer_return")


def _want_at(org: OrgFacts, transfer: Transfer, location_id: str, wants: Wants) -> None:
    wants.books.add((org.id, book_of(org.locations[location_id])))
    wants.levels.update((org.id, location_id, line.item_id) for line in transfer.lines.values())


def _under_way(org: OrgFacts, transfer_id: str) -> Transfer:
    transfer = org.transfers.get(transfer_id)
    if transfer is None:
        raise UnknownTransferError.at("transfer_id")
    if not any(line.under_way for line in transfer.lines.values()):
        raise NothingUnderWayError.at("transfer_id")
    return transfer


def _named(transfer: Transfer, given: list[dict[str, Any]]) -> list[Arrived]:
    left = {line.line_no: line.under_way for line in transfer.lines.values()}
    arrived: list[Arrived] = []
    for at, one in enumerate(given):
        line = transfer.lines.get(one["line_no"])
        if line is None:
            raise UnknownLineError.at(f"lines.{at}.line_no")
        quantity, lost = number(one["quantity"]), number(one.get("lost", "0"))
        left[line.line_no] -= quantity + lost
        if left[line.line_no] < 0:
            raise ArrivedExceedsError.at(f"lines.{at}.quantity")
        arrived.append((line, quantity, lost))
    return arrived


def _account_for(
    operation: Claimed,
    org: OrgFacts,
    effects: Effects,
    transfer: Transfer,
    arrived: list[Arrived],
    *,
    kind: str,
) -> dict[str, Any]:
    """Post what arrived at the document's location and what was lost; both leave stock in transit."""
    at = transfer.to_location_id if kind == "transfer_receipt" else transfer.from_location_id
    dating = org.dating(operation.occurred_at, STOCK)
    document = StockDocument(operation, org, effects, org.locations[at], dating, kind)
    in_transit, source = org.account("stock_in_transit"), transfer.from_location_id
    for line, quantity, lost in arrived:
        if quantity:
            shipped = org.lots_moved.get((transfer.id, line.line_no, line.item_id), [])
            lots = part_of(shipped, line.shipped - line.under_way, quantity)
            value = line.give_back(quantity) if kind == "transfer_return" else line.receive(quantity)
            document.put_value(org.item(line.item_id), quantity, value, about_line_no=line.line_no, lots=lots)
            document.entry.credit(in_transit, source, value)
        if lost:
            value = line.lose(lost)
            said = {"lost": text_of(lost, QUANTITY_DIGITS), "lost_value": value}
            document.note(line.item_id, about_line_no=line.line_no, **said)
            document.entry.debit(org.account("stock_variance", source), source, value)
            document.entry.credit(in_transit, source, value)
    transfer.settle_status(closed=kind == "transfer_close")
    return document.finish(about_id=transfer.id) | shown(transfer)
