"""`balances.recalculate` as it is asked for, and as the inbox keeps it."""

import datetime as dt
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from domain.operations.payload import Canon, id_text, without_defaults

FIRST_YEAR, LAST_YEAR = 1970, 2200


class BalancesRecalculate(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Every sum derived again from what it is a sum of; `repair` puts right what differs."""

    id: UUID | None = None
    since: Annotated[dt.date | None, Meta(description="Only what has moved on this business date or later.")] = (
        msgspec.field(default=None, name="from")
    )
    repair: bool = False


def canonical_recalculation(wish: BalancesRecalculate, *, digits: int) -> dict[str, Any]:
    """Return the canonical content. Raises `InvalidPayloadError`."""
    canon = Canon(digits)
    if wish.since is not None and not FIRST_YEAR <= wish.since.year <= LAST_YEAR:
        canon.fault("from", "out_of_range", f"Between {FIRST_YEAR} and {LAST_YEAR}.")
    canon.finish()
    return without_defaults(
        {
            "id": id_text(wish.id),
            "from": None if wish.since is None else wish.since.isoformat(),
            "repair": wish.repair or None,
        }
    )
