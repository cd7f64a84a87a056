"""Gift cards and store credit that are about to expire with something on them."""

from datetime import timedelta

from domain.core.db import UnitOfWork
from domain.core.money import text_of
from domain.jobs.definitions import Outcome, Turn
from domain.org.profile import profile_of

SHOWN = 100
AHEAD_DAYS = 30
CARDS = """
SELECT v.id, v.kind, right(v.code, 4), v.expires_on, v.balance, count(*) OVER (), sum(v.balance) OVER ()
FROM pos.stored_values v
WHERE v.org_id = %(org_id)s AND v.kind IN ('gift_card', 'store_credit') AND v.balance > 0
    AND v.expires_on BETWEEN %(today)s AND %(until)s
ORDER BY v.expires_on, v.id LIMIT %(shown)s
"""


def find_expiring_cards(uow: UnitOfWork, turn: Turn) -> Outcome:
    """Count the cards that expire soon with money on them, and what it comes to.

    A code is as good as money, so that only its end is kept: who may read an outcome may not therefore spend.
    """
    profile = profile_of(uow, org_id=turn.org_id)
    until = profile.today() + timedelta(days=AHEAD_DAYS)
    given = {"org_id": turn.org_id, "today": profile.today(), "until": until, "shown": SHOWN}
    found = uow.driver.execute(CARDS, given).fetchall()
    return Outcome(
        {
            "until": until.isoformat(),
            "cards": found[0][5] if found else 0,
            "balance": text_of(int(found[0][6]) if found else 0, profile.digits),
            "rows": [
                {
                    "id": str(card_id),
                    "kind": kind,
                    "code_ends_in": ending,
                    "expires_on": expires_on.isoformat(),
                    "balance": text_of(balance, profile.digits),
                }
                for card_id, kind, ending, expires_on, balance, *_ in found
            ],
        }
    )
