"""Loading transfers under way and receipts of goods, and what lies at a location that is counted in full.

As sales of which something comes back: locked first by one statement, then read by the next, then all that they name.
They are locked after those sales and before the levels, receipts before transfers: which levels they touch is only
known once they are read, and nobody who has a level locked asks for one of them.
"""

from typing import Any

import msgspec

from domain.posting.facts import OrgFacts
from domain.posting.goods import Receipt, ReceivedLine, Transfer, TransferLine
from domain.posting.load.named import ask_named, keep_named
from domain.posting.load.statements import Connection, each, keyed, keys_json
from domain.posting.naming import number
from domain.posting.wants import Wants

KEY = ("uuid", "uuid")
LOCK_RECEIPTS = each(
    "SELECT d.id FROM inv.stock_documents d WHERE d.org_id = w.k0 AND d.id = w.k1 AND d.kind = 'receipt'",
    *KEY,
    lock="FOR NO KEY UPDATE",
)
RECEIPTS = each(
    """
SELECT d.org_id, d.id, d.location_id, d.supplier_id, d.supplier, d.details ->> 'charges' AS charges,
    EXISTS (SELECT FROM inv.stock_documents r
            WHERE r.org_id = d.org_id AND r.about_id = d.id AND r.kind = 'receipt_reversal') AS reversed,
    (SELECT jsonb_agg(jsonb_build_array(l.line_no, l.item_id, l.quantity::text, l.value,
        coalesce((l.details ->> 'charges')::bigint, 0)) ORDER BY l.line_no)
     FROM inv.stock_document_lines l WHERE l.org_id = d.org_id AND l.document_id = d.id)::text AS lines,
    (SELECT jsonb_agg(jsonb_build_array(l.about_line_no, (-l.quantity)::text))
     FROM inv.stock_documents r
     JOIN inv.stock_document_lines l ON l.org_id = r.org_id AND l.document_id = r.id
     WHERE r.org_id = d.org_id AND r.about_id = d.id AND r.kind = 'supplier_return')::text AS returned
FROM inv.stock_documents d WHERE d.org_id = w.k0 AND d.id = w.k1 AND d.kind = 'receipt'
""",
    *KEY,
)
LOCK_TRANSFERS = each(
    "SELECT t.id FROM inv.transfers t WHERE t.org_id = w.k0 AND t.id = w.k1", *KEY, lock="FOR NO KEY UPDATE"
)
TRANSFERS = each(
    """
SELECT t.org_id, t.id, t.from_location_id, t.to_location_id, t.receive, t.status, t.note, t.occurred_at::text AS at,
    t.business_date::text AS day,
    (SELECT jsonb_agg(jsonb_build_array(l.line_no, l.item_id, l.shipped::text, l.value, l.received::text,
        l.received_value, l.lost::text, l.lost_value, l.returned::text, l.returned_value) ORDER BY l.line_no)
     FROM inv.transfer_lines l WHERE l.org_id = t.org_id AND l.transfer_id = t.id)::text AS lines
FROM inv.transfers t WHERE t.org_id = w.k0 AND t.id = w.k1
""",
    *KEY,
)
LYING = keyed(
    """
SELECT x.* FROM w CROSS JOIN LATERAL (
    SELECT l.org_id, l.location_id, l.item_id FROM inv.stock_levels l
    WHERE l.org_id = w.k0 AND l.location_id = w.k1 AND l.quantity <> 0
) AS x
""",
    *KEY,
)


def load_goods(connection: Connection, wants: Wants, facts: dict[str, OrgFacts], *, update: bool) -> None:
    """Lock and load the wanted receipts and transfers, then the items and locations that they name.

    One that is not there may be posted by this very batch, before what is about it: it is awaited.
    """
    receipts, transfers = keys_json(wants.goods_received), keys_json(wants.transfers)
    with connection.pipeline():
        if update:
            connection.execute(LOCK_RECEIPTS, (receipts,))
            connection.execute(LOCK_TRANSFERS, (transfers,))
        received = connection.execute(RECEIPTS, (receipts,))
        under_way = connection.execute(TRANSFERS, (transfers,))
        lying = connection.execute(LYING, (keys_json(wants.full_counts),))
    for org_id, document_id in wants.goods_received | wants.transfers:
        facts[org_id].awaited.add(document_id)
    more = Wants()
    for org_id, *columns in received:
        _keep_receipt(facts[org_id], _receipt(columns), more)
    for org_id, *columns in under_way:
        _keep_transfer(facts[org_id], _transfer(columns), more)
    for org_id, location_id, item_id in lying:
        facts[org_id].lying.setdefault(location_id, []).append(item_id)
        more.items.add((org_id, item_id))
    with connection.pipeline():
        found = ask_named(connection, more)
    keep_named(facts, found)


def _keep_receipt(org: OrgFacts, receipt: Receipt, more: Wants) -> None:
    org.goods_received[receipt.id] = receipt
    org.awaited.discard(receipt.id)
    more.locations.add((org.id, receipt.location_id))
    more.items.update((org.id, line.item_id) for line in receipt.lines.values())


def _keep_transfer(org: OrgFacts, transfer: Transfer, more: Wants) -> None:
    org.transfers[transfer.id] = transfer
    org.awaited.discard(transfer.id)
    more.locations.update((org.id, location) for location in (transfer.from_location_id, transfer.to_location_id))
    more.items.update((org.id, line.item_id) for line in transfer.lines.values())


def _receipt(columns: list[Any]) -> Receipt:
    receipt_id, location_id, supplier_id, supplier, charges, is_reversed, lines, returned = columns
    receipt = Receipt(
        receipt_id,
        location_id,
        supplier_id,
        supplier,
        is_reversed,
        {
            line_no: ReceivedLine(line_no, item_id, number(quantity), value, charged)
            for line_no, item_id, quantity, value, charged in _decoded(lines)
        },
        [(account, amount) for account, amount in _decoded(charges)],
    )
    for line_no, quantity in _decoded(returned):
        receipt.lines[line_no].returned += number(quantity)
    return receipt


def _transfer(columns: list[Any]) -> Transfer:
    transfer_id, source, target, receive, status, note, occurred_at, business_date, lines = columns
    transfer = Transfer(
        transfer_id, source, target, receive, status, note, occurred_at, business_date, lines={}, stored=True
    )
    for line_no, item_id, shipped, value, received, received_value, lost, lost_value, returned, back in _decoded(lines):
        transfer.lines[line_no] = TransferLine(
            line_no,
            item_id,
            number(shipped),
            value,
            number(received),
            received_value,
            number(lost),
            lost_value,
            number(returned),
            back,
        )
    return transfer


def _decoded(text: str | None) -> list[Any]:
    return [] if text is None else list(msgspec.json.decode(text))
