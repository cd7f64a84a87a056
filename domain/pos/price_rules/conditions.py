"""When, where and to whom a price list or a promotion holds."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

MINUTES_OF_AN_HOUR = 60
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """A part of the day in minutes after local midnight, `ends` left out; where it ends first it runs past midnight."""

    starts: int
    ends: int


@dataclass(frozen=True, slots=True)
class Occasion:
    """Where, when and to whom something is sold; `at` in the shop's own time zone."""

    location_id: str
    at: datetime
    customer_id: str | None = None
    customer_group: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What must hold, all of it; what is empty holds always.

    Days are those of the shop's calendar, both included; weekdays as ISO 8601 counts them, Monday is 1. Hours that run
    past midnight belong to the day on which they began. A customer is meant by id or by group.
    """

    first_day: date | None = None
    last_day: date | None = None
    weekdays: frozenset[int] = frozenset()
    hours: tuple[Hours, ...] = ()
    location_ids: frozenset[str] = frozenset()
    customer_ids: frozenset[str] = frozenset()
    customer_groups: frozenset[str] = frozenset()

    def hold(self, occasion: Occasion) -> bool:
        """Say whether all of it holds there and then."""
        if self.location_ids and occasion.location_id not in self.location_ids:
            return False
        if (self.customer_ids or self.customer_groups) and not self._mean(occasion):
            return False
        today = occasion.at.date()
        if not self.hours:
            return self._include(today)
        minute = occasion.at.hour * MINUTES_OF_AN_HOUR + occasion.at.minute
        return any(self._are_within(hours, today, minute) for hours in self.hours)

    def _mean(self, occasion: Occasion) -> bool:
        return occasion.customer_id in self.customer_ids or occasion.customer_group in self.customer_groups

    def _include(self, day: date) -> bool:
        if self.first_day is not None and day < self.first_day:
            return False
        if self.last_day is not None and day > self.last_day:
            return False
        return not self.weekdays or day.isoweekday() in self.weekdays

    def _are_within(self, hours: Hours, today: date, minute: int) -> bool:
        if hours.starts < hours.ends:
            return hours.starts <= minute < hours.ends and self._include(today)
        if minute >= hours.starts:
            return self._include(today)
        return minute < hours.ends and self._include(today - A_DAY)


ALWAYS = Conditions()
