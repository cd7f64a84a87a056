"""Dry run: what an operation would do now, without a lock and without a trace."""

from typing import Any
from uuid import UUID

from domain.core.money import plain, text_of
from domain.posting.drain import Connection, connect_for_posting
from domain.posting.effects import Effects
from domain.posting.facts import Claimed
from domain.posting.naming import number
from domain.posting.service import decide_batch

ACCOUNTS = "SELECT id, code, name FROM acct.chart_of_accounts WHERE org_id = %s AND id = ANY (%s::uuid[])"
TOTALS = ("total", "tax", "change")


def rehearse(
    *, org_id: UUID, operation_id: UUID, kind: str, subject_id: UUID, content: dict[str, Any]
) -> dict[str, Any]:
    """Return `would_post` with journal, movements and totals, or `would_reject` with the error."""
    operation = Claimed(str(org_id), str(operation_id), kind, 0, str(subject_id), content)
    with connect_for_posting() as connection, connection.transaction(force_rollback=True):
        connection.execute("SELECT set_config('app.org_ids', %s, true)", (f"{{{org_id}}}",))
        orgs, effects = decide_batch(connection, (operation,), update=False)
        _, _, status, result, error = effects.outcomes[0]
        digits = orgs[operation.org_id].digits
        return {
            "status": "would_post" if status == "posted" else "would_reject",
            "journal": _journal(connection, operation.org_id, effects, digits),
            "movements": _movements(effects, digits),
            "totals": {name: result[name] for name in TOTALS if name in result} if result else {},
            "error": error,
        }


def _journal(connection: Connection, org_id: str, effects: Effects, digits: int) -> list[dict[str, Any]]:
    account_ids = sorted({row[3] for row in effects.journal_lines})
    rows = connection.execute(ACCOUNTS, (org_id, account_ids)).fetchall()
    names = {account_id: (code, name) for account_id, code, name in rows}
    return [
        {
            "account": names[account_id][0],
            "name": names[account_id][1],
            "debit": text_of(debit, digits),
            "credit": text_of(credit, digits),
            "location_id": location_id,
            "memo": memo,
        }
        for _, _, _, account_id, location_id, _, debit, credit, memo in effects.journal_lines
    ]


def _movements(effects: Effects, digits: int) -> list[dict[str, Any]]:
    return [
        {
            "item_id": item_id,
            "location_id": location_id,
            "quantity": plain(number(quantity), 4),
            "value": text_of(value, digits),
            "unit_cost": plain(number(unit_cost), 6, least=digits),
            "kind": kind,
        }
        for _, _, location_id, item_id, quantity, value, unit_cost, kind, *_ in effects.movements
    ]
