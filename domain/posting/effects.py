"""What a batch writes: documents with their lines inside, in the order of the columns that `write` names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.accounting.entries import Entry, Key, Line, journal_hash
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
        lines: list[Line] = list(entry.lines())
        if line_memos:
            lines = [(*line, line_memos.get((line[0], line[1]))) for line in lines]
        journal_id = journal_id or new_id_text()
        end = org.books[book]
        end.number += 1
        day = dating.business_date.isoformat()
        original_day = None if dating.original_date is None else dating.original_date.isoformat()
        head = {
            "book": book,
            "number": end.number,
            "business_date": day,
            "original_date": original_day,
            "occurred_at": dating.occurred_at,
            "memo": memo,
            "source_type": source[0],
            "source_id": source[1],
            "reverses_id": reverses_id,
            "id": journal_id,
        }
        previous, end.hash = end.hash, journal_hash(end.hash, head, lines)
        self.journals.append(
            (
                org.id,
                journal_id,
                book,
                end.number,
                day,
                original_day,
                dating.occurred_at,
                memo,
                source[0],
                source[1],
                reverses_id,
                previous.hex(),
                end.hash.hex(),
                lines,
            )
        )
        month = clock.month_of(dating.business_date).isoformat()
        for account, location, debit, credit, *_ in lines:
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
