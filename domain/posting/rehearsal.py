"""Dry run: what an operation would do now, without a lock and without a trace."""

from typing import Any
from uuid import UUID

from domain.core import clock
from domain.core.money import PRICE_DIGITS, QUANTITY_DIGITS, plain, text_of
from domain.posting.drain import Connection, connect_for_posting
from domain.posting.effects import Effects
from domain.posting.facts import Claimed
from domain.posting.naming import number
from domain.posting.service import decide_batch
from domain.posting.shown_lines import shown_line

ACCOUNTS = "SELECT id, code, name FROM acct.chart_of_accounts WHERE org_id = %s AND id = ANY (%s::uuid[])"
TOTALS = ("total", "tax", "change", "amount", "balance", "receivable")


def rehearse(
    *, org_id: UUID, operation_id: UUID, kind: str, subject_id: UUID, content: dict[str, Any], grants: int
) -> dict[str, Any]:
    """Return `would_post` with journal, movements and totals, or `would_reject` with the error."""
    asked_at = clock.now().isoformat()
    operation = Claimed(str(org_id), str(operation_id), "", kind, 0, str(subject_id), content, grants, asked_at)
    with connect_for_posting() as connection, connection.transaction(force_rollback=True):
        connection.execute("SELECT set_config('app.org_ids', %s, true)", (f"{{{org_id}}}",))
        orgs, effects = decide_batch(connection, (operation,), update=False)
        # What is carried out in steps has ended after none of them; it was not refused.
        *_, status, result, error = effects.outcomes[0] if effects.outcomes else ("posted", None, None)
        digits = orgs[operation.org_id].digits
        return {
            "status": "would_post" if status == "posted" else "would_reject",
            "journal": _journal(connection, operation.org_id, effects, digits),
            "movements": _movements(effects, digits),
            "totals": {name: result[name] for name in TOTALS if name in result} if result else {},
            "lines": _lines(effects, digits),
            "error": error,
        }


def _lines(effects: Effects, digits: int) -> list[dict[str, Any]]:
    return [shown_line(row, at, digits=digits) for sale in effects.sales for at, row in enumerate(sale[20], start=1)]


def _journal(connection: Connection, org_id: str, effects: Effects, digits: int) -> list[dict[str, Any]]:
    lines = [line for journal in effects.journals for line in journal[-1]]
    rows = connection.execute(ACCOUNTS, (org_id, sorted({line[0] for line in lines}))).fetchall()
    names = {account_id: (code, name) for account_id, code, name in rows}
    return [
        {
            "account": names[account_id][0],
            "name": names[account_id][1],
            "debit": text_of(debit, digits),
            "credit": text_of(credit, digits),
            "location_id": location_id,
            "memo": memo[0] if memo else None,
        }
        for account_id, location_id, debit, credit, *memo in lines
    ]


def _movements(effects: Effects, digits: int) -> list[dict[str, Any]]:
    movements = []
    for sale in effects.sales:
        for item_id, movement_id, _, _, quantity, _, _, _, _, cost, _, _, _, unit_cost, *_ in sale[20]:
            if movement_id is not None:
                kind = "return" if number(quantity) < 0 else "sale"
                movements.append(_movement((item_id, sale[2], kind), -number(quantity), -cost, unit_cost, digits))
    for _, _, location_id, item_id, quantity, value, unit_cost, kind, *_ in effects.movements:
        movements.append(_movement((item_id, location_id, kind), number(quantity), value, unit_cost, digits))
    for document in effects.stock_documents:
        for item_id, movement_id, quantity, unit_cost, value, revaluation_id, revalued, *_ in document[-1]:
            if movement_id is None:
                continue
            movements.append(_movement((item_id, document[3], document[2]), number(quantity), value, unit_cost, digits))
            if revaluation_id is not None:
                movements.append(_movement((item_id, document[3], "revaluation"), 0, revalued, unit_cost, digits))
    return movements


def _movement(what: tuple[str, str, str], quantity: int, value: int, unit_cost: str, digits: int) -> dict[str, Any]:
    item_id, location_id, kind = what
    return {
        "item_id": item_id,
        "location_id": location_id,
        "quantity": plain(quantity, QUANTITY_DIGITS),
        "value": text_of(value, digits),
        "unit_cost": plain(number(unit_cost), PRICE_DIGITS, least=digits),
        "kind": kind,
    }
