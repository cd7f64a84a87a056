"""The table of the receipts' templates."""

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from domain.core.base import Base, Versioned

POS = {"schema": "pos"}


class ReceiptTemplate(Base, Versioned):
    """An organization's own receipt; none means the built-in one. The row stays, so that versions never come again."""

    __tablename__ = "receipt_templates"
    __table_args__ = POS

    org_id: Mapped[UUID] = mapped_column(ForeignKey("core.organizations.id"), primary_key=True, sort_order=-10)
    template: Mapped[str | None]
