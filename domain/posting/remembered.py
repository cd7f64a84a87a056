"""Sales of this very batch of which a later operation of it takes something back."""

from domain.accounting.entries import Entry
from domain.posting.effects import Row
from domain.posting.facts import Claimed, OrgFacts
from domain.posting.naming import number
from domain.posting.originals import OriginalLine, OriginalSale, OriginalTender
from domain.posting.priced_sale import PricedSale


def remember(operation: Claimed, sale: PricedSale, org: OrgFacts, entry: Entry, rows: list[Row]) -> None:
    """Keep a sale of this batch as the original of what comes back of it later in the same batch."""
    lines = {}
    for at, (line, row) in enumerate(zip(sale.lines, rows, strict=True), start=1):
        org.items[line.item.id] = line.item
        lines[at] = OriginalLine(
            line_no=at,
            item_id=line.item.id,
            quantity=line.quantity,
            unit_price_text=line.unit_price_text,
            discount=line.discount,
            net=line.net,
            tax=line.tax,
            cost=number(str(row[9])),
            rate_id=line.rate.id or None,
            percent=line.percent,
            percent_text=line.rate.percent_text,
            inclusive=line.inclusive,
            returned=0,
            moved=row[1] is not None,
            stored_value_code=None if line.loads is None else line.loads.code,
            came_back=line.quantity < 0,
            parts=line.parts or [],
            unit=line.unit.code if line.unit is not None else None,
            unit_quantity=line.priced_quantity,
        )
    org.originals[operation.id] = OriginalSale(
        id=operation.id,
        kind=sale.kind,
        status="posted",
        terminal_id=sale.terminal.id,
        location_id=sale.terminal.location_id,
        customer_id=None if sale.customer is None else sale.customer.id,
        shift_id=None if sale.shift is None else sale.shift.id,
        business_date=sale.dating.business_date.isoformat(),
        journal=tuple(entry.lines()),
        tip=sale.tip,
        rounding=sale.rounding,
        total=sale.total,
        lines=lines,
        tenders=[
            OriginalTender(
                tender.code,
                tender.method.kind,
                tender.amount - tender.change,
                tender.reference,
                None if tender.stored is None else tender.stored.code,
                tender.method.id,
            )
            for tender in sale.tenders
        ],
    )
