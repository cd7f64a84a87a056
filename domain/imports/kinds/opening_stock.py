"""Opening stock: what lies where, and what it is worth, against opening equity."""

import datetime as dt
from types import MappingProxyType
from typing import Any

from domain.accounting.schemas import Role
from domain.accounting.service import get_role
from domain.auth.permissions import Permission
from domain.core.clock import zone
from domain.core.db import UnitOfWork
from domain.core.errors import ConflictError, DomainError
from domain.core.money import MAX_PRICE, MAX_QUANTITY, PRICE_DIGITS, PRICE_ONE, QUANTITY_DIGITS, QUANTITY_ONE
from domain.imports.errors import CollidedError, OneNameError
from domain.imports.kinds.base import Batch, Column, Fault, Policy, Work
from domain.imports.kinds.converters import code, date, number
from domain.imports.kinds.documents import DocumentKind
from domain.imports.kinds.documents.document import Document, decimal, identity, refused
from domain.imports.kinds.naming import NAMED_ITEM
from domain.inventory.count_payload import CountedLine, StockCount
from domain.inventory.schemas import ReasonCreate
from domain.inventory.service import REASONS
from domain.org.profile import profile_of
from domain.posting.errors import (
    AccountRoleMissingError,
    NotStockedError,
    UnknownItemError,
    UnknownLocationError,
)
from domain.posting.stock.kinds import STOCK_COUNT

