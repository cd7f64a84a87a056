"""I5 and I11: every operation and what became of it."""

# ruff: noqa: S608 - every statement is built from constants of this package.

from types import MappingProxyType

from domain.operations.wishes import BACKGROUND_SHARD

DOCUMENT_OF_KIND = MappingProxyType(
    {
        "sale.post": "sale",
        "sale.return": "return",
        "sale.return_blind": "return",
        "sale.void": "void",
        "deposit.take": "deposit",
        "deposit.add": "deposit",
        "deposit.refund": "deposit_refund",
        "customer.pay": "customer_payment",
        "money.void": "money_void",
        "shift.open": "shift_open",
        "shift.cash": "shift_cash",
        "shift.close": "shift_close",
        "drawer.open": "drawer_open",
        "stock.receive": "receipt",
        "stock.adjust": "adjustment",
        "stock.count": "count",
        "stock.revalue": "revaluation",
        "stock.return_to_supplier": "supplier_return",
        "receipt.reverse": "receipt_reversal",
        "stock.transfer": "transfer",
        "transfer.receive": "transfer_receipt",
        "transfer.close": "transfer_close",
        "transfer.return": "transfer_return",
        "journal.post": "journal",
        "journal.reverse": "reversal",
        "bank.reconcile": "bank_line",
        "bank.undo": "bank_undo",
        "period.close": "period_close",
        "period.reopen": "period_reopen",
        "year.close": "year_close",
        "year.reopen": "year_reopen",
    }
)
"""What a posted operation leaves behind, by kind: the type of its document, and of its journal's source."""

WITHOUT_JOURNAL = ("period_close", "period_reopen")
"""Documents that move no money: they have no journal."""

LEAVES_NOTHING = frozenset({"balances.recalculate"})
"""Kinds that leave neither document nor journal: what they did is in their result and in the audit log."""

# A sale that brings something back is an exchange; `shift.cash` makes one of three kinds.
_TYPE_OF_SALE = "CASE s.kind WHEN 'exchange' THEN 'sale' ELSE s.kind END"
_TYPE_OF_MONEY = "CASE WHEN d.kind IN ('paid_in', 'paid_out', 'drop') THEN 'shift_cash' ELSE d.kind END"
_TYPE_OF_RECONCILIATION = "CASE r.kind WHEN 'reconcile' THEN 'bank_line' ELSE 'bank_undo' END"
_MADE = ", ".join(f"('{kind}', '{document}')" for kind, document in DOCUMENT_OF_KIND.items())
# A kind that is not named above expects a document of its own name, which nothing has: it is found, not overlooked.
_OPERATIONS = f"""
ops AS (
    SELECT o.id, o.kind, o.status, o.subject_id, coalesce(m.type, o.kind) AS type
    FROM core.operations o LEFT JOIN (VALUES {_MADE}) AS m (kind, type) ON m.kind = o.kind
    WHERE o.org_id = %(org_id)s AND o.kind NOT IN ({", ".join(f"'{kind}'" for kind in sorted(LEAVES_NOTHING))})
)
"""


