"""Items that are not there yet: what they may not be, and how they are made.

Nothing of them is to be compared, so that they never meet the statements for items that are there.
"""

from collections.abc import Iterable, Sequence
from itertools import chain
from json.encoder import encode_basestring
from types import MappingProxyType
from typing import Any

import psycopg

from domain.core.base_repository import UnknownReference
from domain.core.ids import new_id_text
from domain.imports.errors import MissingError, NotThereError
from domain.imports.kinds.base import Batch, Fault, Policy, Work
from domain.imports.kinds.converters import parts_of
from domain.imports.kinds.staging import as_copied, copy_into
from domain.inventory.errors import BarcodeTaken

TAKEN = """
SELECT b.barcode FROM inv.item_barcodes b
WHERE b.org_id = %(org_id)s AND b.barcode = ANY (string_to_array(%(keys)s, E'\\x1e')) ORDER BY b.barcode
"""
RATES = "SELECT r.code, r.id::text FROM pos.tax_rates r WHERE r.org_id = %(org_id)s AND r.code = ANY (%(codes)s)"
STAGED = """
CREATE TEMP TABLE IF NOT EXISTS import_items_new (
    id uuid, audit_id uuid, sku text, name text, category text, unit text, price numeric(18, 6), cost numeric(18, 6),
    tax_rate_id uuid, sales_account_id uuid, stocked boolean, tracking text, reorder_point numeric(18, 4),
    active boolean, after jsonb
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS import_items_labels (barcode text, item_id uuid) ON COMMIT DELETE ROWS
"""
INSERT = """
INSERT INTO inv.items
    (org_id, id, sku, name, category, unit, price, cost, tax_rate_id, sales_account_id, stocked, tracking,
    reorder_point, active)
SELECT %(org_id)s, n.id, n.sku, n.name, n.category, n.unit, n.price, n.cost, n.tax_rate_id, n.sales_account_id,
    n.stocked, n.tracking, n.reorder_point, n.active
FROM import_items_new n
"""
LABEL = """
INSERT INTO inv.item_barcodes (org_id, barcode, item_id)
SELECT %(org_id)s, l.barcode, l.item_id FROM import_items_labels l
"""
AUDIT = """
INSERT INTO core.audit_log
    (org_id, id, actor_type, actor_id, action, subject_type, subject_id, after, address, user_agent)
SELECT %(org_id)s, n.audit_id, %(actor_type)s, %(actor_id)s, 'item.create', 'item', n.id::text, n.after,
    %(address)s, %(user_agent)s
FROM import_items_new n
"""
COPIED = (
    "id", "audit_id", "sku", "name", "category", "unit", "price", "cost", "tax_rate_id", "sales_account_id",
    "stocked", "tracking", "reorder_point", "active", "after",
)  # fmt: skip
DEFAULTS = MappingProxyType({"unit": "each", "stocked": "t", "tracking": "none", "active": "t"})
TRUTH = MappingProxyType({"t": "true", "f": "false"})
Driver = psycopg.Connection[Any]


def faults_of(driver: Driver, work: Work, batch: Batch, rates: dict[str, str]) -> list[Fault]:
    """Return what keeps new items from being made; `rates`: by code the tax rates that there are."""
    faults: list[Fault] = []
    if work.policy is Policy.UPDATE_ONLY:
        faults += [Fault.of(line, "sku", NotThereError) for line in batch.lines]
    else:
        for name in ("name", "price"):
            values = batch.column(name)
            if None in values:
                rows = zip(batch.lines, values, strict=True)
                faults += [Fault.of(line, name, MissingError) for line, value in rows if value is None]
    for line, code in zip(batch.lines, batch.column("tax_rate"), strict=True):
        if code is not None and code not in rates:
            faults.append(Fault.of(line, "tax_rate", UnknownReference))
    return faults + _taken(driver, work, batch)


def tax_rates(driver: Driver, work: Work, batch: Batch) -> dict[str, str]:
    """Return by code the ids of the tax rates that rows name."""
    codes = sorted({code for code in batch.column("tax_rate") if code is not None})
    return dict(driver.execute(RATES, {"org_id": work.ctx.org_id, "codes": codes}).fetchall()) if codes else {}