REASON = "opening_stock"
_quantity = number(QUANTITY_DIGITS, most=MAX_QUANTITY // QUANTITY_ONE)
LOCATIONS = """
SELECT l.code, l.id FROM inv.locations l WHERE l.org_id = %(org_id)s AND l.active AND l.code = ANY (%(keys)s)
"""
# Each name is one look-up by its key, whatever a young table's statistics say.
ITEMS = """
SELECT 'sku', w.name, i.* FROM unnest(%(skus)s::text[]) AS w (name) CROSS JOIN LATERAL (
    SELECT n.id, n.stocked, NULL::text AS unit FROM inv.items n
    WHERE n.org_id = %(org_id)s AND n.sku = w.name LIMIT 1
) AS i
UNION ALL
SELECT 'barcode', w.name, i.* FROM unnest(%(barcodes)s::text[]) AS w (name) CROSS JOIN LATERAL (
    SELECT n.id, n.stocked, b.unit FROM inv.item_barcodes b JOIN inv.items n ON n.org_id = b.org_id AND n.id = b.item_id
    WHERE b.org_id = %(org_id)s AND b.barcode = w.name LIMIT 1
) AS i
"""
HAS_REASON = "SELECT FROM inv.reasons r WHERE r.org_id = %s AND r.code = %s"

COLUMNS = (
    Column(
        name="location",
        convert=code(),
        required=True,
        description="The location's code.",
        example="MAIN",
        aliases=(
            "store",
            "shop",
            "warehouse",
            "branch",
            "location code",
            "sucursal",
            "almacen",
            "tienda",
            "filiale",
            "lager",
            "magasin",
            "loja",
        ),
    ),
    *NAMED_ITEM,
    Column(
        name="quantity",
        convert=_quantity,
        numbers=True,
        required=True,
        description="How many lie there: the level becomes this, whatever it was.",
        example="24",
        aliases=(
            "qty",
            "stock",
            "on hand",
            "quantity on hand",
            "units",
            "cantidad",
            "existencia",
            "existencias",
            "bestand",
            "menge",
            "quantité",
            "quantidade",
            "estoque",
        ),
    ),
    Column(
        name="unit",
        convert=code(),
        description="One of the item's units; its own unless given.",
        aliases=("uom", "unidad", "einheit", "unité", "unidade"),
    ),
    Column(
        name="unit_cost",
        convert=number(PRICE_DIGITS, most=MAX_PRICE // PRICE_ONE),
        numbers=True,
        description="What one of them has cost; the item's cost unless given.",
        example="6.20",
        aliases=("cost", "cost price", "purchase price", "costo", "coste", "einkaufspreis", "ek", "coût", "custo"),
    ),
    Column(
        name="lot",
        convert=code(),
        description="The lot, of an item whose lots are told apart.",
        aliases=("batch", "lot number", "lote", "charge"),
    ),
    Column(
        name="expires_on",
        convert=date(),
        dates=True,
        description="The lot's last good day.",
        aliases=("expiry", "expiry date", "best before", "caducidad", "mhd", "validade"),
    ),
    Column(
        name="date",
        convert=date(),
        dates=True,
        description="The day at whose beginning it lies there; now unless given.",
        aliases=("as of", "stock date", "fecha", "datum", "stichtag", "data"),
    ),
    Column(
        name="expected",
        convert=_quantity,
        numbers=True,
        description="What the level must be before, else the row is not taken (compare and set).",
        aliases=("expected quantity", "previous quantity"),
    ),
)


class OpeningStock(DocumentKind):
    """Opening stock, a count for each row: the level becomes what is given, the difference is opening equity.

    A row's identity is made of location, item, lot and date, so that it counts once. With the policy `create_only` the
    level must be zero before, unless a row expects another one.
    """

    name = "opening_stock"
    description = "What lies where, and what it is worth; against opening equity."
    permission = Permission.INVENTORY_COUNT
    columns = COLUMNS
    key = ("location", "sku", "lot", "date")
    group = ()
    reference = "sku"
    paths = MappingProxyType(
        {"item_id": "sku", "counted": "quantity", "location_id": "location", "occurred_at": "date"}
    )

    def keys(self, batch: Batch) -> list[tuple[int, str, str]]:
        """Return of each row what it counts."""
        columns = [batch.column(name) for name in ("location", "sku", "barcode", "lot", "date")]
        return [
            (line, "sku", "\x1f".join(part or "" for part in parts))
            for line, *parts in zip(batch.lines, *columns, strict=True)
        ]

    def documents(self, uow: UnitOfWork, work: Work, batch: Batch) -> tuple[list[Document], list[Fault]]:
        """Return a count for every row."""
        if get_role(uow, work.ctx, role=Role.OPENING_EQUITY).account is None:
            raise AccountRoleMissingError("No account serves the role opening_equity.")
        org_id = work.ctx.org_id

        def values(name: str) -> list[str]:
            return sorted({value for value in batch.column(name) if value is not None})

        def ask(statement: str, **given: Any) -> list[tuple[Any, ...]]:
            return uow.driver.execute(statement, {"org_id": org_id, **given}).fetchall()

        locations = dict(ask(LOCATIONS, keys=values("location")))
        rows = ask(ITEMS, skus=values("sku"), barcodes=values("barcode"))
        items = {(kind, name): (item_id, stocked, unit) for kind, name, item_id, stocked, unit in rows}
        profile = profile_of(uow, org_id=org_id)
        columns = {column.name: batch.column(column.name) for column in COLUMNS}
        found: list[Document] = []
        faults: list[Fault] = []
        for at, line in enumerate(batch.lines):
            row = {name: column[at] for name, column in columns.items()}
            location_id = locations.get(row["location"])
            named = ("sku", row["sku"]) if row["sku"] is not None else ("barcode", row["barcode"])
            wrong = _wrong(row, location_id, items.get(named))
            if wrong or location_id is None:
                faults += [Fault.of(line, named[0] if column == "sku" else column, error) for column, error in wrong]
                continue
            item_id, _, unit = items[named]
            made = identity(
                org_id, "opening_stock", str(location_id), str(item_id), row["lot"] or "", row["date"] or ""
            )
            expected = row["expected"] or ("0" if work.policy is Policy.CREATE_ONLY else None)
            count = StockCount(
                id=made,
                location_id=location_id,
                occurred_at=_beginning(row["date"], profile.time_zone, profile.day_cutoff),
                reason=REASON,
                lines=[
                    CountedLine(
                        item_id=item_id,
                        counted=decimal(row["quantity"] or "0"),
                        expected=None if expected is None else decimal(expected),
                        unit=row["unit"] or unit,
                        unit_cost=None if row["unit_cost"] is None else decimal(row["unit_cost"]),
                        lot=row["lot"],
                        expires_on=None if row["expires_on"] is None else dt.date.fromisoformat(row["expires_on"]),
                    )
                ],
            )
            try:
                content = STOCK_COUNT.canonical(count, digits=profile.digits)
            except DomainError as error:
                faults += refused(batch, [at], error, column_of=self._column_of, group=self.reference)
            else:
                found.append(Document(STOCK_COUNT, made, location_id, content, [at]))
        return found, faults

    def prepare(self, uow: UnitOfWork, work: Work) -> None:
        """Make the reason whose differences are opening equity, where there is none yet."""
        if uow.driver.execute(HAS_REASON, (work.ctx.org_id, REASON)).fetchone() is None:
            account = get_role(uow, work.ctx, role=Role.OPENING_EQUITY).account
            try:
                REASONS.create(uow, work.ctx, given=ReasonCreate(code=REASON, name="Opening stock", account=account))
            except ConflictError as error:
                raise CollidedError from error


def _wrong(
    row: dict[str, str | None], location_id: Any, item: tuple[Any, bool, str | None] | None
) -> list[tuple[str, type[DomainError]]]:
    """Return what a row names that is not there, by column."""
    wrong: list[tuple[str, type[DomainError]]] = []
    if location_id is None:
        wrong.append(("location", UnknownLocationError))
    if (row["sku"] is None) == (row["barcode"] is None):
        wrong.append(("sku", OneNameError))
    elif item is None:
        wrong.append(("sku", UnknownItemError))
    elif not item[1]:
        wrong.append(("sku", NotStockedError))
    return wrong


def _beginning(day: str | None, time_zone: str, cutoff: dt.time) -> dt.datetime | None:
    """Return when a business day begins."""
    if day is None:
        return None
    return dt.datetime.combine(dt.date.fromisoformat(day), cutoff, tzinfo=zone(time_zone))


OPENING_STOCK = OpeningStock()
