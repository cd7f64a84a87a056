"""What the database holds, read past all policies: one row for each thing that a client may know of."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg
from psycopg import IsolationLevel

OPERATIONS = """
SELECT id::text, kind, status, attempts, error->>'code' AS code FROM core.operations WHERE org_id = %s
"""
DOCUMENTS = """
WITH paid AS (
    SELECT sale_id, count(*) AS tenders, count(DISTINCT payment_no) AS numbers
    FROM pos.payments WHERE org_id = %(org)s GROUP BY 1
), rung AS (
    SELECT sale_id, count(*) AS lines FROM pos.sale_lines WHERE org_id = %(org)s GROUP BY 1
), given AS (
    SELECT document_id, count(*) AS tenders FROM pos.money_tenders WHERE org_id = %(org)s GROUP BY 1
), moved AS (
    -- What rounding leaves over is written off by a movement of its own, under standard cost.
    SELECT source_id, count(*) AS movements FROM inv.stock_movements
    WHERE org_id = %(org)s AND kind <> 'revaluation' GROUP BY 1
), made AS (
    SELECT s.kind, s.id, s.total, coalesce(p.tenders, 0) AS tenders, coalesce(p.numbers, 0) AS numbers, r.lines
    FROM pos.sales s LEFT JOIN paid p ON p.sale_id = s.id LEFT JOIN rung r ON r.sale_id = s.id
    WHERE s.org_id = %(org)s
    UNION ALL
    SELECT d.kind, d.id, d.amount, coalesce(g.tenders, 0), coalesce(g.tenders, 0), NULL
    FROM pos.money_documents d LEFT JOIN given g ON g.document_id = d.id WHERE d.org_id = %(org)s
    UNION ALL
    SELECT 'shift_open', h.id, NULL, 0, 0, NULL FROM pos.shifts h WHERE h.org_id = %(org)s
    UNION ALL
    SELECT 'shift_close', h.close_id, (SELECT (c->>2)::bigint FROM jsonb_array_elements(h.counted) c
        WHERE c->>0 = 'cash'), 0, 0, NULL
    FROM pos.shifts h WHERE h.org_id = %(org)s AND h.close_id IS NOT NULL
    UNION ALL
    SELECT x.kind, x.id, NULL, 0, 0, NULL FROM inv.stock_documents x WHERE x.org_id = %(org)s
    UNION ALL
    SELECT j.source_type, j.id, NULL, 0, 0, NULL FROM acct.journals j
    WHERE j.org_id = %(org)s AND j.source_type IN ('journal', 'reversal')
)
SELECT m.id::text, m.kind, m.total, m.tenders, m.numbers, m.lines, coalesce(v.movements, 0)
FROM made m LEFT JOIN moved v ON v.source_id = m.id
"""
JOURNALS = "SELECT source_id::text, count(*) FROM acct.journals WHERE org_id = %s GROUP BY 1"
MOVEMENTS = "SELECT DISTINCT source_id::text FROM inv.stock_movements WHERE org_id = %s"
TOTALS = """
SELECT shift_id::text, supplement, measure, code, number, amount FROM pos.shift_totals WHERE org_id = %s
"""
ARRIVED = """
SELECT close_id::text, (manifest->>'arrived_sales')::bigint, (manifest->>'arrived_total')::bigint
FROM pos.shifts WHERE org_id = %s AND close_id IS NOT NULL
"""
STORED = "SELECT kind, code, balance FROM pos.stored_values WHERE org_id = %s"
OWED = "SELECT customer_id::text, receivable FROM pos.customer_balances WHERE org_id = %s"
UNDER_WAY = """
SELECT t.id::text, t.receive, t.status, sum(l.shipped - l.received - l.lost - l.returned)
FROM inv.transfers t JOIN inv.transfer_lines l ON l.org_id = t.org_id AND l.transfer_id = t.id
WHERE t.org_id = %s GROUP BY t.org_id, t.id, t.receive, t.status
HAVING t.status = 'in_transit' OR sum(l.shipped - l.received - l.lost - l.returned) <> 0
"""


@dataclass(frozen=True)
class Operation:
    """What became of an operation: `outcome` is its status, the code of the error where it was rejected."""

    kind: str
    status: str
    attempts: int
    outcome: str


@dataclass(frozen=True)
class Document:
    """A document as it lies there; amounts in minor units."""

    id: str
    kind: str
    total: int | None
    tenders: int
    numbers: int
    """Different numbers of its tenders."""
    lines: int | None
    movements: int


@dataclass
class Found:
    """All of it."""

    operations: dict[str, Operation]
    documents: dict[str, list[Document]]
    journals: dict[str, int]
    """How many each document has."""
    moved: set[str]
    """What moved stock."""
    totals: dict[tuple[str, bool, str, str], tuple[int, int]]
    """Number and amount by shift, whether it is a supplement, measure and code."""
    arrived: dict[str, tuple[int, int]]
    """Documents and what they come to, by the close that counted them."""
    stored: dict[tuple[str, str], int]
    owed: dict[str, int]
    under_way: list[tuple[Any, ...]]

    @property
    def statuses(self) -> Counter[str]:
        """How many operations ended how."""
        return Counter(operation.status for operation in self.operations.values())


def look(connection: psycopg.Connection[Any], org_id: str, *, before: set[str]) -> Found:
    """Read everything of an organization but what was there `before`, as it was at one instant."""
    # Statistics are lost when Postgres is killed, and nobody waits here for its own time to gather them.
    connection.execute("ANALYZE")
    connection.isolation_level = IsolationLevel.REPEATABLE_READ
    with connection.transaction():
        return _read(connection, org_id, before=before)


def _read(connection: psycopg.Connection[Any], org_id: str, *, before: set[str]) -> Found:
    def rows(statement: LiteralString) -> list[tuple[Any, ...]]:
        return [row for row in connection.execute(statement, (org_id,)).fetchall() if row[0] not in before]

    documents: dict[str, list[Document]] = {}
    for row in connection.execute(DOCUMENTS, {"org": org_id}).fetchall():
        if row[0] not in before:
            documents.setdefault(row[0], []).append(Document(*row))
    return Found(
        operations={
            identity: Operation(kind, status, attempts, code if status == "rejected" else status)
            for identity, kind, status, attempts, code in rows(OPERATIONS)
        },
        documents=documents,
        journals=dict(rows(JOURNALS)),
        moved={identity for (identity,) in rows(MOVEMENTS)},
        totals={(row[0], row[1], row[2], row[3]): (row[4], row[5]) for row in rows(TOTALS)},
        arrived={row[0]: (row[1], row[2]) for row in rows(ARRIVED)},
        stored={(kind, code): balance for kind, code, balance in rows(STORED)},
        owed=dict(rows(OWED)),
        under_way=rows(UNDER_WAY),
    )
