"""On which days something recurs. Pure."""

import datetime as dt
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass

MONTHS, WEEKS, DAYS = "months", "weeks", "days"
LAST_YEAR = 2200


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Every so many months, weeks or days from a first day on, until a day or for a number of times."""

    first: dt.date
    every: int
    unit: str
    until: dt.date | None = None
    times: int | None = None

    def on(self, at: int) -> dt.date:
        """Return the day of occurrence `at`, counted from 0; a month without the first one's day has it on its last.

        Counted from the first day, never from the one before: what begins on the 31st is on the 28th in February and
        on the 31st again in March.
        """
        if self.unit == MONTHS:
            months = self.first.month - 1 + at * self.every
            year, month = self.first.year + months // 12, months % 12 + 1
            return dt.date(year, month, min(self.first.day, monthrange(year, month)[1]))
        return self.first + dt.timedelta(days=at * self.every * (7 if self.unit == WEEKS else 1))

    def days(self, *, since: dt.date, last: dt.date | None = None) -> Iterator[dt.date]:
        """Yield its days from `since` on, up to `last` where that is given."""
        ends = [day for day in (self.until, last) if day is not None]
        end = min(ends) if ends else None
        at = self._before(since)
        while self.times is None or at < self.times:
            day = self.on(at)
            if day.year > LAST_YEAR or (end is not None and day > end):
                return
            if day >= since:
                yield day
            at += 1

    def next(self, since: dt.date) -> dt.date | None:
        """Return its first day from `since` on, if there is one."""
        return next(self.days(since=since), None)

    def _before(self, since: dt.date) -> int:
        """Return the number of an occurrence that is not after `since`, and close to it."""
        passed = (since - self.first).days
        length = self.every * {MONTHS: 31, WEEKS: 7, DAYS: 1}[self.unit]
        return max(0, passed // length - 1)