def make(driver: Driver, given: dict[str, Any], batch: Batch, rates: dict[str, str]) -> None:
    """Make the items of a batch without a fault, in the order of their skus, and write that down."""
    skus = batch.column("sku")
    batch = batch.kept(sorted(range(len(batch)), key=lambda at: skus[at] or ""))
    ids = [new_id_text() for _ in batch.lines]
    labels = [parts_of(array) if array else [] for array in batch.column("barcodes")]
    columns = {name: batch.column(name) for name in COPIED[2:-1] if name != "tax_rate_id"}
    for name, value in DEFAULTS.items():
        columns[name] = [value if given is None else given for given in columns[name]]
    columns["tax_rate_id"] = [rates[code] if code else None for code in batch.column("tax_rate")]
    columns["sales_account"] = batch.column("sales_account")
    columns["after"] = list(_views(ids, columns, labels, now=given["now"], digits=given["digits"]))
    driver.execute(STAGED, prepare=False)
    parts: list[Sequence[str]] = [ids, [new_id_text() for _ in ids]]
    copy_into(driver, "import_items_new", COPIED, parts + [as_copied(columns[name]) for name in COPIED[2:]])
    driver.execute(INSERT, given, prepare=False)
    pairs = sorted((part, own) for own, parts in zip(ids, labels, strict=True) for part in parts)
    if pairs:
        barcodes, owners = zip(*pairs, strict=True)
        copy_into(driver, "import_items_labels", ("barcode", "item_id"), [as_copied(barcodes), owners])
        driver.execute(LABEL, given, prepare=False)
    driver.execute(AUDIT, given, prepare=False)


def _taken(driver: Driver, work: Work, batch: Batch) -> list[Fault]:
    arrays = batch.column("barcodes")
    keys = "\x1e".join(chain.from_iterable(parts_of(array) for array in arrays if array))
    if not keys:
        return []
    found = driver.execute(TAKEN, {"org_id": work.ctx.org_id, "keys": keys}, prepare=False).fetchall()
    taken = {barcode for (barcode,) in found}
    if not taken:
        return []
    return [
        Fault.of(line, "barcodes", BarcodeTaken)
        for line, array in zip(batch.lines, arrays, strict=True)
        for part in (parts_of(array) if array else ())
        if part in taken
    ]


def _views(
    ids: Sequence[str], columns: dict[str, list[str | None]], labels: Sequence[list[str]], *, now: str, digits: int
) -> Iterable[str]:
    """Yield of each new item what the catalogue shows of it, as JSON: nothing but its barcodes hangs on it yet."""
    names = ("sku", "name", "category", "unit", "tracking", "sales_account")
    texts = [_quoted(columns[name]) for name in names]
    amounts = [
        _plain(columns[name], least) for name, least in (("price", digits), ("cost", digits), ("reorder_point", 0))
    ]
    rates = [f'"{rate}"' if rate else "null" for rate in columns["tax_rate_id"]]
    truths = [[TRUTH[value or "t"] for value in columns[name]] for name in ("stocked", "active")]
    codes = [f"[{', '.join(map(encode_basestring, parts))}]" for parts in labels]
    rows = zip(ids, *texts, *amounts, rates, *truths, codes, strict=True)
    for own, sku, name, category, unit, tracking, account, price, cost, point, rate, stocked, active, barcodes in rows:
        yield (
            f'{{"id":"{own}","sku":{sku},"name":{name},"category":{category},"unit":{unit},"price":{price},'
            f'"cost":{cost},"tax_rate_id":{rate},"stocked":{stocked},"tracking":{tracking},"gift_card":false,'
            f'"reorder_point":{point},"active":{active},"version":1,"created_at":"{now}","updated_at":"{now}",'
            f'"barcodes":{barcodes},"units":[],"kit":[],"reorder_points":[],"sales_account":{account}}}'
        )


def _quoted(values: Sequence[str | None]) -> list[str]:
    if len(set(values)) == 1:
        return _quoted_each(values[:1]) * len(values)
    return _quoted_each(values)


def _quoted_each(values: Sequence[str | None]) -> list[str]:
    return ["null" if value is None else encode_basestring(value) for value in values]


def _plain(values: Sequence[str | None], least: int) -> list[str]:
    """Return decimals in quotation marks, as `plain_decimal` writes them."""
    known: dict[str | None, str] = {None: "null"}
    for value in set(values):
        if value is not None:
            whole, _, fraction = value.partition(".")
            fraction = fraction.rstrip("0").ljust(least, "0")
            whole = whole.lstrip("0") or "0"
            known[value] = f'"{whole}.{fraction}"' if fraction else f'"{whole}"'
    return [known[value] for value in values]
