"""Does it hold? What the tills were promised, against what the database has; then the invariants of the books."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.core.db import UnitOfWork, unit_of_work
from domain.reports.verification import Verification, verify

_STATUSES = """
SELECT status, count(*) FROM core.operations WHERE org_id = %(org_id)s AND id = ANY(%(ids)s) GROUP BY status
"""
_SALES = """
SELECT count(*), coalesce(sum(total), 0)::bigint FROM pos.sales WHERE org_id = %(org_id)s AND id = ANY(%(ids)s)
"""
_ALL_SALES = "SELECT count(*) FROM pos.sales WHERE org_id = %(org_id)s"
_JOURNALS = """
SELECT count(*) FROM acct.journals WHERE org_id = %(org_id)s AND source_type = 'sale' AND source_id = ANY(%(ids)s)
"""
_LAST_SEQ = """
SELECT terminal_id, max(terminal_seq) FROM pos.sales
WHERE org_id = %(org_id)s AND terminal_seq IS NOT NULL GROUP BY terminal_id
"""
_LAST_EVENT = """
SELECT ended_xid, position FROM core.operations WHERE org_id = %(org_id)s AND ended_xid IS NOT NULL
UNION ALL SELECT 0, 0
ORDER BY ended_xid DESC, position DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Before:
    """What the shop's database had before the day began."""

    sales: int
    last_seq: dict[str, int]
    last_event_id: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What became of a day's sales; amounts in minor units."""

    wanted: int
    accepted: int
    posted: int
    lost: int
    doubled: int
    tills_total: int
    books_total: int
    verification: Verification

    @property
    def balanced(self) -> bool:
        """Whether every invariant holds and the till's own sum is the books' sum."""
        return self.verification.differences == 0 and self.tills_total == self.books_total

    @property
    def holds(self) -> bool:
        """Whether all of it is as promised."""
        all_there = self.wanted == self.accepted == self.posted
        return all_there and self.lost == 0 and self.doubled == 0 and self.balanced

    def sentence(self) -> str:
        """Return the last line of the demo."""
        books = "books balance" if self.balanced else "BOOKS DO NOT BALANCE"
        return (
            f"{self.accepted:,} accepted · {self.posted:,} posted · {self.lost:,} lost · "
            f"{self.doubled:,} doubled · {books}"
        )


def look_before(org_id: str) -> Before:
    """Return what is there before the tills open."""
    with unit_of_work(UUID(org_id), read_only=True) as uow:
        rows = uow.driver.execute(_LAST_SEQ, {"org_id": org_id}).fetchall()
        return Before(
            sales=_one(uow, _ALL_SALES, org_id, ())[0],
            last_seq={str(terminal_id): int(seq) for terminal_id, seq in rows},
            last_event_id="-".join(map(str, _one(uow, _LAST_EVENT, org_id, ()))),
        )


def prove(org_id: str, *, before: Before, wanted: int, accepted: dict[str, int]) -> Proof:
    """Ask the database about every sale that was promised, and prove the invariants over the organization.

    Lost: promised, and neither posted nor set aside with its reason. Doubled: a sale that nobody was promised, or a
    journal beyond one a sale. `accepted`: each sale's id with the total that its till counted, minor units.
    """
    ids = tuple(accepted)
    with unit_of_work(UUID(org_id), read_only=True) as uow:
        statuses = dict(uow.driver.execute(_STATUSES, {"org_id": org_id, "ids": _array(ids)}).fetchall())
        posted, books_total = _one(uow, _SALES, org_id, ids)
        (all_sales,) = _one(uow, _ALL_SALES, org_id, ids)
        (journals,) = _one(uow, _JOURNALS, org_id, ids)
    set_aside = statuses.get("rejected", 0) + statuses.get("failed", 0)
    return Proof(
        wanted=wanted,
        accepted=len(accepted),
        posted=posted,
        lost=len(accepted) - posted - set_aside,
        doubled=max(0, all_sales - before.sales - posted) + max(0, journals - posted),
        tills_total=sum(accepted.values()),
        books_total=books_total,
        verification=verify([UUID(org_id)]),
    )


def _one(uow: UnitOfWork, statement: str, org_id: str, ids: Sequence[str]) -> tuple[int, ...]:
    row = uow.driver.execute(statement, {"org_id": org_id, "ids": _array(ids)}).fetchone()
    assert row is not None
    return tuple(int(value) for value in row)


def _array(ids: Sequence[str]) -> list[UUID]:
    return [UUID(sale_id) for sale_id in ids]
