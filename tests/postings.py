"""Sales, receipts and journals posted by the real worker's code, without HTTP and broker in between."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from domain.core.clock import now
from domain.operations.admission import Wish, rows_json
from domain.posting.drain import connect_for_posting, drain_shard
from domain.posting.kinds import KINDS
from tests.shops import Shop


def post_all(shop: Shop, wanted: list[tuple[str, dict[str, Any]]], *, lane: UUID | None = None) -> list[dict[str, Any]]:
    """Admit operations of any kind in one lane, drain it, and return their results; each must be posted."""
    wishes = [
        Wish(
            org_id=shop.org_id,
            id=UUID(content["id"]),
            kind=kind,
            lane=lane or shop.default_location_id,
            subject_type=KINDS[kind].subject_type,
            subject_id=UUID(content["id"]),
            actor=shop.ctx.actor,
            content=content,
        )
        for kind, content in wanted
    ]
    connection = connect_for_posting()
    try:
        epoch = connection.execute("SELECT epoch FROM core.access_epoch").fetchone()
        assert epoch
        connection.execute("SELECT core.admit(%s, %s, %s::jsonb)", (epoch[0], f"{{{shop.org_id}}}", rows_json(wishes)))
        drain_shard(connection, wishes[0].shard)
        with connection.transaction():
            connection.execute("SELECT set_config('app.org_ids', %s, true)", (f"{{{shop.org_id}}}",))
            rows = connection.execute(
                "SELECT id, status, result, error FROM core.operations WHERE id = ANY (%s::uuid[])",
                ([str(wish.id) for wish in wishes],),
            ).fetchall()
    finally:
        connection.close()
    outcomes = {row[0]: row[1:] for row in rows}
    for wish in wishes:
        assert outcomes[str(wish.id)][0] == "posted", outcomes[str(wish.id)]
    return [outcomes[str(wish.id)][1] for wish in wishes]


def receipt(
    shop: Shop, item_id: str, *, quantity: str, unit_cost: str, at: datetime | None = None, **given: Any
) -> Any:
    """Return what a receipt of one item at the first location, or another one, is admitted as."""
    content = {
        "id": str(uuid4()),
        "location_id": given.get("location_id", str(shop.default_location_id)),
        "occurred_at": (at or now()).isoformat(),
        "lines": [{"item_id": item_id, "quantity": f"{int(quantity)}.0000", "unit_cost": f"{unit_cost}0000"}],
    }
    return "stock.receive", content


def sale(terminal_id: str, items: list[str], *, paid: str, at: datetime | None = None, **given: Any) -> Any:
    """Return what a sale of one of each item is admitted as; the price is the item's, `paid` is in cash."""
    content = {
        "id": str(uuid4()),
        "terminal_id": terminal_id,
        "occurred_at": (at or now()).isoformat(),
        "lines": [{"item_id": item_id, "quantity": "1.0000"} for item_id in items],
        "payments": [{"method": "cash", "amount": paid}],
        **given,
    }
    return "sale.post", content


def journal(day: str, debit: str, credit: str, amount: str, **given: Any) -> Any:
    """Return what a manual journal over two accounts is admitted as."""
    where = {"location_id": given.pop("location_id")} if "location_id" in given else {}
    content = {
        "id": str(uuid4()),
        "date": day,
        "lines": [
            {"account": debit, "debit": amount, **where},
            {"account": credit, "credit": amount, **where},
        ],
        **given,
    }
    return "journal.post", content


def days_ago(days: int) -> datetime:
    """Return an instant that many days ago."""
    return now() - timedelta(days=days)
