"""I4 and I6: what is under way against the ledger, and transfers against their documents."""

# ruff: noqa: S608 - every statement is built from constants of this package.

from domain.reports.verification.naming import account, item

TRANSIT_AGAINST_LEDGER = f"""
WITH transit AS (
    SELECT account_id FROM acct.account_roles WHERE org_id = %(org_id)s AND role = 'stock_in_transit'
)
SELECT 'the value of goods under way is not the balance of stock in transit' AS what,
    jsonb_build_object('account', {account("(SELECT r.account_id FROM transit r LIMIT 1)")}) AS place,
    jsonb_build_object('balance', b.balance) AS found, jsonb_build_object('balance', t.value) AS expected
FROM (
    SELECT coalesce(sum(x.debit - x.credit), 0) AS balance
    FROM acct.balances x
    WHERE x.org_id = %(org_id)s AND x.account_id IN (SELECT r.account_id FROM transit r)
) b
CROSS JOIN (
    SELECT coalesce(sum(l.value - l.received_value - l.lost_value - l.returned_value), 0) AS value
    FROM inv.transfer_lines l WHERE l.org_id = %(org_id)s
) t
WHERE b.balance <> t.value
"""

TRANSFER_LINES = f"""
SELECT 'a line of a transfer is not what its documents say' AS what,
    jsonb_build_object('transfer_id', coalesce(l.transfer_id, d.transfer_id), 'line_no', coalesce(l.line_no, d.line_no),
        'item', {item("coalesce(l.item_id, d.item_id)")}) AS place,
    jsonb_build_object('shipped', l.shipped::text, 'value', l.value, 'received', l.received::text,
        'received_value', l.received_value, 'lost', l.lost::text, 'lost_value', l.lost_value,
        'returned', l.returned::text, 'returned_value', l.returned_value) AS found,
    jsonb_build_object('shipped', d.shipped::text, 'value', d.value, 'received', d.received::text,
        'received_value', d.received_value, 'lost', d.lost::text, 'lost_value', d.lost_value,
        'returned', d.returned::text, 'returned_value', d.returned_value) AS expected
FROM (SELECT x.* FROM inv.transfer_lines x WHERE x.org_id = %(org_id)s) l
FULL JOIN (
    SELECT y.transfer_id, y.line_no, y.item_id, sum(y.shipped) AS shipped, sum(y.value) AS value,
        sum(y.quantity) FILTER (WHERE y.kind = 'transfer_receipt') AS received,
        sum(y.moved) FILTER (WHERE y.kind = 'transfer_receipt') AS received_value,
        sum(y.lost) AS lost, sum(y.lost_value) AS lost_value,
        sum(y.quantity) FILTER (WHERE y.kind = 'transfer_return') AS returned,
        sum(y.moved) FILTER (WHERE y.kind = 'transfer_return') AS returned_value
    FROM (
        SELECT h.kind, coalesce(h.about_id, h.id) AS transfer_id, coalesce(n.about_line_no, n.line_no) AS line_no,
            n.item_id, CASE WHEN h.kind = 'transfer' THEN -n.quantity END AS shipped,
            CASE WHEN h.kind = 'transfer' THEN -n.value END AS value, n.quantity, n.value AS moved,
            (n.details ->> 'lost')::numeric AS lost, (n.details ->> 'lost_value')::bigint AS lost_value
        FROM inv.stock_documents h
        JOIN inv.stock_document_lines n ON n.org_id = %(org_id)s AND n.document_id = h.id
        WHERE h.org_id = %(org_id)s
            AND h.kind IN ('transfer', 'transfer_receipt', 'transfer_close', 'transfer_return')
    ) y
    GROUP BY y.transfer_id, y.line_no, y.item_id
) d ON d.transfer_id = l.transfer_id AND d.line_no = l.line_no AND d.item_id = l.item_id
WHERE (l.shipped, l.value, l.received, l.received_value, l.lost, l.lost_value, l.returned, l.returned_value)
    IS DISTINCT FROM (d.shipped, d.value, coalesce(d.received, 0), coalesce(d.received_value, 0), coalesce(d.lost, 0),
        coalesce(d.lost_value, 0), coalesce(d.returned, 0), coalesce(d.returned_value, 0))
"""
