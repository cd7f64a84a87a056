"""A sale decided: everything it names resolved, everything priced and paid, nothing changed yet."""

from dataclasses import dataclass, field
from typing import Any

from domain.accounting.entries import Entry
from domain.accounting.modules import TILL
from domain.core.money import MAX_MINOR, QUANTITY_DIGITS, text_of
from domain.pos.pricing import HUNDRED_PERCENT, LinePrice, extend, price_lines
from domain.posting.dating import Dating
from domain.posting.errors import (
    AmountTooLargeError,
    CreditLimitError,
    CustomerMissingError,
    DiscountNotPermittedError,
    DiscountTooLargeError,
    GiftCardLineError,
    ShiftElsewhereError,
    StockShortError,
    StoredValueBlockedError,
    TotalDiffersError,
    UnknownCustomerError,
    UnknownShiftError,
    UnknownTaxRateError,
    UnknownTerminalError,
)
from domain.posting.facts import Claimed, Customer, Item, OrgFacts, TaxRate, Terminal
from domain.posting.grants import Grant
from domain.posting.lot_errors import LotNotTrackedError
from domain.posting.naming import number, sold_item
from domain.posting.originals import OriginalLine, OriginalPart, OriginalSale
from domain.posting.price_rules import apply_rules, price_differs
from domain.posting.tenders import Tender, check_stored, read_tenders, settle
from domain.posting.tills import Shift, StoredValue
from domain.posting.units import SoldUnit, in_own_unit, parts_of_kit, sold_unit

UNTAXED = TaxRate(id="", percent=0, percent_text="0", inclusive=False, account_id=None, active=True)


@dataclass(slots=True, kw_only=True)
class SoldLine(LinePrice):
    """A line with the item and the tax it names, and its decimals as they are stored.

    What comes back has a negative quantity and negative amounts; `cost` is then what it had cost, minor units.
    """

    item: Item
    rate: TaxRate
    quantity_text: str
    unit_price_text: str
    cost: int = 0
    original: OriginalLine | None = None
    original_sale: OriginalSale | None = None
    restock: bool = True
    lot: str | None = None
    unit: SoldUnit | None = None
    parts: list[OriginalPart] | None = None
    """What a kit takes from stock, or what of it comes back."""
    loads: StoredValue | None = None
    more: dict[str, Any] | None = None
    """What few lines have, as it is written: a note, why it has its price."""
    promoted: int = 0
    """How much of the discount promotions took, minor units: no cashier's doing."""


@dataclass(slots=True)
class PricedSale:
    """A sale, return, exchange or void before it changes anything; amounts in minor units."""

    kind: str
    terminal: Terminal
    customer: Customer | None
    dating: Dating
    lines: list[SoldLine]
    tenders: list[Tender]
    tip: int
    rounding: int
    total: int
    on_account: int
    shift: Shift | None = None
    original_sale_id: str | None = None
    loading: list[SoldLine] = field(default_factory=list)
    """Lines that load a stored value; most sales have none."""
    mirror: Entry | None = None
    """A void's journal: the original's, sides exchanged, whatever accounts would serve today."""


def price_sale(operation: Claimed, org: OrgFacts, returned: list[SoldLine] | None = None) -> PricedSale:
    """Resolve, price and settle a sale; `returned` are the lines of it that come back.

    Raises every error of `domain.posting.errors` that a sale can earn.
    """
    content = operation.content
    terminal = terminal_of(content, org)
    shift = shift_of(content, org, terminal) if "shift_id" in content else None
    customer = customer_of(content, org)
    dating = org.dating(content["occurred_at"], TILL)
    lines = price_lines_of(operation, org)
    loading = [line for line in lines if line.loads is not None]
    if returned:
        lines = _in_order(content["lines"], lines, returned)
    tip = number(content["tip"]) if "tip" in content else 0
    due = tip
    for line in lines:
        due += line.net + line.tax
    if abs(due) > MAX_MINOR:
        raise AmountTooLargeError.at("lines")
    customer_id = content.get("customer_id")
    tenders = read_tenders(content["payments"], org, path="payments", customer_id=customer_id)
    if "refunds" in content:
        tenders += read_tenders(content["refunds"], org, path="refunds", customer_id=customer_id, sign=-1)
    rounding = settle(tenders, org, due)
    on_account = sum(tender.amount for tender in tenders if tender.method.kind == "on_account")
    kind = "exchange" if returned else "sale"
    sale = PricedSale(
        kind, terminal, customer, dating, lines, tenders, tip, rounding, due + rounding, on_account, shift
    )
    sale.loading = loading
    check_total(content, org, sale.total)
    check_account(sale, org)
    check_stored_values(sale, org)
    if not org.negative_stock:
        _check_stock(sale, org)
    return sale


