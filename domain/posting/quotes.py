"""What a basket would cost: priced by the very code that posts sales, in a transaction that can write nothing."""

from typing import Any
from uuid import UUID

from domain.core.clock import now
from domain.core.ids import NIL
from domain.core.money import text_of
from domain.posting.drain import connect_for_posting
from domain.posting.errors import UnknownLocationError
from domain.posting.facts import Claimed, OrgFacts, Terminal
from domain.posting.grants import Grant
from domain.posting.load import load_orgs, lock
from domain.posting.priced_sale import SoldLine, customer_of, price_lines_of, terminal_of
from domain.posting.sales import want_sale
from domain.posting.shown_lines import shown_line
from domain.posting.wants import Wants

SEE_READ_ONLY = "SELECT set_config('app.org_ids', %s, true), set_config('transaction_read_only', 'on', true)"
# Whoever asks may ask for any price; who may sell at it is judged when the sale is posted.
EVERYTHING = int(Grant.DISCOUNT | Grant.PRICE)


def quote_sale(*, org_id: UUID, content: dict[str, Any], at_location: bool) -> dict[str, Any]:
    """Return the lines of a basket with their prices, discounts, taxes and explanations, and their sums.

    `content` is that of a sale; `at_location`: its terminal is in truth a location.

    Raises `UnknownTerminalError`, `UnknownLocationError`, `UnknownCustomerError`, and what lines can earn.
    """
    operation = Claimed(str(org_id), str(NIL), "", "sale.post", 0, str(NIL), content, EVERYTHING, now().isoformat())
    wants = Wants(org_ids={operation.org_id})
    want_sale(operation, wants)
    if at_location:
        wants.locations = wants.terminals
        wants.terminals = set()
    with connect_for_posting() as connection, connection.transaction(force_rollback=True):
        connection.execute(SEE_READ_ONLY, (f"{{{org_id}}}",))
        orgs = load_orgs(connection, wants)
        lock(connection, wants, orgs, update=False)
    org = orgs[operation.org_id]
    if at_location:
        _stand_at(org, content["terminal_id"])
    place = terminal_of(content, org).location_id
    customer_of(content, org)
    lines = price_lines_of(operation, org)
    return {
        "location_id": place,
        "at": operation.occurred_at,
        "lines": [shown_line(_row(line), at, digits=org.digits) for at, line in enumerate(lines, start=1)],
        "totals": {
            "discount": text_of(sum(line.discount for line in lines), org.digits),
            "net": text_of(sum(line.net for line in lines), org.digits),
            "tax": text_of(sum(line.tax for line in lines), org.digits),
            "total": text_of(sum(line.total for line in lines), org.digits),
        },
    }


def _stand_at(org: OrgFacts, location_id: str) -> None:
    """Put a till that is not there at a location, for as long as this transaction's facts live."""
    location = org.locations.get(location_id)
    if location is None or not location.active:
        raise UnknownLocationError.at("location_id")
    org.terminals[location_id] = Terminal(location_id, "", active=True, location_id=location_id, location_code="")


def _row(line: SoldLine) -> tuple[Any, ...]:
    item = line.item
    unit_price, nothing = line.unit_price_text, (0, None, "0", False, "0")
    head = (item.id, None, item.sku, item.name, line.quantity_text, unit_price, line.discount, line.net, line.tax)
    return (*head, *nothing, line.more or {})
