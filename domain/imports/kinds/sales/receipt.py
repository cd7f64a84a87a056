"""One receipt of a file of past sales: what it came to, who paid how, and the documents that it becomes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from domain.core.errors import DomainError
from domain.core.money import (
    MAX_MINOR,
    MAX_PRICE,
    MAX_QUANTITY,
    PRICE_DIGITS,
    PRICE_ONE,
    QUANTITY_DIGITS,
    QUANTITY_ONE,
    InexactError,
    scaled,
    text_of,
)
from domain.core.settings import settings
from domain.imports.errors import DifferentInDocumentError, MissingError
from domain.imports.kinds.base import Batch
from domain.imports.kinds.documents.document import Places, decimal
from domain.imports.kinds.sales.columns import TENDERS
from domain.imports.kinds.sales.facts import UNTAXED, Facts
from domain.operations.payload import Canon
from domain.pos.pricing import LinePrice, price_lines
from domain.pos.return_payload import BlindLine, BlindReturn, canonical_blind_return
from domain.pos.sale_payload import SaleLine, SalePayment, SalePost, canonical_sale

ZERO = Decimal(0)
ENDS = ("", *(f"_{at}" for at in range(2, TENDERS + 1)))
OF_THE_RECEIPT = (
    "sold_at", "customer", "total", "sale_discount", "tip",
    *(f"{name}{end}" for end in ENDS for name in ("tender", "paid", "tender_reference")),
)  # fmt: skip


class ColumnFault(Exception):
    """What is wrong with a receipt, at a row of the batch and a column."""

    def __init__(self, at: int, column: str, error: DomainError) -> None:
        """Keep all three."""
        super().__init__(column)
        self.at, self.column, self.error = at, column, error


@dataclass(slots=True)
class Receipts:
    """The receipts of one batch; `columns` are those that the file has."""

    batch: Batch
    facts: Facts
    tender: str | None
    """What pays where a receipt names no tender."""
    columns: dict[str, list[str | None]]
    shared: list[str]
    lines: "Lines"

    @classmethod
    def of(cls, batch: Batch, facts: Facts, *, tender: str | None) -> "Receipts":
        """Return the receipts of a batch."""
        columns = {name: batch.column(name) for name in batch.values}
        shared = [name for name in OF_THE_RECEIPT if name in columns]
        return cls(batch, facts, tender, columns, shared, lines_of(batch, facts))

    def head(self, rows: Places) -> dict[str, str]:
        """Return what a receipt says as a whole; rows may repeat it, or leave it to one of them."""
        said: dict[str, str] = {}
        for name in self.shared:
            column = self.columns[name]
            for at in rows:
                value = column[at]
                if value is not None and said.setdefault(name, value) != value:
                    raise ColumnFault(at, name, DifferentInDocumentError())
        return said

    def sale(self, sale_id: UUID, rows: Places, head: dict[str, str], money: "Money") -> dict[str, Any]:
        """Return the content of the sale of what was sold on a receipt. **Raises** `InvalidPayloadError`."""
        content = self._plain_sale(sale_id, rows, head, money)
        if content is not None:
            return content
        sale = SalePost(
            id=sale_id,
            terminal_id=self.facts.tills[self._given("terminal", rows[0])].id,
            customer_id=self.facts.customers[head["customer"]] if "customer" in head else None,
            occurred_at=self._moment(head),
            lines=[SaleLine(**self._line(at, negative=False)) for at in rows],
            discount=decimal(head["sale_discount"]) if "sale_discount" in head else ZERO,
            tip=decimal(head["tip"]) if "tip" in head else ZERO,
            payments=self._tenders(money.payments),
            expected_total=self._amount(money.sold),
            reference=self._given("receipt", rows[0]),
        )
        return canonical_sale(sale, digits=self.facts.digits)

    def _plain_sale(self, sale_id: UUID, rows: Places, head: dict[str, str], money: "Money") -> dict[str, Any] | None:
        """Return what `canonical_sale` makes of the sale, many times faster; None where something is out of order.

        Its cells are canonical already, each different one made so once for a whole file.
        """
        lines, digits = self.lines, self.facts.digits
        if len(rows) > settings().max_sale_lines or any(amount <= 0 for _, amount, _ in money.payments):
            return None
        if not all(map(lines.plain.__getitem__, rows)) or "sale_discount" in head or "tip" in head:
            return None
        canon = Canon(digits)
        content = {
            "id": str(sale_id),
            "terminal_id": str(self.facts.tills[self._given("terminal", rows[0])].id),
            "occurred_at": canon.instant("occurred_at", self._moment(head)),
            "lines": [lines.content[at] for at in rows],
            "payments": [
                {"method": code, "amount": text_of(amount, digits)}
                | ({} if reference is None else {"reference": reference})
                for code, amount, reference in money.payments
            ],
            "reference": self._given("receipt", rows[0]),
        }
        if "customer" in head:
            content["customer_id"] = str(self.facts.customers[head["customer"]])
        if money.sold is not None:
            content["expected_total"] = text_of(money.sold, digits)
        return None if canon.errors else content

    def _tenders(self, given: Sequence["Tendered"]) -> list[SalePayment]:
        return [
            SalePayment(method=code, amount=Decimal(text_of(amount, self.facts.digits)), reference=reference)
            for code, amount, reference in given
        ]

    def _amount(self, minor: int | None) -> Decimal | None:
        return None if minor is None else Decimal(text_of(minor, self.facts.digits))

    def returned(self, return_id: UUID, rows: Places, head: dict[str, str], money: "Money") -> dict[str, Any]:
        """Return the content of the return of what came back on a receipt. **Raises** `InvalidPayloadError`."""
        given = BlindReturn(
            id=return_id,
            terminal_id=self.facts.tills[self._given("terminal", rows[0])].id,
            customer_id=self.facts.customers[head["customer"]] if "customer" in head else None,
            occurred_at=self._moment(head),
            lines=[BlindLine(**self._line(at, negative=True)) for at in rows],
            refunds=self._tenders(money.refunds),
            expected_total=self._amount(money.back),
            note=self._given("receipt", rows[0]),
        )
        return canonical_blind_return(given, digits=self.facts.digits)

    def _line(self, at: int, *, negative: bool) -> dict[str, Any]:
        columns = self.columns
        quantity = decimal(self._given("quantity", at))
        line: dict[str, Any] = {
            "quantity": -quantity if negative else quantity,
            "unit_price": decimal(self._given("unit_price", at)),
        }
        for name in ("sku", "barcode", "unit", "lot", "note"):
            if name in columns and (value := columns[name][at]) is not None:
                line[name] = value
        if "discount" in columns and (discount := columns["discount"][at]) is not None:
            line["discount"] = decimal(discount)
        if "tax_rate" in columns and (code := columns["tax_rate"][at]) is not None:
            line["tax_rate_id"] = self.facts.rates[code].id
        return line

    def _moment(self, head: dict[str, str]) -> datetime:
        moment = datetime.fromisoformat(head["sold_at"])
        return moment.replace(tzinfo=self.facts.zone) if moment.tzinfo is None else moment

    def _given(self, name: str, at: int) -> str:
        value = self.columns[name][at]
        assert value is not None
        return value

    def comes_to(self, rows: Sequence[int], head: dict[str, str], *, discounted: bool) -> int:
        """Return what lines come to, in minor units: as the file says, else as they are priced when they are posted."""
        digits = self.facts.digits
        totals = self.lines.totals
        if totals is not None and not discounted:
            told = [totals[at] for at in rows]
            if None not in told:
                return abs(sum(told))  # type: ignore[arg-type]
        lines = [self.priced(at) for at in rows]
        discount = _scaled(head.get("sale_discount"), digits) if discounted else 0
        wrong = price_lines(lines, digits=digits, document_discount=discount, per_document=self.facts.tax_per_document)
        return 0 if wrong is not None else sum(line.total for line in lines)

    def minor(self, amount: str | None) -> int:
        """Return an amount that the file may lack, in minor units."""
        return _scaled(amount, self.facts.digits)

    def priced(self, at: int) -> LinePrice:
        """Return a line as it will be priced; what comes back as if it were sold."""
        columns, facts = self.columns, self.facts
        rate_code = columns["tax_rate"][at] if "tax_rate" in columns else None
        sku = columns["sku"][at] if "sku" in columns else None
        named = ("sku", sku) if sku is not None else ("barcode", self._given("barcode", at))
        tax = facts.rates[rate_code] if rate_code is not None else facts.taxes.get(named, UNTAXED)
        discount = columns["discount"][at] if "discount" in columns else None
        return LinePrice(
            quantity=int(abs(decimal(self._given("quantity", at))) * QUANTITY_ONE),
            unit_price=int(decimal(self._given("unit_price", at)) * PRICE_ONE),
            discount=_scaled(discount, facts.digits),
            percent=tax.percent,
            inclusive=tax.inclusive,
            tax_group=str(tax.id or ""),
        )


@dataclass(slots=True)
class Money:
    """How a receipt was settled; minor units."""

    payments: "list[Tendered]"
    refunds: "list[Tendered]"
    sold: int | None
    """What is to be compared with what the sale comes to, where the file says."""
    back: int | None


def settled(receipts: Receipts, rows: tuple[Places, Places], head: dict[str, str]) -> Money:
    """Return how a receipt was settled: `rows` that were sold, and those that came back.

    A tender without an amount pays what the others leave. Where both goods were sold and goods came back, the first
    tender pays for all that was sold, and gives back what came back.
    """
    forward, back = rows
    digits = receipts.facts.digits
    tip = _scaled(head.get("tip"), digits)
    tenders = [
        (head[f"tender{end}"], head.get(f"paid{end}"), head.get(f"tender_reference{end}"))
        for end in ENDS
        if f"tender{end}" in head
    ]
    if not tenders and receipts.tender is not None:
        tenders = [(receipts.tender, head.get("paid"), head.get("tender_reference"))]
    open_ended = sum(paid is None for _, paid, _ in tenders)
    if open_ended > 1:
        raise ColumnFault((forward or back)[0], "paid_2", MissingError())
    checked = "total" in head or _says_lines(receipts, (*forward, *back))
    came_back = receipts.comes_to(back, head, discounted=False) if back else 0
    total: int | None = None
    if "total" in head:
        total = _scaled(head["total"], digits)
    elif open_ended or checked or (forward and back):
        sold = receipts.comes_to(forward, head, discounted="sale_discount" in head) if forward else 0
        total = sold + tip - came_back
    rest = (total or 0) - sum(_scaled(paid, digits) for _, paid, _ in tenders)
    amounts = [rest if paid is None else _scaled(paid, digits) for _, paid, _ in tenders]
    if back and forward and amounts:
        amounts[0] += came_back

    def tendered(chosen: Sequence[int]) -> "list[Tendered]":
        return [
            (code, amount, reference) for (code, _, reference), amount in zip(tenders, chosen, strict=True) if amount
        ]

    payments = tendered(amounts) if forward else []
    refunds: list[Tendered] = []
    if back:
        refunds = tendered([came_back] + [0] * (len(tenders) - 1) if forward else [abs(amount) for amount in amounts])
    sold_for = None if total is None or not checked else total + came_back
    returned = (came_back if forward else abs(total or 0)) if checked and back else None
    return Money(payments, refunds, sold_for if forward else None, returned)


def _says_lines(receipts: Receipts, rows: Sequence[int]) -> bool:
    totals = receipts.lines.totals
    return totals is not None and all(totals[at] is not None for at in rows)


Tendered = tuple[str, int, str | None]
"""A payment method's code, an amount in minor units, a reference."""


