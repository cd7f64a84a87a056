"""The declarative base: column types that mean something, and what every org-scoped table has."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, MetaData, Numeric, Text, Uuid, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from domain.core.ids import new_id

NAMING = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}

Minor = Annotated[int, mapped_column(BigInteger)]
"""Minor units of the organization's currency."""


class Base(DeclarativeBase):
    """One metadata for all modules; `domain.registry` imports them all."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads a plain class attribute
        str: Text(),
        UUID: Uuid(),
        datetime: DateTime(timezone=True),
    }


class OrgScoped:
    """Belongs to one organization: the key begins with `org_id`, and so does every unique constraint."""

    org_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-10)


class Identified(OrgScoped):
    """Has an identity within its organization, given by the client or by us."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, sort_order=-9)


class Versioned:
    """Can be changed: `version` is the ETag."""

    version: Mapped[int] = mapped_column(BigInteger, server_default="1", default=1, sort_order=90)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), sort_order=91)
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), sort_order=92)


QUANTITY = Numeric(18, 4)
UNIT_PRICE = Numeric(18, 6)
