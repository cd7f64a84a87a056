"""Loading deposits that are paid further, and money documents that are to be undone, without locks."""

from collections.abc import Mapping
from typing import Any

import msgspec

from domain.posting.facts import Customer, OrgFacts
from domain.posting.load.statements import Rows, seek
from domain.posting.tills import Deposit, PaidTender, PostedMoney

DEPOSITS = seek("d.customer_id, d.total", "pos.deposits d", "d.id", "uuid")
# Whether it has been undone is looked at before the locks; two who undo it at once meet at a unique index.
MONEY = seek(
    """
m.kind, m.location_id, l.code AS location_code, m.terminal_id, m.shift_id, m.customer_id, v.kind AS stored_kind,
    v.code AS stored_code, c.active, c.credit_limit, c.price_group, m.amount, m.rounding,
    EXISTS (SELECT FROM pos.money_documents u WHERE u.org_id = m.org_id AND u.original_id = m.id) AS undone,
    (SELECT jsonb_agg(jsonb_build_array(t.method_id, t.method, t.kind, t.amount - t.change, t.reference,
        CASE WHEN s.id IS NOT NULL THEN jsonb_build_array(s.kind, s.code) END) ORDER BY t.tender_no)
     FROM pos.money_tenders t LEFT JOIN pos.stored_values s ON s.org_id = t.org_id AND s.id = t.stored_value_id
     WHERE t.org_id = m.org_id AND t.document_id = m.id)::text AS tenders,
    (SELECT jsonb_agg(jsonb_build_array(j.account_id, j.location_id, j.debit, j.credit) ORDER BY j.line_no)
     FROM acct.journal_lines j WHERE j.org_id = m.org_id AND j.journal_id = m.journal_id)::text AS journal
""",
    """
pos.money_documents m JOIN inv.locations l ON l.org_id = m.org_id AND l.id = m.location_id
LEFT JOIN pos.stored_values v ON v.org_id = m.org_id AND v.id = m.stored_value_id
LEFT JOIN pos.customers c ON c.org_id = m.org_id AND c.id = m.customer_id
""",
    "m.id",
    "uuid",
)


def keep_money(facts: dict[str, OrgFacts], found: Mapping[str, Rows]) -> None:
    """Add what was found to the facts of its organization."""
    for org_id, key, customer_id, total in found.get(DEPOSITS, ()):
        facts[org_id].deposits[key] = Deposit(key, customer_id, total)
    for org_id, key, *columns in found.get(MONEY, ()):
        _keep_document(facts[org_id], key, columns)


def _keep_document(org: OrgFacts, key: str, columns: list[Any]) -> None:
    """Keep a document that is to be undone, and the customer whose it is: nobody else names them."""
    kind, location_id, location_code, terminal_id, shift_id, customer_id, stored_kind, stored_code, *rest = columns
    active, limit, group, amount, rounding, undone, tenders, journal = rest
    if customer_id is not None:
        org.customers.setdefault(customer_id, Customer(customer_id, active, limit, group))
    org.money[key] = PostedMoney(
        key,
        kind,
        location_id,
        location_code,
        terminal_id,
        shift_id,
        customer_id,
        None if stored_kind is None else (stored_kind, stored_code),
        amount,
        rounding,
        undone,
        tuple(_tender(tender) for tender in msgspec.json.decode(tenders or "[]")),
        tuple(tuple(line) for line in msgspec.json.decode(journal or "[]")),
    )


def _tender(row: list[Any]) -> PaidTender:
    method_id, code, kind, amount, reference, of = row
    return PaidTender(method_id, code, kind, amount, reference, None if of is None else (of[0], of[1]))
