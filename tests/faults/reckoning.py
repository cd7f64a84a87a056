"""The reckoning: what the clients know against what the database holds, row by row, and then the proof."""

import json
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

import psycopg

from cli.load import Shop
from tests.faults.found import Document, Found, look
from tests.faults.installation import Installation
from tests.faults.ledger import Ledger, Sent
from tests.faults.sums import wrong_sums

QUIET_TIMEOUT_S = 90.0

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
    kinds: dict[str, Counter[str]] = field(default_factory=dict)
    """How many ended how, by what was sent."""
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
    told = Reckoning(known=len(ledger.sent), accepted=len(ledger.accepted))
    began = time.monotonic()
    if not wait_until_quiet(at):
        told.strange.append(f"operations were still waiting after {QUIET_TIMEOUT_S:.0f} s")
    told.quiet_after_s = time.monotonic() - began
    with at.superuser() as connection:
        found = look(connection, shop.org_id, before=before)
    told.most_attempts = max((operation.attempts for operation in found.operations.values()), default=0)
    compare(told, ledger, found)
    _verify(told, at)
    return told


def compare(told: Reckoning, ledger: Ledger, found: Found) -> None:
    """Note all that is not there, there twice, or not as the clients know it."""
    told.statuses = found.statuses
    told.strange += [f"an answer that nobody should get: {answer}" for answer in ledger.refused]
    _never_sent(told, ledger, found)
    for sent in ledger.sent.values():
        _became(told, ledger, sent, found)
    _once(told, ledger, found)
    told.strange += wrong_sums(ledger, found)


def _never_sent(told: Reckoning, ledger: Ledger, found: Found) -> None:
    for what, there in (
        ("operation", set(found.operations)),
        ("document", set(found.documents)),
        ("source of a journal", set(found.journals)),
        ("source of a movement", found.moved),
    ):
        told.strange += [f"nobody sent the {what} {identity}" for identity in there - set(ledger.sent)]


def _became(told: Reckoning, ledger: Ledger, sent: Sent, found: Found) -> None:
    """Check one document: that it ended, as it must, and that all of it is there once, or nothing."""
    operation = found.operations.get(sent.id)
    if operation is None:
        # Every client sent until it was answered, and the first half of a transfer hands the second on.
        told.lost.append(f"{sent.id} ({sent.kind}) is nowhere, {sent.id in ledger.accepted and 'though accepted'}")
        return
    told.kinds.setdefault(sent.document, Counter())[operation.status] += 1
    if operation.status == "pending":
        told.lost.append(f"{sent.id} ({sent.kind}) never ended")
    elif operation.kind != sent.kind:
        told.strange.append(f"{sent.id} is {operation.kind} and was sent as {sent.kind}")
    elif operation.outcome not in sent.fate:
        told.strange.append(f"{sent.id} ({sent.kind}) ended {operation.outcome} instead of {sorted(sent.fate)}")
    documents, journals = found.documents.get(sent.id, []), found.journals.get(sent.id, 0)
    if operation.status != "posted":
        if documents or journals or sent.id in found.moved:
            told.strange.append(f"{sent.id} ({sent.kind}) ended {operation.outcome}, and left something behind")
        return
    if not documents or not journals:
        told.lost.append(f"{sent.id} ({sent.kind}) is posted: {len(documents)} documents, {journals} journals")
    elif len(documents) != 1 or journals != 1:
        told.doubled.append(f"{sent.id} ({sent.kind}): {len(documents)} documents, {journals} journals")
    else:
        _as_sent(told, ledger, sent, documents[0])


def _as_sent(told: Reckoning, ledger: Ledger, sent: Sent, there: Document) -> None:
    """Check that a document is the one that was sent, in all its parts."""
    if there.kind != sent.document:
        told.strange.append(f"{sent.id} became a {there.kind}, not a {sent.document}")
    tenders = 1 if sent.id in ledger.contested else len(sent.tenders)
    if there.tenders != there.numbers or there.tenders != tenders:
        told.doubled.append(f"{sent.id} ({sent.kind}) has {there.tenders} tenders instead of {tenders}")
    if sent.lines is not None and there.lines != sent.lines:
        told.doubled.append(f"{sent.id} ({sent.kind}) has {there.lines} lines instead of {sent.lines}")
    if sent.moved is not None and there.movements != sent.moved:
        told.doubled.append(f"{sent.id} ({sent.kind}) has {there.movements} movements instead of {sent.moved}")
    if sent.total is not None and there.total != sent.total:
        told.strange.append(f"{sent.id} ({sent.kind}) comes to {there.total} instead of {sent.total}")
    if sent.id in ledger.contested and there.total not in ledger.contested[sent.id]:
        told.strange.append(f"{sent.id} comes to {there.total}, and nobody had sent that")


def _once(told: Reckoning, ledger: Ledger, found: Found) -> None:
    """Check what can happen but once, whoever sends it: two contents, two returns of one line, two ends."""
    told.doubled += [
        f"{identity} was accepted with two contents" for identity, winners in ledger.won.items() if len(winners) > 1
    ]
    ends = Counter(
        (sent.document, sent.subject)
        for sent in ledger.sent.values()
        if sent.subject is not None and sent.id in found.operations and found.operations[sent.id].status == "posted"
    )
    told.doubled += [
        f"{times} times {document} of {subject}" for (document, subject), times in ends.items() if times > 1
    ]
    told.lost += [
        f"the transfer {transfer} ({receive}) is {status}, and {left} are under way"
        for transfer, receive, status, left in found.under_way
    ]


def _verify(told: Reckoning, at: Installation) -> None:
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
        proven = json.loads(proof.stdout.splitlines()[-1])
    except (ValueError, IndexError):
        told.strange.append(f"verify gave no proof: {proof.stderr[-500:]}")
        return
    told.differences = proven["differences"]
    told.proven = len(proven["invariants"])
    for one in proven["invariants"]:
        told.strange += [f"{one['number']}: {json.dumps(example)[:400]}" for example in one["examples"][:3]]
