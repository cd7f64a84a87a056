"""What a batch writes: the rows of every table it touches, in the order of the columns that `write` names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from domain.accounting.entries import Entry, Key, journal_hash
from domain.core import clock
from domain.core.ids import NIL, new_id_text
from domain.core.money import PRICE_DIGITS, QUANTITY_DIGITS, text_of
from domain.posting.facts import Claimed, Dating, Item, OrgFacts

Row = tuple[Any, ...]
NO_LOCATION = str(NIL)


@dataclass(slots=True)
class Effects:
    """Rows by table; balances summed over the batch."""

    sales: list[Row] = field(default_factory=list)
    sale_lines: list[Row] = field(default_factory=list)
    payments: list[Row] = field(default_factory=list)
    stock_documents: list[Row] = field(default_factory=list)
    stock_document_lines: list[Row] = field(default_factory=list)
    movements: list[Row] = field(default_factory=list)
    journals: list[Row] = field(default_factory=list)
    journal_lines: list[Row] = field(default_factory=list)
    outcomes: list[Row] = field(default_factory=list)
    balances: dict[tuple[str, str, str, str], list[int]] = field(default_factory=dict)

    def move(
        self,
        org: OrgFacts,
        item: Item,
        location_id: str,
        *,
        quantity: int,
        value: int,
        unit_cost: int,
        kind: str,
        source: tuple[str, str],
        dating: Dating,
    ) -> str:
        """Add a stock movement, signed; return its id."""
        movement_id = new_id_text()
        self.movements.append(
            (
                org.id,
                movement_id,
                location_id,
                item.id,
                text_of(quantity, QUANTITY_DIGITS),
                value,
                text_of(unit_cost, PRICE_DIGITS),
                kind,
                source[0],
                source[1],
                dating.occurred_at,
                dating.business_date,
            )
        )
        return movement_id

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
            )
        )
        self._lines(org.id, journal_id, dating.business_date, lines, line_memos or {})
        return journal_id

    def _lines(
        self,
        org_id: str,
        journal_id: str,
        business_date: date,
        lines: Sequence[tuple[str, str | None, int, int]],
        memos: Mapping[Key, str],
    ) -> None:
        day, month = business_date.isoformat(), clock.month_of(business_date).isoformat()
        for at, (account, location, debit, credit) in enumerate(lines):
            memo = memos.get((account, location))
            self.journal_lines.append((org_id, journal_id, at + 1, account, location, day, debit, credit, memo))
            balance = self.balances.setdefault((org_id, month, account, location or NO_LOCATION), [0, 0])
            balance[0] += debit
            balance[1] += credit

    def posted(self, operation: Claimed, result: dict[str, Any]) -> None:
        """Note that an operation was carried out."""
        self.outcomes.append((operation.org_id, operation.id, "posted", result, None))

    def rejected(self, operation: Claimed, error: dict[str, Any]) -> None:
        """Note that an operation is refused, and why."""
        self.outcomes.append((operation.org_id, operation.id, "rejected", None, error))
