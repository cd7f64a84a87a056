"""Time: one source of now, and the business date of an instant."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MIDNIGHT = time(0)


def now() -> datetime:
    """Return this moment, with offset."""
    return datetime.now(UTC)


@lru_cache(maxsize=512)
def zone(name: str) -> ZoneInfo:
    """Return the time zone of that IANA name. Raises `ZoneInfoNotFoundError` for an unknown one."""
    return ZoneInfo(name)


def business_date(instant: datetime, *, time_zone: str, day_cutoff: time) -> date:
    """Return the day that a shop counts `instant` to: its local date, where the day begins at `day_cutoff`.

    A sale at 01:30 in a bar whose cut-off is 04:00 belongs to the evening before.
    """
    local = instant.astimezone(zone(time_zone))
    if day_cutoff != MIDNIGHT and local.time() < day_cutoff:
        local -= timedelta(days=1)
    return local.date()


def month_of(day: date) -> date:
    """Return the first day of the month of `day`: the name of its period."""
    return day.replace(day=1)


def month_after(month: date) -> date:
    """Return the first day of the month after `month`."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)