def terminal_of(content: dict[str, Any], org: OrgFacts) -> Terminal:
    """Return the active terminal that a document names. Raises `UnknownTerminalError`."""
    terminal = org.terminals.get(content["terminal_id"])
    if terminal is None or not terminal.active:
        raise UnknownTerminalError.at("terminal_id")
    return terminal


def shift_of(content: dict[str, Any], org: OrgFacts, terminal: Terminal) -> Shift:
    """Return the shift that a document names, open or closed. Raises `UnknownShiftError`, `ShiftElsewhereError`."""
    shift = org.shifts.get(content["shift_id"])
    if shift is None:
        raise UnknownShiftError.at("shift_id")
    if shift.terminal_id != terminal.id:
        raise ShiftElsewhereError.at("shift_id")
    return shift


def customer_of(content: dict[str, Any], org: OrgFacts) -> Customer | None:
    """Return the customer that a document names, if it does. Raises `UnknownCustomerError`."""
    if "customer_id" not in content:
        return None
    customer = org.customers.get(content["customer_id"])
    if customer is None or not customer.active:
        raise UnknownCustomerError.at("customer_id")
    return customer


def _line(operation: Claimed, org: OrgFacts, line: dict[str, Any], at: int) -> SoldLine:
    item = sold_item(org, line, at)
    rate_id = line.get("tax_rate_id") or item.tax_rate_id
    rate = UNTAXED if rate_id is None else org.tax_rates.get(rate_id)
    if rate is None or not rate.active:
        raise UnknownTaxRateError.at(f"lines.{at}.tax_rate_id")
    unit = sold_unit(org, item, line, at) if item.units is not None or "unit" in line else None
    listed = item.price if unit is None else unit.price
    unit_price = line.get("unit_price", listed)
    ruled = org.rules is not None and unit is None
    if org.price_check and unit_price != listed and not ruled and not operation.grants & Grant.PRICE:
        raise price_differs(number(listed), org, at)
    sold = SoldLine(
        quantity=number(line["quantity"]),
        unit_price=number(unit_price),
        discount=number(line["discount"]) if "discount" in line else 0,
        percent=rate.percent,
        inclusive=rate.inclusive,
        tax_group=rate.id,
        item=item,
        rate=rate,
        quantity_text=line["quantity"],
        unit_price_text=unit_price,
        more={"note": line["note"]} if "note" in line else None,
    )
    if "lot" in line:
        if not item.tracked:
            raise LotNotTrackedError.at(f"lines.{at}.lot")
        sold.lot = line["lot"]
    if unit is not None:
        _count_in(sold, unit, at)
    if item.kit is not None:
        sold.parts = parts_of_kit(item, sold.quantity, f"lines.{at}.quantity")
    if "gift_card" in line:
        _load(sold, org, line, at)
    return sold


def _count_in(sold: SoldLine, unit: SoldUnit, at: int) -> None:
    """Let the line be one of so many units, whose price it has, and take so many of the item's own from stock."""
    sold.unit, sold.priced_quantity = unit, sold.quantity
    sold.more = {**(sold.more or {}), "unit": unit.code, "unit_quantity": sold.quantity_text}
    sold.quantity = in_own_unit(sold.quantity, unit.factor, f"lines.{at}.quantity")
    sold.quantity_text = text_of(sold.quantity, QUANTITY_DIGITS)


def _load(sold: SoldLine, org: OrgFacts, line: dict[str, Any], at: int) -> None:
    """Make the line one that loads a gift card: its price becomes a liability, untaxed."""
    if sold.item.stocked or sold.discount or sold.quantity != ONE:
        raise GiftCardLineError.at(f"lines.{at}")
    sold.loads = org.stored["gift_card", line["gift_card"]]
    if sold.loads.blocked:
        raise StoredValueBlockedError.at(f"lines.{at}.gift_card")
    sold.rate, sold.percent, sold.inclusive, sold.tax_group = UNTAXED, 0, False, ""


