"""Rows of sales, read only: posting writes them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, select

from domain.core.base import OrgScoped
from domain.core.db import UnitOfWork
from domain.core.errors import NotFoundError
from domain.core.keyset import KeyOrder, Slice
from domain.core.paging import PageRequest
from domain.pos.models import LayawayLine, MoneyDocument, MoneyTender, Payment, Sale, SaleLine, SaleLinePart


@dataclass(frozen=True, slots=True)
class SaleFilter:
    """Which sales: all that is given must hold; days are business dates, both included."""

    from_date: date | None = None
    to_date: date | None = None
    location_id: UUID | None = None
    terminal_id: UUID | None = None
    customer_id: UUID | None = None
    status: str | None = None
    kind: str | None = None


class SaleRepository:
    """The sales of one organization."""

    def __init__(self, uow: UnitOfWork, org_id: UUID) -> None:
        """Read inside `uow`, the rows of `org_id` alone."""
        self.session = uow.session
        self.org_id = org_id

    def get(self, sale_id: UUID) -> Sale:
        """Return one sale. **Raises** `NotFoundError`."""
        sale = self.session.scalars(select(Sale).where(Sale.org_id == self.org_id, Sale.id == sale_id)).one_or_none()
        if sale is None:
            raise NotFoundError
        return sale

    def page(self, request: PageRequest, wanted: SaleFilter) -> Slice[Sale]:
        """Return one page of sales, newest first: by when they were posted."""
        columns = Sale.__table__.c
        order = KeyOrder((columns.posted_at, columns.id))
        exact = {
            "location_id": wanted.location_id,
            "terminal_id": wanted.terminal_id,
            "customer_id": wanted.customer_id,
            "status": wanted.status,
            "kind": wanted.kind,
        }
        statement = select(Sale).where(
            Sale.org_id == self.org_id, *(columns[name] == value for name, value in exact.items() if value is not None)
        )
        if wanted.from_date is not None:
            statement = statement.where(Sale.business_date >= wanted.from_date)
        if wanted.to_date is not None:
            statement = statement.where(Sale.business_date <= wanted.to_date)
        return order.cut(self.session.scalars(order.page_of(statement, request)).all(), request)

    def lines(self, sale_id: UUID) -> list[SaleLine]:
        """Return the lines of a sale in their order."""
        statement = select(SaleLine).where(SaleLine.org_id == self.org_id, SaleLine.sale_id == sale_id)
        return list(self.session.scalars(statement.order_by(SaleLine.line_no)))

    def parts(self, sale_id: UUID) -> list[SaleLinePart]:
        """Return the parts that the kits of a sale moved, in the order of its lines."""
        statement = select(SaleLinePart).where(SaleLinePart.org_id == self.org_id, SaleLinePart.sale_id == sale_id)
        return list(self.session.scalars(statement.order_by(SaleLinePart.line_no, SaleLinePart.part_no)))

    def payments(self, sale_id: UUID) -> list[Payment]:
        """Return the payments of a sale in their order."""
        statement = select(Payment).where(Payment.org_id == self.org_id, Payment.sale_id == sale_id)
        return list(self.session.scalars(statement.order_by(Payment.payment_no)))

    def names_item(self, item_id: UUID) -> bool:
        """Say whether any sale has this item, or it is put aside for one."""
        return self._any(SaleLine, SaleLine.org_id == self.org_id, SaleLine.item_id == item_id) or self._any(
            LayawayLine, LayawayLine.org_id == self.org_id, LayawayLine.item_id == item_id
        )

    def names_tax_rate(self, tax_rate_id: UUID) -> bool:
        """Say whether any sale was taxed at this rate."""
        return self._any(SaleLine, SaleLine.org_id == self.org_id, SaleLine.tax_rate_id == tax_rate_id)

    def names_payment_method(self, method_id: UUID) -> bool:
        """Say whether anything was paid this way."""
        return self._any(Payment, Payment.org_id == self.org_id, Payment.method_id == method_id) or self._any(
            MoneyTender, MoneyTender.org_id == self.org_id, MoneyTender.method_id == method_id
        )

    def names_customer(self, customer_id: UUID) -> bool:
        """Say whether this customer bought anything."""
        return self._any(Sale, Sale.org_id == self.org_id, Sale.customer_id == customer_id)

    def names_location(self, location_id: UUID) -> bool:
        """Say whether anything was sold or paid at this location."""
        return self._any(Sale, Sale.org_id == self.org_id, Sale.location_id == location_id) or self._any(
            MoneyDocument, MoneyDocument.org_id == self.org_id, MoneyDocument.location_id == location_id
        )

    def _any(self, model: type[OrgScoped], *where: ColumnElement[bool]) -> bool:
        return self.session.execute(select(model.org_id).where(*where).limit(1)).first() is not None
