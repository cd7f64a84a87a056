"""What the clients know: every document ever sent, what may have become of it, and how to send until that is known."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cli.load import Client, LoadError

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.05, 0.8
TIMEOUT_S = 4.0
POSTED = frozenset({"posted"})


def rejected(code: str) -> frozenset[str]:
    """Return the fate of what must be rejected, for this reason and no other."""
    return frozenset({code})


def perhaps(*codes: str) -> frozenset[str]:
    """Return the fate of what is posted unless somebody elsewhere came first: then it is rejected for one of these."""
    return POSTED | frozenset(codes)


@dataclass(slots=True)
class Sent:
    """One document as the client that sent it knows it; amounts in minor units, what is given back is negative."""

    id: str
    kind: str
    """Of the operation."""
    document: str
    """What is there once it is posted: a sale, an exchange, a transfer."""
    fate: frozenset[str] = POSTED
    """`posted`, or the codes it may be rejected with."""
    total: int | None = None
    lines: int | None = None
    moved: int | None = None
    """How many movements of stock it makes, where that is known beforehand."""
    tenders: Mapping[str, int] = field(default_factory=dict)
    """What each method took, less change."""
    shift_id: str | None = None
    counts_as: tuple[str, int] | None = None
    """What its shift counts it as, where that is not the document with its total."""
    stored: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """What it adds to gift cards and deposits, by kind and code."""
    owed: tuple[str, int] | None = None
    """A customer, and what is owed more."""
    subject: str | None = None
    """What it takes back, ends or receives: only one that does may be posted, where several are sent."""


@dataclass
class Ledger:
    """What the clients know together: documents in the order in which each client sent its own."""

    sent: dict[str, Sent] = field(default_factory=dict)
    accepted: set[str] = field(default_factory=set)
    contested: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Sales sent at once with two contents: the total of each."""
    won: dict[str, set[str]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)

    def count(self, sent: Sent) -> None:
        """Note a document, before it is sent for the first time."""
        assert sent.id not in self.sent
        self.sent[sent.id] = sent

    async def deliver(self, client: Client, request: bytes, sent: Sent) -> None:
        """Send until it is accepted; a refusal is noted as something nobody should see."""
        answer = await until_known(client, request, self)
        if answer.status in {200, 202} and answer.json()["id"] == sent.id:
            self.accepted.add(sent.id)
        else:
            self.refused.append(f"{sent.kind}: {answer.status} {answer.body[:300]!r}")


async def until_known(client: Client, request: bytes, ledger: Ledger) -> Any:
    """Send until there is an answer that says what became of it; return that answer."""
    pause_s = FIRST_PAUSE_S
    while True:
        try:
            answer = await client.send(request)
        except LoadError as error:
            ledger.answers[type(error).__name__] += 1
        else:
            ledger.answers[str(answer.status)] += 1
            if answer.status not in {429, 500, 502, 503, 504}:
                return answer
            if answer.status == 500:
                ledger.refused.append(answer.body.decode(errors="replace")[:300])
        await asyncio.sleep(pause_s)
        pause_s = min(LONGEST_PAUSE_S, 2 * pause_s)
