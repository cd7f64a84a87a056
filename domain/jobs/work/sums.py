"""Summaries rolled up."""

from domain.banking.service import gather_entries
from domain.core.db import UnitOfWork
from domain.jobs.definitions import Outcome, Turn
from domain.summaries import summarize

# Large windows write each sum once for more journals; a close waits for one that is under way (decision 12).
JOURNALS_AT_ONCE = 20_000


def roll_up(uow: UnitOfWork, turn: Turn) -> Outcome:
    """Roll up the journals that no summary has yet, so many in a transaction; and note those on bank accounts."""
    done = summarize(uow.driver, org_id=turn.org_id, limit=JOURNALS_AT_ONCE)
    gather_entries(uow, org_id=turn.org_id, whole=False)
    return Outcome({"journals": int(turn.so_far.get("journals", 0)) + done.journals}, more=done.more)