def _texts(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _one_each(made: str, what: str, *, without: tuple[str, ...] = ("",)) -> str:
    """Return the statement that compares operations with `made` (type, id, number): one if posted, else none.

    `without`: types of documents that have none of it even then.
    """
    expected = f"CASE WHEN o.status = 'posted' AND o.type NOT IN ({_texts(without)}) THEN 1 ELSE 0 END"
    return f"""
WITH {_OPERATIONS}, made AS ({made})
SELECT CASE
        WHEN o.id IS NULL THEN 'a {what} of no operation'
        WHEN o.status <> 'posted' THEN 'a {what} of an operation that is not posted'
        WHEN m.number IS NULL THEN 'a posted operation without its {what}'
        WHEN o.type IN ({_texts(without)}) THEN 'a {what} of an operation of a kind that has none'
        ELSE 'a posted operation with more than one {what}'
    END AS what,
    jsonb_strip_nulls(
        jsonb_build_object('operation_id', coalesce(o.id, m.id), 'kind', o.kind, 'type', m.type)
    ) AS place,
    jsonb_strip_nulls(jsonb_build_object('status', o.status, 'number', coalesce(m.number, 0))) AS found,
    jsonb_build_object('number', {expected}) AS expected
FROM ops o FULL JOIN made m ON m.id = o.id AND m.type = o.type
WHERE coalesce(m.number, 0) <> {expected}
"""


# A reconciliation may match what is in the ledger already, and post nothing: that it says so stands for its journal.
ONE_JOURNAL = _one_each(
    "SELECT x.type, x.id, count(*) AS number FROM ("
    " SELECT CASE j.source_type WHEN 'exchange' THEN 'sale' ELSE j.source_type END AS type, j.source_id AS id"
    " FROM acct.journals j WHERE j.org_id = %(org_id)s"
    f" UNION ALL SELECT {_TYPE_OF_RECONCILIATION}, r.id FROM acct.bank_reconciliations r"
    " WHERE r.org_id = %(org_id)s AND r.journal_id IS NULL"
    ") x GROUP BY x.type, x.id",
    "journal",
    without=WITHOUT_JOURNAL,
)
ONE_DOCUMENT = _one_each(
    f"SELECT {_TYPE_OF_SALE} AS type, s.id, 1 AS number FROM pos.sales s WHERE s.org_id = %(org_id)s"
    f" UNION ALL SELECT {_TYPE_OF_MONEY}, d.id, 1 FROM pos.money_documents d WHERE d.org_id = %(org_id)s"
    " UNION ALL SELECT 'shift_open', h.id, 1 FROM pos.shifts h WHERE h.org_id = %(org_id)s"
    " UNION ALL SELECT 'shift_close', h.close_id, 1 FROM pos.shifts h"
    " WHERE h.org_id = %(org_id)s AND h.close_id IS NOT NULL"
    " UNION ALL SELECT d.kind, d.id, 1 FROM inv.stock_documents d WHERE d.org_id = %(org_id)s"
    f" UNION ALL SELECT {_TYPE_OF_RECONCILIATION}, r.id, 1 FROM acct.bank_reconciliations r WHERE r.org_id = %(org_id)s"
    " UNION ALL SELECT j.source_type, j.id, 1 FROM acct.journals j"
    " WHERE j.org_id = %(org_id)s AND j.source_type IN ('journal', 'reversal')"
    " UNION ALL SELECT c.kind, c.id, 1 FROM acct.closings c WHERE c.org_id = %(org_id)s",
    "document",
)

LINKED_JOURNAL = f"""
SELECT 'a document names another journal than its own' AS what,
    jsonb_build_object('type', d.type, 'document_id', d.id) AS place,
    jsonb_build_object('journal_id', d.journal_id) AS found,
    jsonb_build_object('journal_id', j.id) AS expected
FROM (
    SELECT s.kind AS type, s.id, s.journal_id FROM pos.sales s WHERE s.org_id = %(org_id)s
    UNION ALL
    SELECT {_TYPE_OF_MONEY}, d.id, d.journal_id FROM pos.money_documents d WHERE d.org_id = %(org_id)s
    UNION ALL
    SELECT 'shift_open', h.id, h.opening_journal_id FROM pos.shifts h WHERE h.org_id = %(org_id)s
    UNION ALL
    SELECT 'shift_close', h.close_id, h.closing_journal_id FROM pos.shifts h
    WHERE h.org_id = %(org_id)s AND h.close_id IS NOT NULL
    UNION ALL
    SELECT x.kind, x.id, x.journal_id FROM inv.stock_documents x WHERE x.org_id = %(org_id)s
    UNION ALL
    SELECT {_TYPE_OF_RECONCILIATION}, r.id, r.journal_id FROM acct.bank_reconciliations r WHERE r.org_id = %(org_id)s
    UNION ALL
    SELECT c.kind, c.id, c.journal_id FROM acct.closings c WHERE c.org_id = %(org_id)s
) d
JOIN acct.journals j ON j.org_id = %(org_id)s AND j.source_type = d.type AND j.source_id = d.id
WHERE d.journal_id IS DISTINCT FROM j.id
"""

REVERSALS = """
SELECT 'a reversal reverses another journal than was asked' AS what,
    jsonb_build_object('operation_id', o.id, 'journal_id', j.id, 'book', j.book, 'number', j.number) AS place,
    jsonb_build_object('reverses_id', j.reverses_id) AS found,
    jsonb_build_object('reverses_id', o.subject_id) AS expected
FROM acct.journals j
JOIN core.operations o ON o.org_id = %(org_id)s AND o.id = j.source_id
WHERE j.org_id = %(org_id)s AND j.source_type = 'reversal' AND j.reverses_id IS DISTINCT FROM o.subject_id
"""

STATUSES = ("pending", "posted", "rejected", "failed")
_STATUS_LIST = ", ".join(f"'{status}'" for status in STATUSES)

STATUS = f"""
SELECT b.what, jsonb_build_object('operation_id', b.id, 'kind', b.kind) AS place,
    jsonb_build_object('status', b.status, 'ended_at', b.ended_at, 'ended_xid', b.ended_xid) AS found,
    jsonb_build_object('status', b.must) AS expected
FROM (
    SELECT o.id, o.kind, o.status, o.ended_at, o.ended_xid, CASE
            WHEN o.status NOT IN ({_STATUS_LIST}) THEN 'an operation has a status that does not exist'
            WHEN o.status = 'pending' AND (o.ended_at IS NOT NULL OR o.ended_xid IS NOT NULL)
                THEN 'an operation waits though it has ended'
            WHEN o.status <> 'pending' AND (o.ended_at IS NULL OR o.ended_xid IS NULL)
                THEN 'an operation has ended at no time'
            WHEN o.ended_at < o.submitted_at THEN 'an operation ended before it was accepted'
            WHEN o.status IN ('rejected', 'failed') AND o.error IS NULL THEN 'an operation was set aside for no reason'
            WHEN o.status = 'posted' AND o.result IS NULL THEN 'an operation was posted without a result'
            WHEN o.status NOT IN ('rejected', 'failed') AND o.dismissed_at IS NOT NULL
                THEN 'an operation was dismissed though it was not set aside'
        END AS what, '{" or ".join(STATUSES)}, and all that goes with it' AS must
    FROM core.operations o WHERE o.org_id = %(org_id)s
) b
WHERE b.what IS NOT NULL
"""

NOBODY_COMES = f"""
SELECT 'an operation waits in a shard that nobody drains' AS what,
    jsonb_build_object('operation_id', o.id, 'kind', o.kind) AS place,
    jsonb_build_object('shard', o.shard) AS found, jsonb_build_object('shard', 'one of core.shards') AS expected
FROM core.operations o
WHERE o.org_id = %(org_id)s AND o.status = 'pending' AND o.shard <> {BACKGROUND_SHARD}
    AND NOT EXISTS (SELECT FROM core.shards h WHERE h.shard = o.shard)
"""

MISSING = """
SELECT 'an operation that somebody mended or dismissed is gone' AS what,
    jsonb_build_object('operation_id', a.subject_id) AS place,
    jsonb_build_object('operation', NULL) AS found, jsonb_build_object('operation', a.subject_id) AS expected
FROM (
    SELECT DISTINCT x.subject_id FROM core.audit_log x
    WHERE x.org_id = %(org_id)s AND x.action IN ('operation.retry', 'operation.dismiss')
) a
WHERE NOT EXISTS (SELECT FROM core.operations o WHERE o.org_id = %(org_id)s AND o.id::text = a.subject_id)
"""
