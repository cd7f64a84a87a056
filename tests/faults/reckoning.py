"""The reckoning: what the clients know against what the database holds, row by row, and then the proof."""

import json
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

import psycopg

from cli.load import Shop
from tests.faults.installation import Installation
from tests.faults.tills import Ledger

QUIET_TIMEOUT_S = 90.0

OPERATIONS = "SELECT id::text, kind, status, attempts FROM core.operations WHERE org_id = %s"
SALES = """
WITH paid AS (
    SELECT sale_id, count(*) AS payments, count(DISTINCT payment_no) AS numbers FROM pos.payments GROUP BY 1
), rung AS (
    SELECT sale_id, count(*) AS lines FROM pos.sale_lines GROUP BY 1
), moved AS (
    SELECT source_id AS sale_id, count(*) AS movements FROM inv.stock_movements GROUP BY 1
), entered AS (
    SELECT source_id AS sale_id, count(*) AS journals FROM acct.journals GROUP BY 1
)
SELECT s.id::text, s.total, coalesce(payments, 0), coalesce(numbers, 0), coalesce(lines, 0), coalesce(movements, 0),
    coalesce(journals, 0)
FROM pos.sales s LEFT JOIN paid ON paid.sale_id = s.id LEFT JOIN rung ON rung.sale_id = s.id
LEFT JOIN moved ON moved.sale_id = s.id LEFT JOIN entered ON entered.sale_id = s.id
WHERE s.org_id = %s
"""
SOURCES = "SELECT source_id::text, count(*) FROM acct.journals WHERE org_id = %s GROUP BY source_id"

PROOF = """
import json
from domain.reports.verification import organization_ids, verify
print(json.dumps(verify(organization_ids()).as_dict(), default=str))
"""


@dataclass
class Reckoning:
    """What came of it all."""

    known: int = 0
    accepted: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    most_attempts: int = 0
    differences: int = 0
    quiet_after_s: float = 0.0
    proven: int = 0

    @property
    def clean(self) -> bool:
        """Whether nothing is lost, doubled, unexplained or wrong."""
        return not (self.lost or self.doubled or self.strange or self.differences or self.statuses["failed"])


def wait_until_quiet(at: Installation) -> bool:
    """Return once nothing waits, False when that takes too long."""
    deadline = time.monotonic() + QUIET_TIMEOUT_S
    while time.monotonic() < deadline:
        try:
            with at.superuser() as connection:
                row = connection.execute("SELECT count(*) FROM core.operations WHERE status = 'pending'").fetchone()
            if row == (0,):
                return True
        except psycopg.Error:
            pass
        time.sleep(0.2)
    return False


def reckon(at: Installation, shop: Shop, ledger: Ledger, *, before: set[str]) -> Reckoning:
    """Compare what the clients know with what is there; `before` was there when the load began."""
    found = Reckoning(known=len(ledger.sent), accepted=len(ledger.accepted))
    began = time.monotonic()
    if not wait_until_quiet(at):
        found.strange.append(f"operations were still waiting after {QUIET_TIMEOUT_S:.0f} s")
    found.quiet_after_s = time.monotonic() - began
    with at.superuser() as connection:
        # Statistics are lost when Postgres is killed, and nobody waits here for its own time to gather them.
        connection.execute("ANALYZE")
        operations = {row[0]: row[1:] for row in connection.execute(OPERATIONS, (shop.org_id,)) if row[0] not in before}
        sales = {row[0]: row[1:] for row in connection.execute(SALES, (shop.org_id,))}
        journals = dict(connection.execute(SOURCES, (shop.org_id,)).fetchall())
    found.statuses.update(status for _, status, _ in operations.values())
    found.most_attempts = max((attempts for *_, attempts in operations.values()), default=0)
    found.strange += [f"an answer that nobody should get: {answer}" for answer in ledger.refused]
    _lost(found, ledger, operations, sales)
    _doubled(found, ledger, operations, sales, journals)
    _verify(found, at)
    return found


def _lost(
    found: Reckoning,
    ledger: Ledger,
    operations: dict[str, tuple[str, str, int]],
    sales: dict[str, tuple[int, ...]],
) -> None:
    for identity in ledger.accepted - set(operations):
        found.lost.append(f"{identity} was accepted and is nowhere")
    for identity, (kind, status, _) in operations.items():
        if status == "pending":
            found.lost.append(f"{identity} ({kind}) never ended")
        if status == "posted" and kind == "sale.post" and identity not in sales:
            found.lost.append(f"{identity} is said to be posted, and there is no sale")
        expected = "rejected" if identity in ledger.short else "posted"
        if status in {"posted", "rejected"} and status != expected:
            found.strange.append(f"{identity} ({kind}) ended {status} instead of {expected}")
    for identity in set(ledger.sent) - set(operations):
        found.lost.append(f"{identity} was sent until it was answered, and is nowhere")


def _doubled(
    found: Reckoning,
    ledger: Ledger,
    operations: dict[str, tuple[str, str, int]],
    sales: dict[str, tuple[int, ...]],
    journals: dict[str, int],
) -> None:
    found.strange += [f"{identity} was never sent" for identity in set(operations) - set(ledger.sent)]
    found.strange += [f"the sale {identity} was never sent" for identity in set(sales) - set(ledger.sent)]
    for identity, (total, payments, numbers, lines, moved, entries) in sales.items():
        # Every line of these sales is of an item with stock, and every sale has one payment.
        if (payments, numbers, moved, entries) != (1, 1, lines, 1):
            found.doubled.append(f"{identity}: {payments} payments, {lines} lines, {moved} moved, {entries} journals")
        if ledger.totals.get(identity, total) != total:
            found.strange.append(f"{identity} comes to {total} instead of {ledger.totals[identity]}")
        if identity in ledger.contested and str(total) not in ledger.contested[identity]:
            found.strange.append(f"{identity} comes to {total}, and nobody had sent that")
    found.doubled += [
        f"{identity} was accepted with two contents" for identity, winners in ledger.won.items() if len(winners) > 1
    ]
    found.doubled += [f"{identity} has {count} journals" for identity, count in journals.items() if count != 1]


def _verify(found: Reckoning, at: Installation) -> None:
    """Let the product prove its books, in a process of its own with the settings of the installation."""
    proof = subprocess.run(
        [sys.executable, "-c", PROOF],
        env=dict(at.stack.environment),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    try:
        told = json.loads(proof.stdout.splitlines()[-1])
    except (ValueError, IndexError):
        found.strange.append(f"verify gave no proof: {proof.stderr[-500:]}")
        return
    found.differences = told["differences"]
    found.proven = len(told["invariants"])
    for one in told["invariants"]:
        found.strange += [f"{one['number']}: {json.dumps(example)[:400]}" for example in one["examples"][:3]]
