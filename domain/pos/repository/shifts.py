"""Rows of shifts and their totals, read only: posting writes them. No sale is read here, however many there are."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select, text

from domain.core.db import UnitOfWork
from domain.core.errors import NotFoundError
from domain.core.keyset import KeyOrder, Slice
from domain.core.paging import PageRequest
from domain.pos.models import PaymentMethod, ReceiptSequence, Shift, ShiftTotal, TaxRate

MAX_RANGES = 1000

# What lies between the first and the last number that came, less all that came.
RANGES = """
WITH a AS (
    SELECT coalesce((
        SELECT r.seen FROM pos.receipt_sequences r WHERE r.org_id = :org_id AND r.terminal_id = :terminal_id
    ), '{}'::int8multirange) + CAST(:set_aside AS int8multirange) AS came
)
SELECT lower(a.came) AS first, upper(a.came) - 1 AS last, lower(m.r) AS missing_first, upper(m.r) - 1 AS missing_last
FROM a LEFT JOIN LATERAL unnest(int8multirange(range_merge(a.came)) - a.came) AS m (r) ON true
ORDER BY lower(m.r) LIMIT :limit
"""


@dataclass(frozen=True, slots=True)
class ShiftFilter:
    """Which shifts: all that is given must hold; days are business dates of the opening, both included."""

    from_date: date | None = None
    to_date: date | None = None
    terminal_id: UUID | None = None
    status: str | None = None


class ShiftRepository:
    """The shifts of one organization."""

    def __init__(self, uow: UnitOfWork, org_id: UUID) -> None:
        """Read inside `uow`, the rows of `org_id` alone."""
        self.session = uow.session
        self.org_id = org_id

    def get(self, shift_id: UUID) -> Shift:
        """Return one shift. **Raises** `NotFoundError`."""
        statement = select(Shift).where(Shift.org_id == self.org_id, Shift.id == shift_id)
        shift = self.session.scalars(statement).one_or_none()
        if shift is None:
            raise NotFoundError
        return shift

    def any(self) -> bool:
        """Say whether there ever was a shift."""
        return self.session.execute(select(Shift.id).where(Shift.org_id == self.org_id).limit(1)).first() is not None

    def page(self, request: PageRequest, wanted: ShiftFilter) -> Slice[Shift]:
        """Return one page of shifts, the one opened last first."""
        columns = Shift.__table__.c
        order = KeyOrder((columns.opened_at, columns.id))
        exact = {"terminal_id": wanted.terminal_id, "status": wanted.status}
        statement = select(Shift).where(
            Shift.org_id == self.org_id, *(columns[name] == value for name, value in exact.items() if value is not None)
        )
        if wanted.from_date is not None:
            statement = statement.where(Shift.business_date >= wanted.from_date)
        if wanted.to_date is not None:
            statement = statement.where(Shift.business_date <= wanted.to_date)
        return order.cut(self.session.scalars(order.page_of(statement, request)).all(), request)

    def totals(self, shift_id: UUID) -> list[ShiftTotal]:
        """Return what a shift has taken, by measure and code, supplements beside the rest."""
        statement = select(ShiftTotal).where(ShiftTotal.org_id == self.org_id, ShiftTotal.shift_id == shift_id)
        return list(self.session.scalars(statement.order_by(ShiftTotal.measure, ShiftTotal.code)))

    def numbers(self, terminal_id: UUID) -> tuple[int, int]:
        """Return the last receipt number of a terminal, and what its documents came to, minor units."""
        statement = select(ReceiptSequence.last_number, ReceiptSequence.grand_total).where(
            ReceiptSequence.org_id == self.org_id, ReceiptSequence.terminal_id == terminal_id
        )
        row = self.session.execute(statement).one_or_none()
        return (0, 0) if row is None else (row.last_number, row.grand_total)

    def methods(self) -> dict[str, tuple[str, str, bool]]:
        """Return kind, name and whether it is active of each payment method, by code."""
        statement = select(PaymentMethod.code, PaymentMethod.kind, PaymentMethod.name, PaymentMethod.active).where(
            PaymentMethod.org_id == self.org_id
        )
        return {row.code: (row.kind, row.name, row.active) for row in self.session.execute(statement)}

    def rates(self, rate_ids: Collection[UUID]) -> dict[UUID, tuple[str, Decimal]]:
        """Return name and percentage of tax rates."""
        statement = select(TaxRate.id, TaxRate.name, TaxRate.percent).where(
            TaxRate.org_id == self.org_id, TaxRate.id.in_(rate_ids)
        )
        return {row.id: (row.name, row.percent) for row in self.session.execute(statement)}

    def ranges(
        self, terminal_id: UUID, *, set_aside: str
    ) -> tuple[int | None, int | None, list[tuple[int, int]], bool]:
        """Return first and last number that came to a terminal, the ranges between that did not, and if there are more.

        `set_aside` is the multirange of those that came but are not posted.
        """
        given = {
            "org_id": self.org_id,
            "terminal_id": terminal_id,
            "set_aside": set_aside,
            "limit": MAX_RANGES + 1,
        }
        rows = self.session.execute(text(RANGES), given).all()
        missing = [(row.missing_first, row.missing_last) for row in rows if row.missing_first is not None]
        return rows[0].first, rows[0].last, missing[:MAX_RANGES], len(missing) > MAX_RANGES
