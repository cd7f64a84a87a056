"""Summaries rolled up."""

import time
from dataclasses import dataclass

from domain.banking.service import gather_entries
from domain.core.db import UnitOfWork
from domain.jobs.definitions import Outcome, Turn
from domain.summaries import summarize


@dataclass(slots=True)
class Window:
    """How many journals are rolled up at once: as many as take a moment.

    Large windows write each sum once for more journals. But as long as a statement runs, Postgres keeps every version
    of the rows that each sale changes, balances above all, and posting looks through them: it cost up to five times as
    much while a roll-up that steps back took ten seconds. A close waits for one that is under way too (decision 12).
    """

    journals: int = 1_000
    aim_s: float = 0.5
    least: int = 250
    most: int = 20_000

    def took(self, journals: int, seconds: float) -> None:
        """Learn from a roll-up; one that found fewer than it might have taken tells only whether it was too slow."""
        if journals < self.journals and seconds < self.aim_s:
            return
        wanted = min(int(journals * self.aim_s / max(seconds, self.aim_s / self.most)), 2 * self.journals)
        self.journals = max(self.least, min(self.most, wanted))


_window = Window()


def roll_up(uow: UnitOfWork, turn: Turn) -> Outcome:
    """Roll up the journals that no summary has yet, so many in a transaction; and note those on bank accounts."""
    began = time.monotonic()
    done = summarize(uow.driver, org_id=turn.org_id, limit=_window.journals)
    _window.took(done.journals, time.monotonic() - began)
    gather_entries(uow, org_id=turn.org_id, whole=False)
    return Outcome({"journals": int(turn.so_far.get("journals", 0)) + done.journals}, more=done.more)
