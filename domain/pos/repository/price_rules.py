"""Rows of price lists and promotions, and of what they are for."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from domain.core.base import Base
from domain.core.base_repository import BaseRepository
from domain.core.ids import new_id
from domain.core.keyset import KeyOrder, Slice
from domain.core.paging import PageRequest
from domain.pos.models import PriceList, PriceListEntry, PriceListScope, Promotion, PromotionScope

Row = TypeVar("Row", bound=Base)
Scopes = dict[str, list[Any]]
"""What a rule is for, by the field that names it, each sorted and without repetition."""


class _ScopedRepository(BaseRepository[Row]):
    """Rules with rows that say what they are for; `scopes` maps a field of the rule to a column of those rows."""

    scope: ClassVar[type[Base]]
    rule_id: ClassVar[str]
    scopes: ClassVar[Mapping[str, str]]

    def count_active(self) -> int:
        """Return how many of these rules hold at all."""
        counted = select(func.count()).select_from(self.scoped().where(self.column("active")).subquery())
        return self.session.execute(counted).scalar_one()

    def scopes_of(self, ids: Collection[UUID]) -> dict[UUID, Scopes]:
        """Return what rules are for, by rule."""
        table = self.scope.__table__.c
        named = {field: table[column] for field, column in self.scopes.items()}
        statement = select(
            table[self.rule_id].label("rule_id"), *(column.label(name) for name, column in named.items())
        )
        found: dict[UUID, Scopes] = {rule_id: {name: [] for name in named} for rule_id in ids}
        for row in self.session.execute(statement.where(table.org_id == self.org_id, table[self.rule_id].in_(ids))):
            for name in named:
                if (value := getattr(row, name)) is not None:
                    found[row.rule_id][name].append(value)
        for scopes in found.values():
            for values in scopes.values():
                values.sort()
        return found

    def insert_once(self, values: Mapping[str, Any], *, same: Callable[[Row], bool] | None = None) -> tuple[Row, bool]:
        """Insert a rule with what it is for, and say whether it is new. **Raises** as the base, `UnknownReference`."""
        scopes, own = self._apart(values)

        def as_before(row: Row) -> bool:
            return (same or self._same(own))(row) and self._scopes_of(row) == scopes

        row, created = super().insert_once(own, same=as_before)
        if created:
            self._add(row, scopes)
        return row, created

    def update(self, row: Row, changes: Mapping[str, Any]) -> tuple[Row, bool]:
        """Change a locked rule and what it is for. **Raises** as the base, `UnknownReference`."""
        scopes, own = self._apart(changes)
        before = self._scopes_of(row)
        moved = {name: values for name, values in scopes.items() if values != before[name]}
        if not moved:
            return super().update(row, own)
        changed = {name: value for name, value in own.items() if getattr(row, name) != value}
        table = self.scope.__table__.c
        for name in moved:
            statement = delete(self.scope).where(*self._of(row), table[self.scopes[name]].is_not(None))
            self.session.execute(statement, execution_options={"synchronize_session": False})
        self._add(row, moved)
        return self.touch(row, changed), True

    def _apart(self, values: Mapping[str, Any]) -> tuple[Scopes, dict[str, Any]]:
        scopes = {name: sorted(set(values[name])) for name in self.scopes if name in values}
        return scopes, {name: value for name, value in values.items() if name not in scopes}

    def _same(self, own: Mapping[str, Any]) -> Callable[[Row], bool]:
        return lambda row: self._has(row, own)

    def _scopes_of(self, row: Row) -> Scopes:
        known: Any = row
        return self.scopes_of([known.id])[known.id]

    def _of(self, row: Row) -> tuple[ColumnElement[bool], ...]:
        known: Any = row
        table = self.scope.__table__.c
        return (table.org_id == self.org_id, table[self.rule_id] == known.id)

    def _add(self, row: Row, scopes: Scopes) -> None:
        known: Any = row
        rows = [
            {"org_id": self.org_id, "id": new_id(), self.rule_id: known.id, self.scopes[name]: value}
            for name, values in scopes.items()
            for value in values
        ]
        blank = dict.fromkeys(self.scopes.values())
        if rows:
            try:
                with self.session.begin_nested():
                    self.session.execute(insert(self.scope), [blank | one for one in rows])
            except IntegrityError as error:
                raise self.fault(error) from error


class PriceListRepository(_ScopedRepository[PriceList]):
    """The price lists of one organization, and the prices in them."""

    model = PriceList
    scope = PriceListScope
    rule_id = "price_list_id"
    scopes = {  # noqa: RUF012 - read only
        "location_ids": "location_id",
        "customer_ids": "customer_id",
        "customer_groups": "customer_group",
    }
    paths = {  # noqa: RUF012 - read only
        "uq_price_lists_org_id_code": "code",
        "fk_price_list_scopes_org_id_location_id": "location_ids",
        "fk_price_list_scopes_org_id_customer_id": "customer_ids",
        "fk_price_list_entries_org_id_item_id": "item_id",
    }

    def entries(self, price_list_id: UUID, item_ids: Collection[UUID]) -> dict[UUID, list[PriceListEntry]]:
        """Return the prices of items in a list, the smallest quantity first; an item without any is left out."""
        statement = (
            select(PriceListEntry)
            .where(*self._in(price_list_id), PriceListEntry.item_id.in_(item_ids))
            .order_by(PriceListEntry.item_id, PriceListEntry.min_quantity)
        )
        found: defaultdict[UUID, list[PriceListEntry]] = defaultdict(list)
        for entry in self.session.scalars(statement):
            found[entry.item_id].append(entry)
        return dict(found)

    def page_of_items(self, price_list_id: UUID, request: PageRequest, item_id: UUID | None) -> Slice[Any]:
        """Return one page of the items that a list has prices for, in the order of their ids."""
        order = KeyOrder((PriceListEntry.__table__.c.item_id,), descending=False)
        statement = select(PriceListEntry.item_id).where(*self._in(price_list_id)).distinct()
        if item_id is not None:
            statement = statement.where(PriceListEntry.item_id == item_id)
        return order.cut(self.session.execute(order.page_of(statement, request)).all(), request)

    def replace_entries(self, price_list_id: UUID, prices: Mapping[UUID, Sequence[Mapping[str, Any]]]) -> None:
        """Give items other prices in a list; none takes an item off it. **Raises** `UnknownReference`."""
        gone = delete(PriceListEntry).where(*self._in(price_list_id), PriceListEntry.item_id.in_(prices))
        self.session.execute(gone, execution_options={"synchronize_session": False})
        rows = [
            {"org_id": self.org_id, "price_list_id": price_list_id, "item_id": item_id, **price}
            for item_id, tiers in prices.items()
            for price in tiers
        ]
        if rows:
            try:
                self.session.execute(insert(PriceListEntry), rows)
            except IntegrityError as error:
                raise self.fault(error) from error

    def _in(self, price_list_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return (PriceListEntry.org_id == self.org_id, PriceListEntry.price_list_id == price_list_id)


class PromotionRepository(_ScopedRepository[Promotion]):
    """The promotions of one organization."""

    model = Promotion
    scope = PromotionScope
    rule_id = "promotion_id"
    scopes = {  # noqa: RUF012 - read only
        "item_ids": "item_id",
        "categories": "category",
        "location_ids": "location_id",
        "customer_ids": "customer_id",
        "customer_groups": "customer_group",
    }
    paths = {  # noqa: RUF012 - read only
        "uq_promotions_org_id_code": "code",
        "fk_promotion_scopes_org_id_item_id": "item_ids",
        "fk_promotion_scopes_org_id_category": "categories",
        "fk_promotion_scopes_org_id_location_id": "location_ids",
        "fk_promotion_scopes_org_id_customer_id": "customer_ids",
    }
