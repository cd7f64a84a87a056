"""The books' own work: journals that come again by the calendar."""

from domain.accounting import service as accounting
from domain.core import clock
from domain.core.db import UnitOfWork
from domain.jobs.definitions import Outcome, Turn
from domain.org.profile import profile_of


def hand_in_recurring(uow: UnitOfWork, turn: Turn) -> Outcome:
    """Hand in the recurring journals that are due up to today's date of the organization's calendar.

    They are operations then, accepted by the transaction that notes this run; the sweep rings for them.
    """
    zone = clock.zone(profile_of(uow, org_id=turn.org_id).time_zone)
    handed = accounting.post_due_recurring(uow, org_id=turn.org_id, today=clock.now().astimezone(zone).date())
    return Outcome({"journals": int(turn.so_far.get("journals", 0)) + handed.new}, more=handed.more)
