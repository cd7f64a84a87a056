"""A random fiscal year of a shop and the beginning of the next one, with all that accountants do as it goes."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from domain.core.clock import now, zone
from tests.books.accountant import Accountant
from tests.books.bookkeeper import Bookkeeper
from tests.books.chance import Chance
from tests.books.days import Days
from tests.books.history import History, go_on, hire_accountant
from tests.books.inbox import Inbox, Wanted
from tests.books.shop_floor import Floor
from tests.domain.reports.ledger.plain import roll_up
from tests.draining import drain

ONE_DAY = dt.timedelta(days=1)
MONTHS = 12
AGO = 14
"""How many months ago the year began: it is over, two months of the next one are, and what recurs may begin in it."""


class Calendar(Chance):
    """Chance that lets documents happen in one month, some of them in months before it, and reversals on any day."""

    def __init__(self, floor: Floor, accountant: Accountant, seed: int) -> None:
        super().__init__(floor, accountant, seed)
        self.months: list[dt.date] = []

    def moment(self) -> dt.datetime:
        """Return a moment of the last of the months so far; of one before it where somebody was late."""
        late = len(self.months) > 2 and self.happens(0.12)
        at = len(self.months) - self.dice.randint(2, 3) if late else len(self.months) - 1
        first = self.months[max(at, 0)]
        noon = dt.datetime.combine(first, dt.time(12), zone(self.floor.time_zone))
        return noon + dt.timedelta(minutes=self.dice.randint(0, 27 * 24 * 60))


class BusyDays(Days):
    """Days on which journals are reversed more often, also on another date than their own."""

    chance: Calendar

    def next(self) -> Wanted:
        roll = self.chance.dice.random()
        if roll < 0.03:
            return "journal.post", self.journal()
        return (self.reversal() if roll < 0.05 else None) or super().next()

    def reversal(self) -> Wanted | None:
        found = super().reversal()
        if found is not None and self.chance.happens(0.5):
            found[1]["date"] = self.chance.moment().date().isoformat()
        return found


@dataclass(frozen=True)
class Plan:
    """How a year goes: documents of the shop and journals of its bookkeeper a month; whether its close is undone."""

    documents: int
    journals: int
    reopened: bool


class FiscalYear:
    """The year of one shop. `months` are those of the year and the two after it, by their first days."""

    def __init__(self, floor: Floor, *, seed: int, rates: dict[str, tuple[int, int]]) -> None:
        self.floor, self.shop = floor, floor.shop
        self.history = History(floor, hire_accountant(floor))
        self.chance = Calendar(floor, self.history.accountant, seed)
        self.days = BusyDays(self.chance)
        self.inbox = Inbox(floor.shop, digits=floor.digits)
        self.bookkeeper = Bookkeeper(floor, self.inbox, seed=seed, rates=rates)
        self.months = list(_months(first_month(), MONTHS + 3))
        self.last_day = self.months[MONTHS] - ONE_DAY
        self.name = self.last_day.year

    @property
    def first_day(self) -> dt.date:
        return self.months[0]

    def live(self, plan: Plan) -> Iterator[str]:
        """Let it all happen; stop wherever the books are worth a look, and say where.

        A month is closed after the next one, so that a document of the month before is in time, and one of the month
        before that is late. One is reopened and closed again.
        """
        self.bookkeeper.say_rates(self.first_day)
        for at, month in enumerate(self.months[: MONTHS + 1]):
            if at == 4:
                self.bookkeeper.say_what_recurs(month)
            self._month(at, plan)
            if at == 5:
                yield "in the middle of the year"
            if 1 <= at < MONTHS:
                self._close_month(at - 1)
            if at == 8:
                self._once_more(at - 1, plan)
        self._close_month(MONTHS - 1)
        yield "all months of the year are closed, the year is not"
        self.order(f"fiscal-years/{self.name}/close")
        yield "the year is closed"
        if plan.reopened:
            self.order(f"fiscal-years/{self.name}/reopen")
            self._once_more(MONTHS - 1, plan, reopen_only=True)
            yield "the year is reopened, and something came in"
            self.order(f"periods/{_name(self.months[MONTHS - 1])}/close")
            self.order(f"fiscal-years/{self.name}/close")
        self._month(MONTHS + 1, plan)
        self._close_month(MONTHS)
        yield "the next year has begun"

    def order(self, what: str, **content: Any) -> None:
        """Have something of periods and years done, over HTTP."""
        answer = self.shop.post(f"/api/accounting/{what}", json={"id": str(uuid4()), **content})
        assert answer.status_code == 202, answer.text
        drain(self.shop)
        operation = self.shop.get(answer.headers["Location"]).json()
        assert operation["status"] == "posted", (what, operation)

    def _month(self, at: int, plan: Plan) -> None:
        self.chance.months = self.months[: at + 1]
        first, last = self.months[at], self.months[at + 1] - ONE_DAY
        self._go_on(plan.documents)
        self.bookkeeper.say_rates(first + 9 * ONE_DAY)
        self.bookkeeper.month(first, last, count=plan.journals)

    def _go_on(self, count: int) -> None:
        """Let documents happen in two parts, and have some of the journals rolled up between them."""
        go_on(self.history, self.days, self.inbox, count=count // 2, at_once=10)
        if self.chance.happens(0.6):
            roll_up(self.shop, journals=self.chance.dice.randint(1, 2 * count))
        go_on(self.history, self.days, self.inbox, count=count - count // 2, at_once=10)

    def _close_month(self, at: int) -> None:
        """Close a month, now and then for what tills sell first, so that some of it is late and some is not."""
        name = _name(self.months[at])
        if self.chance.happens(0.4):
            self.order(f"periods/{name}/close", module="sales")
            self._go_on(6)
        self.order(f"periods/{name}/close")

    def _once_more(self, at: int, plan: Plan, *, reopen_only: bool = False) -> None:
        """Reopen the month that was closed last, let things happen in it, and close it again."""
        name, months = _name(self.months[at]), self.chance.months
        self.order(f"periods/{name}/reopen")
        self.chance.months = self.months[: at + 1]
        self._go_on(plan.documents // 2)
        self.chance.months = months
        if not reopen_only:
            self.order(f"periods/{name}/close")


def first_month() -> dt.date:
    """Return the month with which the year begins."""
    today = now().date()
    year, month = divmod(today.year * MONTHS + today.month - 1 - AGO, MONTHS)
    return dt.date(year, month + 1, 1)


def _months(first: dt.date, count: int) -> Iterator[dt.date]:
    for _ in range(count):
        yield first
        first = (first + dt.timedelta(days=32)).replace(day=1)


def _name(month: dt.date) -> str:
    return f"{month:%Y-%m}"
