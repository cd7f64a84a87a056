"""What a report over some days is asked for: whole business dates, both ends included, and perhaps one location."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.errors import InvalidError
from domain.inventory import service as inventory
from domain.org.profile import profile_of

FIRST_YEAR, LAST_YEAR = 1970, 2200
# A report sorts and sums at once whatever it shows: in memory, and without compiling what runs for milliseconds.
_PLANS = "SELECT set_config('work_mem', '64MB', true), set_config('jit', 'off', true)"


@dataclass(frozen=True, slots=True)
class Asked:
    """The days from `since` to `until`, of one location or (None) of all; `digits` are those of the currency."""

    org_id: UUID
    since: dt.date
    until: dt.date
    location_id: UUID | None
    digits: int

    @property
    def parameters(self) -> dict[str, Any]:
        """Return what statements are given."""
        return {
            "org_id": self.org_id,
            "since": self.since,
            "until": self.until,
            "location_id": self.location_id,
        }

    @property
    def here(self) -> str:
        """Return the condition on a summary's row `d` that it is of the place that was asked for."""
        return "" if self.location_id is None else " AND d.location_id = %(location_id)s"

    @property
    def period(self) -> str:
        """Return the days in the words of a report's heading."""
        return f"{self.since.isoformat()} – {self.until.isoformat()}"


def asked_for(
    uow: UnitOfWork, ctx: OrgContext, *, since: dt.date | None, until: dt.date | None, location_id: UUID | None
) -> Asked:
    """Return what is asked for: until today unless a last day is given, from that day's month unless a first one is.

    **Raises** `InvalidError` for days the wrong way round, `NotFoundError` for a location that is not there.
    """
    profile = profile_of(uow, org_id=ctx.org_id)
    until = until or profile.today()
    since = since or until.replace(day=1)
    for at, day in (("to", until), ("from", since)):
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise InvalidError.at(at, f"Between {FIRST_YEAR} and {LAST_YEAR}.")
    if since > until:
        raise InvalidError.at("from", "Not later than `to`.")
    if location_id is not None:
        inventory.get_location(uow, ctx, location_id=location_id)
    uow.driver.execute(_PLANS)
    return Asked(ctx.org_id, since, until, location_id, profile.digits)


def asked_until(uow: UnitOfWork, ctx: OrgContext, *, until: dt.date | None, location_id: UUID | None) -> Asked:
    """Return what is asked for of all days up to and including one, today unless given. **Raises** as `asked_for`."""
    return asked_for(uow, ctx, since=None, until=until, location_id=location_id)
