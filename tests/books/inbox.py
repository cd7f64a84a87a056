"""Bodies as clients send them, through the real admission's reading, the real inbox and the real drain."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from domain.operations.admission import Wish, rows_json
from domain.operations.payload import decode
from domain.posting.drain import connect_for_posting, drain_shards
from domain.posting.kinds import KINDS
from tests.shops import Shop

Body = dict[str, Any]
Wanted = tuple[str, Body]
"""The kind of an operation and its body."""


SUBJECTS = {
    "sale.return": "sale_id",
    "sale.void": "sale_id",
    "deposit.add": "deposit_id",
    "deposit.refund": "deposit_id",
    "customer.pay": "customer_id",
    "money.void": "document_id",
    "shift.cash": "shift_id",
    "drawer.open": "shift_id",
    "shift.close": "shift_id",
    "transfer.receive": "transfer_id",
    "transfer.close": "transfer_id",
    "transfer.return": "transfer_id",
    "journal.reverse": "journal_id",
}
"""What a body here names as the address of its route does."""


class Inbox:
    """One organization's way in: what is posted here waits in one lane, in the order of its arrival."""

    def __init__(self, shop: Shop, *, digits: int) -> None:
        self.shop, self.digits = shop, digits

    def post(self, wanted: Sequence[Wanted]) -> None:
        """Admit as one group, and drain until nothing waits, what follows by itself included."""
        wishes = [self._wish(kind, body) for kind, body in wanted]
        connection = connect_for_posting()
        try:
            row = connection.execute("SELECT epoch FROM core.access_epoch").fetchone()
            assert row is not None
            connection.execute("SELECT core.admit(%s, %s, %s::jsonb)", (row[0], self._org_list, rows_json(wishes)))
            shards = {wish.shard for wish in wishes}
            while shards:
                drained = drain_shards(connection, sorted(shards))
                shards = drained.more | drained.to_ring
        finally:
            connection.close()

    def _wish(self, kind: str, body: Body) -> Wish:
        named = KINDS[kind]
        body = dict(body)
        subject = body.pop(SUBJECTS[kind]) if kind in SUBJECTS else body["id"]
        content = named.canonical(decode(json.dumps(body).encode(), named.payload_type), digits=self.digits)
        return Wish(
            org_id=self.shop.org_id,
            id=UUID(body["id"]),
            kind=kind,
            lane=self.shop.org_id,
            subject_type=named.subject_type,
            subject_id=UUID(subject),
            actor=self.shop.ctx.actor,
            content=content,
        )

    def outcomes(self) -> dict[str, dict[str, Any]]:
        """Return what became of every operation of the organization, by id."""
        connection = connect_for_posting()
        try:
            with connection.transaction():
                connection.execute("SELECT set_config('app.org_ids', %s, true)", (self._org_list,))
                rows = connection.execute(
                    "SELECT id, status, result, error FROM core.operations WHERE org_id = %s ORDER BY position",
                    (str(self.shop.org_id),),
                ).fetchall()
        finally:
            connection.close()
        return {row[0]: {"status": row[1], "result": row[2], "error": row[3]} for row in rows}

    @property
    def _org_list(self) -> str:
        return f"{{{self.shop.org_id}}}"
