"""When jobs are due: every so many seconds, or once a day at an hour of somebody's own clock.

A slot is the instant at which a run was due. All processes compute the same one, so that its row is the one that all of
them find.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Protocol

from domain.core import clock

DAYS_BACK = 2
DAYS_AHEAD = 3


class Schedule(Protocol):
    """When a job is due."""

    def latest(self, at: datetime, *, time_zone: str) -> datetime:
        """Return the last slot up to `at`."""

    def following(self, at: datetime, *, time_zone: str) -> datetime:
        """Return the first slot after `at`."""

    def described(self) -> str:
        """Return the schedule in words."""


@dataclass(frozen=True, slots=True)
class Every:
    """Due every so many seconds, on every clock at once: slots are the multiples of it since 1970."""

    seconds: int

    def latest(self, at: datetime, *, time_zone: str) -> datetime:  # noqa: ARG002 - the same everywhere
        """Return the last slot up to `at`."""
        return datetime.fromtimestamp(int(at.timestamp()) // self.seconds * self.seconds, UTC)

    def following(self, at: datetime, *, time_zone: str) -> datetime:
        """Return the first slot after `at`."""
        return self.latest(at, time_zone=time_zone) + timedelta(seconds=self.seconds)

    def described(self) -> str:
        """Return the schedule in words."""
        return f"every {self.seconds} s"


@dataclass(frozen=True, slots=True)
class Nightly:
    """Due once for each date, when the local clock shows this full hour.

    Where clocks go forward over the hour it is due when they would have shown it; where they go back it is due the
    first time that they show it (PEP 495, `fold=0`). A date that a zone left out shares the slot of the next one.
    """

    hour: int

    def latest(self, at: datetime, *, time_zone: str) -> datetime:
        """Return the last slot up to `at`."""
        return max(slot for slot in self._around(at, time_zone) if slot <= at)

    def following(self, at: datetime, *, time_zone: str) -> datetime:
        """Return the first slot after `at`."""
        return min(slot for slot in self._around(at, time_zone) if slot > at)

    def described(self) -> str:
        """Return the schedule in words."""
        return f"daily at {self.hour:02}:00"

    def _around(self, at: datetime, time_zone: str) -> list[datetime]:
        zone = clock.zone(time_zone)
        today = at.astimezone(zone).date()
        return [
            datetime.combine(today + timedelta(days=days), time(self.hour), tzinfo=zone).astimezone(UTC)
            for days in range(-DAYS_BACK, DAYS_AHEAD)
        ]
