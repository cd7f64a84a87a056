"""Rows of what hangs on items: barcodes, units, parts of kits, reorder points of locations."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from psycopg import errors as postgres
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from domain.core.base_repository import UnknownReference
from domain.core.db import UnitOfWork
from domain.inventory.details import Details, PartRow, PointRow, UnitRow
from domain.inventory.models import Item, ItemBarcode, ItemUnit, KitPart, ReorderPoint

_ON_ITS_OWN = {"synchronize_session": False}


class DetailRepository:
    """What hangs on the items of one organization."""

    def __init__(self, uow: UnitOfWork, org_id: UUID) -> None:
        """Work inside `uow`, on the rows of `org_id` alone."""
        self.session = uow.session
        self.org_id = org_id

    def of(self, item_ids: Collection[UUID]) -> dict[UUID, Details]:
        """Return what hangs on each of these items."""
        labels = self._rows(ItemBarcode, ItemBarcode.item_id, item_ids, ItemBarcode.barcode)
        units = self._rows(ItemUnit, ItemUnit.item_id, item_ids, ItemUnit.code)
        points = self._rows(ReorderPoint, ReorderPoint.item_id, item_ids, ReorderPoint.location_id)
        parts = self._parts(item_ids)
        named = {(item_id, row.unit): row.barcode for item_id, rows in labels.items() for row in rows}
        return {
            item_id: Details(
                barcodes=tuple(row.barcode for row in labels[item_id] if row.unit is None),
                units=tuple(
                    UnitRow(row.code, row.factor, named.get((item_id, row.code)), row.price) for row in units[item_id]
                ),
                kit=tuple(parts[item_id]),
                reorder_points=tuple(PointRow(row.location_id, row.quantity) for row in points[item_id]),
            )
            for item_id in item_ids
        }

    def part_ids(self, ids: Collection[UUID], skus: Collection[str]) -> dict[UUID | str, tuple[UUID, str, bool]]:
        """Return id, sku and whether it is stocked, by id and by sku, of the items that a kit names.

        They are locked, so that they stay in stock until the kit is there.
        """
        statement = select(Item.id, Item.sku, Item.stocked).where(
            Item.org_id == self.org_id, Item.id.in_(ids) | Item.sku.in_(skus)
        )
        found: dict[UUID | str, tuple[UUID, str, bool]] = {}
        for row in self.session.execute(statement.order_by(Item.id).with_for_update(read=True)):
            found[row.id] = found[row.sku] = (row.id, row.sku, row.stocked)
        return found

    def is_part(self, item_id: UUID) -> bool:
        """Say whether the item is part of a kit."""
        statement = select(KitPart.kit_id).where(KitPart.org_id == self.org_id, KitPart.item_id == item_id)
        return self.session.execute(statement.limit(1)).first() is not None

    def write(self, item_id: UUID, old: Details, new: Details) -> set[str]:
        """Put `new` in place of `old`; return the barcodes that name another item already.

        **Raises** `UnknownReference` for a location of a reorder point.
        """
        old_labels, new_labels = old.labels(), new.labels()
        self._drop_labels(item_id, [label for label, unit in old_labels.items() if new_labels.get(label, "") != unit])
        if old.units != new.units:
            self._write_units(item_id, new)
        if old.kit != new.kit:
            self._replace(
                KitPart,
                KitPart.kit_id == item_id,
                [
                    {"kit_id": item_id, "part_no": at, "item_id": part.item_id, "quantity": part.quantity}
                    for at, part in enumerate(new.kit, 1)
                ],
            )
        if old.reorder_points != new.reorder_points:
            self._write_reorder_points(item_id, new)
        return self._add_labels(
            item_id, {label: unit for label, unit in new_labels.items() if old_labels.get(label, "") != unit}
        )

    def _parts(self, item_ids: Collection[UUID]) -> defaultdict[UUID, list[PartRow]]:
        statement = (
            select(KitPart.kit_id, KitPart.item_id, Item.sku, KitPart.quantity)
            .join(Item, (Item.org_id == KitPart.org_id) & (Item.id == KitPart.item_id))
            .where(KitPart.org_id == self.org_id, KitPart.kit_id.in_(item_ids))
            .order_by(KitPart.kit_id, KitPart.part_no)
        )
        found: defaultdict[UUID, list[PartRow]] = defaultdict(list)
        for row in self.session.execute(statement):
            found[row.kit_id].append(PartRow(row.item_id, row.sku, row.quantity))
        return found

    def _rows(self, model: Any, key: Any, item_ids: Collection[UUID], order: Any) -> defaultdict[UUID, list[Any]]:
        columns = model.__table__.c
        statement = select(*columns).where(columns.org_id == self.org_id, key.in_(item_ids)).order_by(key, order)
        found: defaultdict[UUID, list[Any]] = defaultdict(list)
        for row in self.session.execute(statement):
            found[row.item_id].append(row)
        return found

    def _drop_labels(self, item_id: UUID, barcodes: Collection[str]) -> None:
        if barcodes:
            statement = delete(ItemBarcode).where(
                ItemBarcode.org_id == self.org_id, ItemBarcode.item_id == item_id, ItemBarcode.barcode.in_(barcodes)
            )
            self.session.execute(statement, execution_options=_ON_ITS_OWN)

    def _add_labels(self, item_id: UUID, labels: Mapping[str, str | None]) -> set[str]:
        """Let barcodes name the item; return those that name another already.

        They are taken in sorted order, so that two that want the same ones wait for each other and never deadlock.
        """
        if not labels:
            return set()
        statement = insert(ItemBarcode).values(
            [
                {"org_id": self.org_id, "barcode": barcode, "item_id": item_id, "unit": labels[barcode]}
                for barcode in sorted(labels)
            ]
        )
        taken = self.session.scalars(statement.on_conflict_do_nothing().returning(ItemBarcode.barcode))
        return set(labels) - set(taken)

    def _write_units(self, item_id: UUID, new: Details) -> None:
        """Put the units in place; those that stay keep their labels."""
        kept = [unit.code for unit in new.units]
        gone = delete(ItemUnit).where(
            ItemUnit.org_id == self.org_id, ItemUnit.item_id == item_id, ItemUnit.code.not_in(kept)
        )
        self.session.execute(gone, execution_options=_ON_ITS_OWN)
        if new.units:
            statement = insert(ItemUnit).values(
                [
                    {
                        "org_id": self.org_id,
                        "item_id": item_id,
                        "code": unit.code,
                        "factor": unit.factor,
                        "price": unit.price,
                    }
                    for unit in new.units
                ]
            )
            given = {"factor": statement.excluded.factor, "price": statement.excluded.price}
            self.session.execute(
                statement.on_conflict_do_update(index_elements=["org_id", "item_id", "code"], set_=given)
            )

    def _write_reorder_points(self, item_id: UUID, new: Details) -> None:
        rows = [
            {"item_id": item_id, "location_id": point.location_id, "quantity": point.quantity}
            for point in new.reorder_points
        ]
        try:
            with self.session.begin_nested():
                self._replace(ReorderPoint, ReorderPoint.item_id == item_id, rows)
        except IntegrityError as error:
            if isinstance(error.orig, postgres.ForeignKeyViolation):
                raise UnknownReference.at("reorder_points") from error
            raise

    def _replace(self, model: Any, where: Any, rows: list[dict[str, Any]]) -> None:
        statement = delete(model).where(model.org_id == self.org_id, where)
        self.session.execute(statement, execution_options=_ON_ITS_OWN)
        if rows:
            self.session.execute(insert(model).values([{"org_id": self.org_id, **row} for row in rows]))
