"""Loading the sales of which something comes back: locked first, then read, then all that they name.

They are locked by one statement and read by the next: what a statement reads beside the row it waited for would still
be as it was before the wait.
"""

from typing import Any

import msgspec

from domain.posting.facts import OrgFacts
from domain.posting.load.named import ask_named, keep_named
from domain.posting.load.statements import Connection, each, keys_json
from domain.posting.naming import number
from domain.posting.originals import OriginalLine, OriginalPart, OriginalSale, OriginalTender
from domain.posting.wants import Wants

LOCK = each(
    "SELECT s.id FROM pos.sales s WHERE s.org_id = w.k0 AND s.id = w.k1", "uuid", "uuid", lock="FOR NO KEY UPDATE"
)
SALES = each(
    """
SELECT s.org_id, s.id, s.kind, s.status, s.terminal_id, s.location_id, s.customer_id, s.shift_id,
    s.business_date::text AS business_date, s.tip, s.rounding, s.total,
    (SELECT jsonb_agg(jsonb_build_array(l.account_id, l.location_id, l.debit, l.credit) ORDER BY l.line_no)
     FROM acct.journal_lines l WHERE l.org_id = s.org_id AND l.journal_id = s.journal_id)::text AS journal,
    (SELECT jsonb_agg(jsonb_build_array(l.line_no, l.item_id, l.quantity::text, l.unit_price::text, l.discount, l.net,
        l.tax, l.cost, l.tax_rate_id, l.tax_percent::text, l.tax_inclusive, l.returned::text, l.movement_id IS NOT NULL,
        v.code, l.quantity < 0, l.unit, l.unit_quantity::text) ORDER BY l.line_no)
     FROM pos.sale_lines l LEFT JOIN pos.stored_values v ON v.org_id = l.org_id AND v.id = l.stored_value_id
     WHERE l.org_id = s.org_id AND l.sale_id = s.id)::text AS lines,
    (SELECT jsonb_agg(jsonb_build_array(p.line_no, p.item_id, p.quantity::text, p.cost) ORDER BY p.line_no, p.part_no)
     FROM pos.sale_line_parts p WHERE p.org_id = s.org_id AND p.sale_id = s.id)::text AS parts,
    (SELECT jsonb_agg(jsonb_build_array(y.method, y.kind, y.amount - y.change, y.reference, v.code, y.method_id)
        ORDER BY y.payment_no)
     FROM pos.payments y LEFT JOIN pos.stored_values v ON v.org_id = y.org_id AND v.id = y.stored_value_id
     WHERE y.org_id = s.org_id AND y.sale_id = s.id)::text AS tenders,
    (SELECT jsonb_agg(jsonb_build_array(y.method, -y.amount + CASE
        WHEN r.rounding <> 0 AND y.payment_no = (SELECT min(c.payment_no) FROM pos.payments c
            WHERE c.org_id = r.org_id AND c.sale_id = r.id AND c.kind = 'cash') THEN r.rounding ELSE 0 END))
     FROM pos.sales r JOIN pos.payments y ON y.org_id = r.org_id AND y.sale_id = r.id
     WHERE r.org_id = s.org_id AND r.original_sale_id = s.id AND y.amount < 0)::text AS refunds
FROM pos.sales s WHERE s.org_id = w.k0 AND s.id = w.k1
""",
    "uuid",
    "uuid",
)


def load_originals(connection: Connection, wants: Wants, facts: dict[str, OrgFacts], *, update: bool) -> None:
    """Lock and load the wanted sales, then the items, terminals and customers that they name.

    A sale that is not there may be posted by this very batch, before what comes back of it: it is awaited.
    """
    keys = keys_json(wants.originals)
    with connection.pipeline():
        if update:
            connection.execute(LOCK, (keys,))
        rows = connection.execute(SALES, (keys,))
    more = Wants()
    for org_id, sale_id in wants.originals:
        facts[org_id].awaited.add(sale_id)
    for org_id, *columns in rows:
        original = _original(columns)
        facts[org_id].originals[original.id] = original
        facts[org_id].awaited.discard(original.id)
        more.terminals.add((org_id, original.terminal_id))
        if original.customer_id is not None:
            more.customers.add((org_id, original.customer_id))
        for line in original.lines.values():
            more.items.add((org_id, line.item_id))
            more.items.update((org_id, part.item_id) for part in line.parts)
    wants.customers |= more.customers
    wants.owing |= more.customers
    with connection.pipeline():
        found = ask_named(connection, more)
    keep_named(facts, found)


def _original(columns: list[Any]) -> OriginalSale:
    *head, journal, lines, parts, tenders, refunds = columns
    sale_id, kind, status, terminal_id, location_id, customer_id, shift_id, day, tip, rounding, total = head
    original = OriginalSale(
        id=sale_id,
        kind=kind,
        status=status,
        terminal_id=terminal_id,
        location_id=location_id,
        customer_id=customer_id,
        shift_id=shift_id,
        business_date=day,
        journal=tuple(tuple(side) for side in _decoded(journal)),
        tip=tip,
        rounding=rounding,
        total=total,
        lines={line[0]: _line(line) for line in _decoded(lines)},
        tenders=[OriginalTender(*tender) for tender in _decoded(tenders)],
    )
    for line_no, item_id, quantity, cost in _decoded(parts):
        original.lines[line_no].parts.append(OriginalPart(item_id, number(quantity), cost))
    for method, amount in _decoded(refunds):
        original.refunded[method] = original.refunded.get(method, 0) + amount
    return original


def _line(row: list[Any]) -> OriginalLine:
    line_no, item_id, quantity, unit_price, discount, net, tax, cost, rate_id, percent, inclusive, *rest = row
    returned, moved, stored_value_code, came_back, unit, unit_quantity = rest
    return OriginalLine(
        line_no=line_no,
        item_id=item_id,
        quantity=number(quantity),
        unit_price_text=unit_price,
        discount=discount,
        net=net,
        tax=tax,
        cost=cost,
        rate_id=rate_id,
        percent=number(percent),
        percent_text=percent,
        inclusive=inclusive,
        returned=number(returned),
        moved=moved,
        stored_value_code=stored_value_code,
        came_back=came_back,
        unit=unit,
        unit_quantity=0 if unit_quantity is None else number(unit_quantity),
    )


def _decoded(text: str | None) -> list[Any]:
    return [] if text is None else list(msgspec.json.decode(text))
