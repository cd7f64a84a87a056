"""`stock.transfer`: goods leave one location for another; until they are received they are stock in transit."""

from typing import Any
from uuid import UUID, uuid5

from domain.accounting.modules import STOCK
from domain.core.money import QUANTITY_DIGITS, text_of
from domain.operations.admission import shard_of
from domain.posting.effects import Effects
from domain.posting.facts import Claimed, Location, OrgFacts
from domain.posting.goods import Transfer, TransferLine
from domain.posting.lots import LotCheck
from domain.posting.stock.document import StockDocument, check_enough, items_of, location_of
from domain.posting.stock.lines import want_levels_at, want_lines
from domain.posting.units import moved_quantity
from domain.posting.wants import Wants

TRANSFER_RECEIVE = "transfer.receive"


def arrival_id(transfer_id: str) -> str:
    """Return the identity of the operation that receives a transfer by itself: handed on twice, it is one."""
    return str(uuid5(UUID(transfer_id), TRANSFER_RECEIVE))


def want_transfer(operation: Claimed, wants: Wants) -> None:
    """Name what must be loaded to decide a transfer."""
    content = operation.content
    wants.locations.update((operation.org_id, content[field]) for field in ("from_location_id", "to_location_id"))
    want_lines(operation, wants)


def want_transfer_locks(operation: Claimed, org: OrgFacts, wants: Wants) -> None:
    """Name the rows that must be locked to post a transfer.

    Where a later operation of this batch receives it, those of its target too: that one cannot name them yet.
    """
    content = operation.content
    want_levels_at(org, content["from_location_id"], content["lines"], wants)
    if operation.id in org.awaited:
        want_levels_at(org, content["to_location_id"], content["lines"], wants)


def transfer_stock(operation: Claimed, org: OrgFacts, effects: Effects) -> dict[str, Any]:
    """Post the first half of a transfer: the goods leave at what they are worth, into stock in transit.

    Received at once, the second half is an operation of its own in the target's lane, accepted by this transaction.
    Raises `UnknownLocationError`, `UnknownItemError`, `NotStockedError`, `UnknownUnitError`, `StockShortError`,
    `PeriodClosedError`.
    """
    content = operation.content
    source = location_of(org, content, "from_location_id")
    target = location_of(org, content, "to_location_id")
    items = items_of(org, content)
    dating = org.dating(operation.occurred_at, STOCK)
    lines = list(enumerate(zip(items, content["lines"], strict=True)))
    quantities = [moved_quantity(item, line, f"lines.{at}") for at, (item, line) in lines]
    check_enough(org, source, [(item, -quantities[at], f"lines.{at}.quantity") for at, (item, _) in lines])
    lots = LotCheck(org, source.id)
    for at, (item, line) in lines:
        lots.leaves(item, quantities[at], line.get("lot"), path=f"lines.{at}")
    document = StockDocument(operation, org, effects, source, dating, "transfer")
    in_transit = org.account("stock_in_transit")
    transfer = Transfer(
        id=operation.id,
        from_location_id=source.id,
        to_location_id=target.id,
        receive=content.get("receive", "at_once"),
        status="in_transit",
        note=content.get("note"),
        occurred_at=dating.occurred_at,
        business_date=dating.business_date.isoformat(),
        lines={},
    )
    for at, (item, line) in lines:
        value = document.take(item, quantities[at], against=in_transit, unit=line.get("unit"), lot=line.get("lot"))
        transfer.lines[at + 1] = TransferLine(at + 1, item.id, quantities[at], value)
    org.transfers[transfer.id] = transfer
    result = document.finish() | {"transfer_id": transfer.id, "to_location_id": target.id}
    if transfer.receive == "at_once":
        result["receive_operation_id"] = _hand_on(operation, effects, transfer, target)
    return result


def _hand_on(operation: Claimed, effects: Effects, transfer: Transfer, target: Location) -> str:
    """Let the target's lane receive everything, on the same day; return the identity of that operation."""
    follow_up_id = arrival_id(transfer.id)
    effects.hand_on(
        operation,
        follow_up_id=follow_up_id,
        shard=shard_of(UUID(operation.org_id), UUID(target.id)),
        lane=target.id,
        kind=TRANSFER_RECEIVE,
        subject=("transfer", transfer.id),
        content={"id": follow_up_id, "occurred_at": transfer.occurred_at},
    )
    return follow_up_id


def shown(transfer: Transfer) -> dict[str, Any]:
    """Return what an operation's result says of a transfer: its status, and what is still under way."""
    return {
        "transfer_id": transfer.id,
        "status": transfer.status,
        "under_way": [
            {"line_no": line.line_no, "item_id": line.item_id, "quantity": text_of(line.under_way, QUANTITY_DIGITS)}
            for line in transfer.lines.values()
            if line.under_way
        ],
    }