@dataclass(slots=True)
class Lines:
    """The lines of a batch in canonical form, by place; `plain` says of which that is all there is to it."""

    content: list[dict[str, Any]]
    plain: list[bool]
    totals: list[int | None] | None
    """What lines come to, minor units, where the file has that."""


def lines_of(batch: Batch, facts: Facts) -> Lines:
    """Return the lines of a batch; each different number is made canonical once."""
    digits = facts.digits
    quantities = [_canonical(value or "", QUANTITY_DIGITS, MAX_QUANTITY) for value in batch.column("quantity")]
    prices = [_canonical(value or "", PRICE_DIGITS, MAX_PRICE) for value in batch.column("unit_price")]
    plain = [
        quantity is not None and quantity[1] > 0 and price is not None
        for quantity, price in zip(quantities, prices, strict=True)
    ]
    content: list[dict[str, Any]] = [
        {
            **({"sku": sku} if sku is not None else {"barcode": barcode}),
            "quantity": quantity[0] if quantity else "",
            "unit_price": price[0] if price else "",
        }
        for sku, barcode, quantity, price in zip(
            batch.column("sku"), batch.column("barcode"), quantities, prices, strict=True
        )
    ]
    for name in ("unit", "lot", "note"):
        for at, value in enumerate(batch.values.get(name, ())):
            if value is not None:
                content[at][name] = value
    for at, value in enumerate(batch.values.get("discount", ())):
        if value is not None:
            discount = _canonical(value, digits, MAX_MINOR)
            if discount is None:
                plain[at] = False
            elif discount[1]:
                content[at]["discount"] = discount[0]
    for at, code in enumerate(batch.values.get("tax_rate", ())):
        if code in facts.rates:
            content[at]["tax_rate_id"] = str(facts.rates[code].id)
    totals: list[int | None] | None = None
    if "line_total" in batch.values:
        totals = [None if value is None else _scaled(value, digits) for value in batch.column("line_total")]
    return Lines(content, plain, totals)


@lru_cache(maxsize=65_536)
def _canonical(value: str, digits: int, limit: int) -> tuple[str, int] | None:
    """Return a number as canonical content has it, and scaled; None where it is not one of its type."""
    try:
        whole = scaled(value, digits, limit=limit)
    except InexactError:
        return None
    return text_of(whole, digits), whole


@lru_cache(maxsize=65_536)
def _scaled(value: str | None, digits: int) -> int:
    """Return an amount in minor units."""
    return 0 if value is None else int(decimal(value).scaleb(digits))