ONE = 10**4


def price_lines_of(operation: Claimed, org: OrgFacts) -> list[SoldLine]:
    """Return the lines of a document that are not returned ones, priced.

    Raises what a line's names can earn, `DiscountTooLargeError`, `DiscountNotPermittedError`, `GiftCardLineError`.
    """
    content = operation.content
    lines = [_line(operation, org, line, at) for at, line in enumerate(content["lines"]) if "return_of" not in line]
    if org.rules is not None:
        apply_rules(operation, org, lines, org.rules)
    document_discount = number(content["discount"]) if "discount" in content else 0
    excessive = price_lines(
        lines, digits=org.digits, document_discount=document_discount, per_document=org.tax_per_document
    )
    if excessive is not None:
        raise DiscountTooLargeError.at(excessive)
    if document_discount and any(line.loads is not None and line.discount for line in lines):
        raise GiftCardLineError.at("discount")
    if org.discount_limit is not None and not operation.grants & Grant.DISCOUNT:
        _check_discount(lines, org, org.discount_limit)
    return lines


def _check_discount(lines: list[SoldLine], org: OrgFacts, limit: int) -> None:
    for at, line in enumerate(lines):
        given = line.discount - line.promoted
        if given * HUNDRED_PERCENT > limit * extend(line.priced_quantity or line.quantity, line.unit_price, org.digits):
            raise DiscountNotPermittedError.at(f"lines.{at}.discount")


def _in_order(given: list[dict[str, Any]], sold: list[SoldLine], returned: list[SoldLine]) -> list[SoldLine]:
    """Return sold and returned lines in the order in which the document names them."""
    forward, back = iter(sold), iter(returned)
    return [next(back) if "return_of" in line else next(forward) for line in given]


def check_total(content: dict[str, Any], org: OrgFacts, total: int) -> None:
    """Compare with the total that the till expected, if it said. Raises `TotalDiffersError`."""
    expected = content.get("expected_total")
    if expected is not None and number(expected) != total:
        message = f"It comes to {text_of(total, org.digits)}, not {expected}."
        raise TotalDiffersError.at("expected_total", message)


def check_account(sale: PricedSale, org: OrgFacts) -> None:
    """Check what is left on account. Raises `CustomerMissingError`, `CreditLimitError`."""
    if not sale.on_account:
        return
    if sale.customer is None:
        raise CustomerMissingError.at("customer_id")
    limit = sale.customer.credit_limit
    if limit is not None and sale.on_account > 0 and sale.customer.receivable + sale.on_account > limit:
        left = text_of(max(limit - sale.customer.receivable, 0), org.digits)
        message = f"{left} of the limit is left, and {text_of(sale.on_account, org.digits)} would go on account."
        raise CreditLimitError.at("payments", message)


def check_stored_values(sale: PricedSale, org: OrgFacts) -> None:
    """Check what gift cards, credits and deposits pay. Raises the errors of `check_stored`."""
    if sale.loading or any(tender.stored is not None for tender in sale.tenders):
        loads = [(line.loads, line.net) for line in sale.loading if line.loads is not None]
        day = sale.dating.business_date.isoformat()
        check_stored(sale.tenders, loads, day, digits=org.digits, undone="sale_id")


def _check_stock(sale: PricedSale, org: OrgFacts) -> None:
    wanted: dict[str, int] = {}
    for at, line in enumerate(sale.lines):
        if line.quantity < 0:
            continue
        taken = [(line.item.id, line.quantity)] if line.item.stocked else ()
        for item_id, quantity in taken if line.parts is None else _quantities(line.parts):
            wanted[item_id] = wanted.get(item_id, 0) + quantity
            there = org.levels[sale.terminal.location_id, item_id].quantity
            if wanted[item_id] > there:
                raise StockShortError.of(there, f"lines.{at}.quantity")


def _quantities(parts: list[OriginalPart]) -> list[tuple[str, int]]:
    return [(part.item_id, part.quantity) for part in parts]
