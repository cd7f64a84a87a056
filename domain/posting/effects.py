"""What a batch writes: documents with their lines inside, in the order of the columns that `write` names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.accounting.entries import Entry, Key, Line, journal_hash
from domain.core import clock
from domain.core.ids import NIL, new_id_text
from domain.posting.closing import ClosingEffects, Deferral
from domain.posting.dating import Dating
from domain.posting.facts import Claimed, OrgFacts
from domain.posting.tills import Shift, StoredValue

Row = tuple[Any, ...]
NO_LOCATION = str(NIL)


@dataclass(slots=True)
class Effects:
    """Documents by table, balances summed over the batch, and how each operation ended."""

    sales: list[Row] = field(default_factory=list)
    sale_parts: list[Row] = field(default_factory=list)
    stock_documents: list[Row] = field(default_factory=list)
    movements: list[Row] = field(default_factory=list)
    """Movements beside those that lines stand for: revaluations, parts of kits."""
    lot_movements: list[Row] = field(default_factory=list)
    money_documents: list[Row] = field(default_factory=list)
    deposits: list[Row] = field(default_factory=list)
    shifts_opened: list[Row] = field(default_factory=list)
    shifts_closed: list[Row] = field(default_factory=list)
    shift_totals: dict[tuple[str, str, bool, str, str], list[int]] = field(default_factory=dict)
    stored_movements: list[Row] = field(default_factory=list)
    stored_changes: dict[tuple[str, str], tuple[StoredValue, int]] = field(default_factory=dict)
    journals: list[Row] = field(default_factory=list)
    foreign_lines: list[Row] = field(default_factory=list)
    balances: dict[tuple[str, str, str, str], list[int]] = field(default_factory=dict)
    closing: ClosingEffects = field(default_factory=ClosingEffects)
    audited: list[Row] = field(default_factory=list)
    bank_reconciliations: list[Row] = field(default_factory=list)
    bank_matches: dict[tuple[str, str], list[list[Any]]] = field(default_factory=dict)
    """What each reconciliation of this batch matched."""
    bank_released: list[Row] = field(default_factory=list)
    """Earlier reconciliations that this batch undoes."""
    follow_ups: list[Row] = field(default_factory=list)
    """Operations that this batch hands on to another lane, in the form that `core.operations` takes."""
    outcomes: list[Row] = field(default_factory=list)
    deferrals: list[Row] = field(default_factory=list)
    """Operations that wait on, and for how many seconds."""

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

    def movement(
        self,
        org: OrgFacts,
        *,
        location_id: str,
        item_id: str,
        quantity_text: str,
        value: int,
        unit_cost_text: str,
        kind: str,
        source: tuple[str, str],
        dating: Dating,
    ) -> str:
        """Add a stock movement that no line of a document stands for; return its id."""
        movement_id = new_id_text()
        day = dating.business_date.isoformat()
        what = (org.id, movement_id, location_id, item_id, quantity_text, value, unit_cost_text)
        self.movements.append((*what, kind, *source, dating.occurred_at, day))
        return movement_id

    def store(self, org: OrgFacts, value: StoredValue, amount: int, *, source: tuple[str, str], dating: Dating) -> None:
        """Load (positive) or take from a stored value, minor units."""
        value.balance += amount
        value.known = True
        day = dating.business_date.isoformat()
        self.stored_movements.append((org.id, new_id_text(), value.id, amount, *source, dating.occurred_at, day))
        _, before = self.stored_changes.get((org.id, value.id), (value, 0))
        self.stored_changes[org.id, value.id] = value, before + amount

    def count(  # noqa: PLR0917 - what is counted, how often, how much
        self, org: OrgFacts, shift: Shift, measure: str, code: str, number: int, amount: int
    ) -> None:
        """Add to what a shift has taken; after its close, to its supplement."""
        total = self.shift_totals.setdefault((org.id, shift.id, not shift.open, measure, code), [0, 0])
        total[0] += number
        total[1] += amount

    def release_matches(self, org: OrgFacts, reconciliation_id: str, *, stored: bool) -> None:
        """Let what a reconciliation matched be open again; `stored`: it is an earlier batch's."""
        if stored:
            self.bank_released.append((org.id, reconciliation_id))
        for match in self.bank_matches.get((org.id, reconciliation_id), ()):
            match[-1] = False

    def audit(self, operation: Claimed, *, after: Mapping[str, Any]) -> None:
        """Note in the audit log who had this operation carried out, and what came of it."""
        approver = {"approved_by": operation.content["approved_by"]} if "approved_by" in operation.content else {}
        self.audited.append((operation.org_id, operation.id, {**after, **approver}, new_id_text()))

    def hand_on(
        self,
        operation: Claimed,
        *,
        follow_up_id: str,
        shard: int,
        lane: str,
        kind: str,
        subject: tuple[str, str],
        content: Mapping[str, Any],
    ) -> None:
        """Let another operation follow in another lane, accepted by this very transaction, for the same actor."""
        self.follow_ups.append(
            (operation.org_id, follow_up_id, shard, lane, kind, *subject, operation.id, dict(content))
        )

    def posted(self, operation: Claimed, result: dict[str, Any]) -> None:
        """Note that an operation was carried out."""
        self.outcomes.append((operation.org_id, operation.id, operation.place, "posted", result, None))

    def deferred(self, operation: Claimed, deferral: Deferral) -> None:
        """Note that an operation did a step, or none, and waits on."""
        self.deferrals.append((operation.org_id, operation.id, operation.place, deferral.after_ms))

    def rejected(self, operation: Claimed, error: dict[str, Any]) -> None:
        """Note that an operation is refused, and why."""
        self.outcomes.append((operation.org_id, operation.id, operation.place, "rejected", None, error))
