"""Items with their barcodes, prices and categories: found by sku, made or changed a chunk at a time."""

from collections.abc import Iterable
from types import MappingProxyType
from typing import Any

import psycopg

from domain.auth.permissions import Permission
from domain.core.base_repository import UnknownReference
from domain.core.db import UnitOfWork
from domain.core.errors import DomainError
from domain.imports.errors import AlreadyThereError
from domain.imports.kinds.base import Batch, Fault, SetKind, Verdict, Work, natural_keys, without
from domain.imports.kinds.converters import parts_of
from domain.imports.kinds.items import new, statements
from domain.imports.kinds.items.accounts import sales_accounts
from domain.imports.kinds.items.columns import COLUMNS, NAMES
from domain.imports.kinds.staging import stage
from domain.inventory.errors import (
    BarcodeTaken,
    BarcodeTwice,
    ItemIsPart,
    ItemMoved,
    NeverStocked,
    StandardCostInStock,
    StockOnAccount,
    UnitTwice,
)
from domain.inventory.service.categories import add_missing_category
from domain.org.profile import profile_of
from domain.org.schemas import CostingMethod

FAULTS: MappingProxyType[str, type[DomainError]] = MappingProxyType(
    {
        "already_there": AlreadyThereError,
        "unknown": UnknownReference,
        "taken": BarcodeTaken,
        "twice": BarcodeTwice,
        "never_stocked": NeverStocked,
        "moved": ItemMoved,
        "unit_twice": UnitTwice,
        "part": ItemIsPart,
        "standard_cost": StandardCostInStock,
        "on_account": StockOnAccount,
    }
)

# Statements here are by key, whatever a young table's statistics say (decision 0006).
BY_KEY = """
SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    set_config('enable_bitmapscan', 'off', true), set_config('enable_hashjoin', 'off', true),
    set_config('enable_mergejoin', 'off', true), set_config('enable_seqscan', 'off', true),
    set_config('enable_sort', 'off', true)
"""
THERE = """
SELECT i.sku FROM inv.items i
WHERE i.org_id = %(org_id)s AND i.sku = ANY (string_to_array(%(keys)s, E'\\x1e')) ORDER BY i.sku
"""
CATEGORIES = "SELECT c.code FROM inv.categories c WHERE c.org_id = %(org_id)s AND c.code = ANY (%(codes)s)"


class Items(SetKind):
    """The catalogue."""

    name = "items"
    description = "Items with barcodes, category, price, cost and tax rate; found by `sku`."
    permission = Permission.INVENTORY_ITEMS_WRITE
    columns = COLUMNS
    key = ("sku",)

    def keys(self, batch: Batch) -> list[tuple[int, str, str]]:
        """Return each row's sku, and each barcode, which names one item alone."""
        found = natural_keys(batch, self.key)
        for line, barcodes in zip(batch.lines, batch.column("barcodes"), strict=True):
            if barcodes:
                found += [(line, "barcodes", f"barcode\x1f{part}") for part in parts_of(barcodes)]
        return found

    def process(self, uow: UnitOfWork, work: Work, batch: Batch) -> Verdict:
        """Check, and apply, the items of a chunk: those that are there already, and those that are new."""
        driver, given, verdict = uow.driver, _given(uow, work), Verdict()
        [(given["now"], *_)] = driver.execute(BY_KEY).fetchall()
        accounts, faults = sales_accounts(uow, work, batch)
        batch = without(batch, faults)
        batch.values["sales_account_id"] = [accounts.get(code or "") for code in batch.column("sales_account")]
        there = _there(driver, work, batch)
        skus = batch.column("sku")
        fresh = batch.kept([at for at, sku in enumerate(skus) if sku not in there]) if there else batch
        # Whether a barcode is free is seen before items that are there let go of theirs, as the check sees it.
        rates = new.tax_rates(driver, work, fresh)
        faults += new.faults_of(driver, work, fresh, rates)
        fresh = without(fresh, faults)
        verdict.faults = faults
        verdict.new = len(fresh)
        if there:
            known = batch.kept([at for at, sku in enumerate(skus) if sku in there])
            self._known(uow, work, known, verdict, given)
        if work.apply and verdict.new:
            _make_categories(uow, work, fresh.column("category"))
            new.make(driver, given, fresh, rates)
        return verdict

    def _known(self, uow: UnitOfWork, work: Work, batch: Batch, verdict: Verdict, given: dict[str, Any]) -> None:
        """Check, and apply, what rows mean for items that are there."""
        driver = uow.driver
        stage(driver, batch, table="import_items", ddl=statements.STAGED, columns=NAMES, identities=("audit_id",))
        driver.execute(statements.FOUND)
        different = driver.execute(statements.FIND, given, prepare=False).rowcount
        if different and work.apply:
            driver.execute(statements.NARROW)
            driver.execute(statements.FORGET)
            driver.execute(statements.LOCK, given, prepare=False)
            different = driver.execute(statements.FIND, given, prepare=False).rowcount
        faults: list[Fault] = []
        if different:
            rows = driver.execute(statements.FAULTS, given, prepare=False).fetchall()
            faults = [Fault.of(line, column, FAULTS[fault]) for line, column, fault in rows]
        lines = {fault.line for fault in faults}
        verdict.faults += faults
        verdict.changed = different - len(lines)
        verdict.unchanged = len(batch) - different
        if not work.apply or not verdict.changed:
            return
        if lines:
            driver.execute(statements.LEAVE_OUT, {"lines": sorted(lines)})
        _make_categories(uow, work, [code for (code,) in driver.execute(statements.CATEGORIES)])
        for statement in statements.CHANGE:
            driver.execute(statement, given, prepare=False)


def _there(driver: "psycopg.Connection[Any]", work: Work, batch: Batch) -> set[str]:
    """Return which skus of a batch name an item."""
    keys = "\x1e".join(sku for sku in batch.column("sku") if sku is not None)
    found = driver.execute(THERE, {"org_id": work.ctx.org_id, "keys": keys}, prepare=False)
    return {sku for (sku,) in found}


def _make_categories(uow: UnitOfWork, work: Work, codes: Iterable[str | None]) -> None:
    """Make the categories that rows name and that are not there."""
    named = sorted({code for code in codes if code is not None})
    found = uow.driver.execute(CATEGORIES, {"org_id": work.ctx.org_id, "codes": named}) if named else ()
    for code in sorted(set(named) - {code for (code,) in found}):
        add_missing_category(uow, work.ctx, code=code)
    uow.session.flush()


def _given(uow: UnitOfWork, work: Work) -> dict[str, Any]:
    profile = profile_of(uow, org_id=work.ctx.org_id)
    return {
        "org_id": work.ctx.org_id,
        "policy": work.policy.value,
        "standard": profile.costing_method == CostingMethod.STANDARD,
        "digits": profile.digits,
        "actor_type": work.ctx.actor.type,
        "actor_id": work.ctx.actor.id,
        "address": work.ctx.origin.address,
        "user_agent": work.ctx.origin.user_agent,
    }


ITEMS = Items()
