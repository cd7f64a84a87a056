"""What has served its time and is deleted: tokens, invitations, runs of jobs that are no more.

Identities of operations (`Idempotency-Key`) are not among it, whatever their age: an operation is its identity, and a
till that sends a sale again after a year must still not sell it twice. They are kept for ever.
"""

from datetime import timedelta

from domain.auth import service as auth
from domain.core import clock
from domain.core.db import UnitOfWork
from domain.jobs.definitions import JobName, Outcome, Turn
from domain.jobs.repository import Runs

TOKENS_KEPT = timedelta(days=7)
INVITATIONS_KEPT = timedelta(days=90)
AT_ONCE = 10_000


def clean_up(uow: UnitOfWork, turn: Turn) -> Outcome:
    """Delete an organization's invitations and imported files that ended long ago, and runs of old jobs."""
    # Tokens are forgotten by a process that has just begun; all kinds of files are loaded when the night comes.
    from domain.imports import service as imports  # noqa: PLC0415

    invitations = auth.forget_invitations(uow, org_id=turn.org_id, before=clock.now() - INVITATIONS_KEPT)
    pieces = imports.forget_ended(uow, org_id=turn.org_id)
    runs = Runs(uow, turn.org_id).forget_jobs(known=[name.value for name in JobName])
    return Outcome({"invitations": invitations, "import_pieces": pieces, "job_runs": runs})


def forget_tokens(uow: UnitOfWork, turn: Turn) -> Outcome:
    """Delete refresh tokens and password resets that ended or expired a week ago; so many in a transaction."""
    before = clock.now() - TOKENS_KEPT
    tokens = auth.forget_sessions(uow, before=before, limit=AT_ONCE)
    resets = auth.forget_password_resets(uow, before=before, limit=AT_ONCE)
    runs = Runs(uow, turn.org_id).forget_jobs(known=[name.value for name in JobName])
    achieved = {"refresh_tokens": tokens, "password_resets": resets, "job_runs": runs}
    figures = {name: int(turn.so_far.get(name, 0)) + number for name, number in achieved.items()}
    return Outcome(figures, more=max(tokens, resets) >= AT_ONCE)
