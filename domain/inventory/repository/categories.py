"""Rows of categories."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import literal, select
from sqlalchemy.dialects.postgresql import insert

from domain.core.base_repository import BaseRepository
from domain.core.ids import NIL, new_id
from domain.inventory.models import Category, Item, StockLevel


class CategoryRepository(BaseRepository[Category]):
    """The categories of one organization."""

    model = Category
    paths = {  # noqa: RUF012 - read only
        "uq_categories_org_id_code": "code",
        "fk_categories_org_id_parent_id": "parent",
        "fk_categories_org_id_tax_rate_id": "tax_rate_id",
    }

    def by_code(self, code: str) -> Category | None:
        """Return the category of a code, if there is one."""
        found: Category | None = self.session.scalars(self.scoped().where(Category.code == code)).one_or_none()
        return found

    def codes(self, ids: Collection[UUID]) -> dict[UUID, str]:
        """Return the codes of categories, by id."""
        if not ids:
            return {}
        statement = select(Category.id, Category.code).where(Category.org_id == self.org_id, Category.id.in_(ids))
        return {row.id: row.code for row in self.session.execute(statement)}

    def add_missing(self, code: str) -> UUID | None:
        """Make the category of a code unless it is there; return its id if it is new."""
        statement = insert(Category).values(org_id=self.org_id, id=new_id(), code=code, name=code)
        return self.session.scalar(
            statement.on_conflict_do_nothing(index_elements=["org_id", "code"]).returning(Category.id)
        )

    def is_below(self, category_id: UUID, ancestor_id: UUID) -> bool:
        """Say whether a category is `ancestor_id` or stands below it, however deep."""
        start = (
            select(Category.id, Category.parent_id)
            .where(Category.org_id == self.org_id, Category.id == category_id)
            .cte("ancestry", recursive=True)
        )
        ancestry = start.union(
            select(Category.id, Category.parent_id).where(
                Category.org_id == self.org_id, Category.id == start.c.parent_id
            )
        )
        return self.session.execute(select(literal(1)).where(ancestry.c.id == ancestor_id)).first() is not None

    def has_stock(self, code: str) -> bool:
        """Say whether there is stock, or value of it, of any item of the category."""
        statement = (
            select(StockLevel.item_id)
            .join(Item, (Item.org_id == StockLevel.org_id) & (Item.id == StockLevel.item_id))
            .where(
                StockLevel.org_id == self.org_id,
                Item.category == code,
                (StockLevel.quantity != 0) | (StockLevel.value != 0),
            )
        )
        return self.session.execute(statement.limit(1)).first() is not None

    def is_on(self, account_id: UUID, *, but: UUID | None = None) -> bool:
        """Say whether the stock of any category, `but` for one, stands on an account."""
        statement = select(Category.id).where(
            Category.org_id == self.org_id, Category.inventory_account_id == account_id, Category.id != (but or NIL)
        )
        return self.session.execute(statement.limit(1)).first() is not None

    def is_named(self, category: Category) -> bool:
        """Say whether an item or another category names this one."""
        item = select(Item.id).where(Item.org_id == self.org_id, Item.category == category.code)
        child = select(Category.id).where(Category.org_id == self.org_id, Category.parent_id == category.id)
        return any(self.session.execute(statement.limit(1)).first() for statement in (item, child))
