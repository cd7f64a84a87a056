"""Items with their barcodes, prices and categories: found by sku, made or changed a chunk at a time."""

from types import MappingProxyType
from typing import Any

from domain.auth.permissions import Permission
from domain.core.base_repository import UnknownReference
from domain.core.db import UnitOfWork
from domain.core.errors import DomainError
from domain.imports.errors import AlreadyThereError, MissingError, NotThereError
from domain.imports.kinds.base import Batch, Fault, SetKind, Verdict, Work, natural_keys
from domain.imports.kinds.items import statements
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
        "not_there": NotThereError,
        "already_there": AlreadyThereError,
        "missing": MissingError,
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
            if barcodes is not None and barcodes != "{}":
                # No code of several has a comma in it, so an array's text comes apart there.
                found += [(line, "barcodes", f"barcode\x1f{part}") for part in barcodes[1:-1].split(",")]
        return found

    def process(self, uow: UnitOfWork, work: Work, batch: Batch) -> Verdict:
        """Check, and apply, the items of a chunk."""
        driver = uow.driver
        given = _given(uow, work)
        stage(driver, batch, table="import_items", ddl=statements.STAGED, columns=NAMES)
        driver.execute(statements.FOUND)
        if work.apply:
            driver.execute(statements.LOCK, given)
        driver.execute(statements.FIND, given)
        verdict = Verdict()
        rows = driver.execute(statements.FAULTS, given).fetchall()
        verdict.faults = [Fault.of(line, column, FAULTS[fault]) for line, column, fault in rows]
        if rows:
            driver.execute(statements.LEAVE_OUT, {"lines": [row[0] for row in rows]})
        counted = driver.execute(statements.COUNT).fetchone()
        assert counted is not None
        verdict.new, verdict.changed = counted[0], counted[1]
        verdict.unchanged = counted[2] - verdict.new - verdict.changed
        if work.apply:
            self._apply(uow, work, verdict, given)
        return verdict

    def _apply(self, uow: UnitOfWork, work: Work, verdict: Verdict, given: dict[str, Any]) -> None:
        driver = uow.driver
        if not verdict.new and not verdict.changed:
            return
        for (category,) in driver.execute(statements.NEW_CATEGORIES, given).fetchall():
            add_missing_category(uow, work.ctx, code=category)
        uow.session.flush()
        if verdict.changed:
            driver.execute(statements.REMEMBER, given)
            driver.execute(statements.UNLABEL, given)
            driver.execute(statements.UPDATE, given)
        if verdict.new:
            driver.execute(statements.INSERT, given)
        driver.execute(statements.LABEL, given)
        if verdict.new:
            driver.execute(statements.AUDIT_NEW, given)
        if verdict.changed:
            driver.execute(statements.AUDIT_CHANGED, given)


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
