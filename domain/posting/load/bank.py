"""Loading lines of bank statements: their bank accounts are locked first, then the lines are read, and what is matched.

A line of the ledger is on one account, so on one bank account: who has locked that is alone with both sides of it. As
sales of which something comes back, bank accounts are locked before the levels, and nobody who has a level locked asks
for one of them.
"""

from typing import Any

import msgspec

from domain.posting.bank_facts import BankLine, Match, Reconciliation
from domain.posting.facts import OrgFacts
from domain.posting.load.dates import as_date
from domain.posting.load.statements import Connection, each, keyed, keys_json
from domain.posting.wants import Wants

KEY = ("uuid", "uuid")
ACCOUNTS_OF = each(
    "SELECT l.org_id, l.bank_account_id FROM acct.bank_lines l WHERE l.org_id = w.k0 AND l.id = w.k1", *KEY
)
LOCK = each(
    "SELECT a.id FROM acct.bank_accounts a WHERE a.org_id = w.k0 AND a.id = w.k1", *KEY, lock="FOR NO KEY UPDATE"
)
LINES = each(
    """
SELECT l.org_id, l.id, l.bank_account_id, a.account_id, l.date, l.amount, coalesce(nullif(l.text, ''), l.counterparty,
    l.reference, '') AS text, r.id AS reconciliation_id, r.journal_id, j.business_date,
    (SELECT jsonb_agg(jsonb_build_array(s.account_id, s.location_id, s.debit, s.credit) ORDER BY s.line_no)
     FROM acct.journal_lines s WHERE s.org_id = l.org_id AND s.journal_id = r.journal_id)::text AS posted,
    (SELECT jsonb_agg(jsonb_build_array(m.journal_id, m.line_no, m.amount))
     FROM acct.bank_matches m WHERE m.org_id = l.org_id AND m.reconciliation_id = r.id AND m.active)::text AS matches
FROM acct.bank_lines l
JOIN acct.bank_accounts a ON a.org_id = l.org_id AND a.id = l.bank_account_id
LEFT JOIN acct.bank_reconciliations r ON r.org_id = l.org_id AND r.id = l.reconciliation_id
LEFT JOIN acct.journals j ON j.org_id = r.org_id AND j.id = r.journal_id
WHERE l.org_id = w.k0 AND l.id = w.k1
""",
    *KEY,
)
MATCHED = keyed(
    """
SELECT x.* FROM w CROSS JOIN LATERAL (
    SELECT m.org_id, m.journal_id, m.line_no FROM acct.bank_matches m
    WHERE m.org_id = w.k0 AND m.journal_id = w.k1 AND m.active
) AS x
""",
    *KEY,
)


def load_bank(connection: Connection, wants: Wants, facts: dict[str, OrgFacts], *, update: bool) -> None:
    """Lock the bank accounts of the wanted lines, then load these, and what of the wanted journals is matched."""
    lines = keys_json(wants.bank_lines)
    accounts = {(org_id, account_id) for org_id, account_id in connection.execute(ACCOUNTS_OF, (lines,))}
    with connection.pipeline():
        if update:
            connection.execute(LOCK, (keys_json(accounts),))
        found = connection.execute(LINES, (lines,))
        matched = connection.execute(MATCHED, (keys_json(wants.bank_journals),))
    for org_id, *columns in found:
        line = _line(columns)
        facts[org_id].bank.lines[line.id] = line
    for org_id, journal_id, line_no in matched:
        facts[org_id].bank.matched.add((journal_id, line_no))


def _line(columns: list[Any]) -> BankLine:
    line_id, bank_account_id, account_id, day, amount, text, reconciliation_id, journal_id, posted_on, *rest = columns
    posted, matches = (msgspec.json.decode(value or "[]") for value in rest)
    line = BankLine(line_id, bank_account_id, account_id, as_date(day), amount, text)
    if reconciliation_id is not None:
        line.reconciliation = Reconciliation(
            reconciliation_id,
            tuple(Match(*match) for match in matches),
            journal_id,
            tuple(tuple(side) for side in posted),
            None if posted_on is None else as_date(posted_on),
        )
    return line
