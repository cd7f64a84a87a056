"""Posting a batch: load, decide, write."""

from collections.abc import Sequence
from typing import Any

import psycopg

from domain.core.errors import DomainError
from domain.posting.closing import Deferral
from domain.posting.effects import Effects
from domain.posting.facts import Claimed, OrgFacts
from domain.posting.kinds import HANDLERS
from domain.posting.load import load_bank, load_foreign, load_goods, load_orgs, load_originals, load_periods, lock
from domain.posting.wants import Wants
from domain.posting.write import write

Connection = psycopg.Connection[Any]


def post_batch(connection: Connection, batch: Sequence[Claimed]) -> Effects:
    """Post a batch in the open transaction of `connection`, which sees exactly the batch's organizations.

    Each operation is posted or rejected; both are outcomes that are written with the rows. One that is carried out in
    steps may be deferred: what the step did is written, and it waits on. The caller commits.
    Raises `LostClaimError`, and whatever Postgres refuses: then the caller rolls back and nothing has happened.
    """
    orgs, effects = decide_batch(connection, batch, update=True)
    write(connection, orgs.values(), effects)
    return effects


def decide_batch(
    connection: Connection, batch: Sequence[Claimed], *, update: bool
) -> tuple[dict[str, OrgFacts], Effects]:
    """Load what a batch needs and fold its operations over it in order."""
    wants = Wants()
    for operation in batch:
        wants.org_ids.add(operation.org_id)
        HANDLERS[operation.kind].want(operation, wants)
    orgs = load_orgs(connection, wants)
    if wants.originals:
        load_originals(connection, wants, orgs, update=update)
    if wants.goods_received or wants.transfers or wants.full_counts:
        load_goods(connection, wants, orgs, update=update)
    if wants.bank_lines:
        load_bank(connection, wants, orgs, update=update)
    if wants.rates or wants.foreign_journals:
        load_foreign(connection, wants, orgs)
    for operation in batch:
        HANDLERS[operation.kind].want_locks(operation, orgs[operation.org_id], wants)
    lock(connection, wants, orgs, update=update)
    if wants.closings:
        load_periods(connection, wants, orgs, batch, update=update)
    effects = Effects()
    for operation in batch:
        try:
            result = HANDLERS[operation.kind].post(operation, orgs[operation.org_id], effects)
        except DomainError as error:
            effects.rejected(operation, error.as_outcome())
        else:
            if isinstance(result, Deferral):
                effects.deferred(operation, result)
            else:
                effects.posted(operation, result)
    return orgs, effects
