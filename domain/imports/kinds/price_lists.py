"""Prices in price lists: a price of an item from a quantity on, a row each."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.auth.permissions import Permission
from domain.core.base_repository import UnknownReference
from domain.core.db import UnitOfWork
from domain.core.money import MAX_PRICE, MAX_QUANTITY, PRICE_DIGITS, PRICE_ONE, QUANTITY_DIGITS, QUANTITY_ONE
from domain.imports.errors import AlreadyThereError, NotThereError, OneNameError, TooManyTiersError, TwiceInFileError
from domain.imports.kinds.base import Batch, Column, Fault, Policy, SetKind, Verdict, Work
from domain.imports.kinds.converters import code, number
from domain.imports.kinds.naming import NAMED_ITEM
from domain.pos.rule_schemas import MAX_TIERS
from domain.pos.service import list_prices, set_prices
from domain.posting.errors import UnknownItemError

LISTS = "SELECT p.code, p.id FROM pos.price_lists p WHERE p.org_id = %(org_id)s AND p.code = ANY (%(keys)s)"
# Each name is one look-up by its key, whatever a young table's statistics say.
ITEMS = """
SELECT w.name, i.id FROM unnest(%(keys)s::text[]) AS w (name) CROSS JOIN LATERAL (
    SELECT n.id FROM inv.items n WHERE n.org_id = %(org_id)s AND n.sku = w.name LIMIT 1
) AS i
"""
BARCODES = """
SELECT w.name, i.item_id FROM unnest(%(keys)s::text[]) AS w (name) CROSS JOIN LATERAL (
    SELECT b.item_id FROM inv.item_barcodes b
    WHERE b.org_id = %(org_id)s AND b.barcode = w.name AND b.unit IS NULL LIMIT 1
) AS i
"""

COLUMNS = (
    Column(
        name="price_list",
        convert=code(),
        required=True,
        description="The price list's code; it must be there.",
        example="TRADE",
        aliases=("list", "price list code", "price level", "tarifa", "lista de precios", "preisliste", "tarif"),
    ),
    *NAMED_ITEM,
    Column(
        name="min_quantity",
        convert=number(QUANTITY_DIGITS, most=MAX_QUANTITY // QUANTITY_ONE),
        numbers=True,
        description="From which quantity on; any unless given.",
        aliases=(
            "minimum quantity",
            "from quantity",
            "quantity",
            "qty break",
            "cantidad minima",
            "ab menge",
            "quantité minimale",
        ),
    ),
    Column(
        name="price",
        convert=number(PRICE_DIGITS, most=MAX_PRICE // PRICE_ONE),
        numbers=True,
        required=True,
        description="Of one unit.",
        example="9.50",
        aliases=("unit price", "list price", "precio", "preis", "prix", "preço"),
    ),
)

Tiers = dict[UUID, dict[Decimal, Decimal]]
"""By item and quantity the price from that quantity on."""


class PriceLists(SetKind):
    """Prices by list, item and quantity; what a file does not name keeps its price."""

    name = "price_lists"
    description = "Prices of items in price lists, from a quantity on."
    permission = Permission.POS_PRICES_WRITE
    columns = COLUMNS
    key = ("price_list", "sku", "min_quantity")

    def keys(self, batch: Batch) -> list[tuple[int, str, str]]:
        """Return of each row what it gives a price."""
        names = ("price_list", "sku", "barcode")
        columns = [batch.column(name) for name in names]
        quantities = [str(Decimal(value or 0).normalize()) for value in batch.column("min_quantity")]
        return [
            (line, "sku", "\x1f".join(part or "" for part in parts))
            for line, *parts in zip(batch.lines, *columns, quantities, strict=True)
        ]

    def process(self, uow: UnitOfWork, work: Work, batch: Batch) -> Verdict:
        """Check, and apply, the prices of a chunk, a list after the other in the order of their codes."""
        lists = _named(uow, work, LISTS, batch, "price_list")
        items = {
            "sku": _named(uow, work, ITEMS, batch, "sku"),
            "barcode": _named(uow, work, BARCODES, batch, "barcode"),
        }
        verdict = Verdict()
        columns = {column.name: batch.column(column.name) for column in COLUMNS}
        wanted: dict[str, list[tuple[int, UUID]]] = {}
        for at, line in enumerate(batch.lines):
            row = {name: column[at] for name, column in columns.items()}
            kind = "sku" if row["sku"] is not None else "barcode"
            item_id = items[kind].get(row[kind] or "")
            if row["price_list"] not in lists:
                unknown = UnknownReference(f"There is no price list “{row['price_list']}”: make it first.")
                verdict.faults.append(Fault.of(line, "price_list", unknown))
            elif (row["sku"] is None) == (row["barcode"] is None):
                verdict.faults.append(Fault.of(line, "sku", OneNameError))
            elif item_id is None:
                verdict.faults.append(Fault.of(line, kind, UnknownItemError))
            else:
                wanted.setdefault(str(row["price_list"]), []).append((at, item_id))
        for name in sorted(wanted):
            self._process_list(uow, work, batch, verdict, lists[name], wanted[name])
        return verdict

    def _process_list(  # noqa: PLR0917 - the parts of one decision
        self,
        uow: UnitOfWork,
        work: Work,
        batch: Batch,
        verdict: Verdict,
        list_id: UUID,
        rows: list[tuple[int, UUID]],
    ) -> None:
        before = list_prices(
            uow, work.ctx, price_list_id=list_id, item_ids={item_id for _, item_id in rows}, lock=work.apply
        )
        after: Tiers = {}
        seen: set[tuple[UUID, Decimal]] = set()
        quantities, prices = batch.column("min_quantity"), batch.column("price")
        for at, item_id in rows:
            line = batch.lines[at]
            quantity, price = Decimal(quantities[at] or 0), Decimal(prices[at] or 0)
            known = before.get(item_id, {}).get(quantity)
            tiers = after.get(item_id) or dict(before.get(item_id, {}))
            if (item_id, quantity) in seen:
                verdict.faults.append(Fault.of(line, "sku", TwiceInFileError))
            elif known is None and work.policy is Policy.UPDATE_ONLY:
                verdict.faults.append(Fault.of(line, "sku", NotThereError))
            elif known is not None and work.policy is Policy.CREATE_ONLY:
                verdict.faults.append(Fault.of(line, "sku", AlreadyThereError))
            elif known is None and len(tiers) >= MAX_TIERS:
                verdict.faults.append(Fault.of(line, "min_quantity", TooManyTiersError))
            elif known == price:
                verdict.unchanged += 1
            else:
                verdict.new += known is None
                verdict.changed += known is not None
                after[item_id] = {**tiers, quantity: price}
            seen.add((item_id, quantity))
        if work.apply and after:
            set_prices(uow, work.ctx, price_list_id=list_id, prices=after)


def _named(uow: UnitOfWork, work: Work, statement: str, batch: Batch, column: str) -> dict[str, UUID]:
    keys = sorted({value for value in batch.column(column) if value is not None})
    if not keys:
        return {}
    given: dict[str, Any] = {"org_id": work.ctx.org_id, "keys": keys}
    return dict(uow.driver.execute(statement, given).fetchall())


PRICE_LISTS = PriceLists()
