"""What a batch writes: documents with their lines inside, in the order of the columns that `write` names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.accounting.entries import Entry, Key, journal_hash
from domain.core import clock
from domain.core.ids import NIL, new_id_text
from domain.posting.facts import Claimed, Dating, OrgFacts

Row = tuple[Any, ...]
NO_LOCATION = str(NIL)


@dataclass(slots=True)
class Effects:
    """Documents by table, balances summed over the batch, and how each operation ended."""

    sales: list[Row] = field(default_factory=list)
    stock_documents: list[Row] = field(default_factory=list)
    journals: list[Row] = field(default_factory=list)
    balances: dict[tuple[str, str, str, str], list[int]] = field(default_factory=dict)
    outcomes: list[Row] = field(default_factory=list)

    def journal(
        self,
        org: OrgFacts,
        entry: Entry,
        *,
        book: str,
        memo: str,
        source: tuple[str, str],
        dating: Dating,
        journal_id: str | None = None,
        reverses_id: str | None = None,
        line_memos: Mapping[Key, str] | None = None,
    ) -> str:
        """Add a balanced journal at the end of its book, and to the balances; return its id."""
        lines = entry.lines()
        journal_id = journal_id or new_id_text()
        end = org.books[book]
        end.number += 1
        day = dating.business_date.isoformat()
        head = {
            "book": book,
            "number": end.number,
            "business_date": day,
            "memo": memo,
            "source_type": source[0],
            "source_id": source[1],
            "id": journal_id,
        }
        previous, end.hash = end.hash, journal_hash(end.hash, head, lines)
        memos = line_memos or {}
        self.journals.append(
            (
                org.id,
                journal_id,
                book,
                end.number,
                day,
                dating.original_date,
                dating.occurred_at,
                memo,
                source[0],
                source[1],
                reverses_id,
                previous.hex(),
                end.hash.hex(),
                [(*line, memos.get((line[0], line[1]))) for line in lines] if memos else lines,
            )
        )
        month = clock.month_of(dating.business_date).isoformat()
        for account, location, debit, credit in lines:
            balance = self.balances.setdefault((org.id, month, account, location or NO_LOCATION), [0, 0])
            balance[0] += debit
            balance[1] += credit
        return journal_id

    def posted(self, operation: Claimed, result: dict[str, Any]) -> None:
        """Note that an operation was carried out."""
        self.outcomes.append((operation.org_id, operation.id, operation.place, "posted", result, None))

    def rejected(self, operation: Claimed, error: dict[str, Any]) -> None:
        """Note that an operation is refused, and why."""
        self.outcomes.append((operation.org_id, operation.id, operation.place, "rejected", None, error))
