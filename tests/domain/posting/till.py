"""A till and a back office below HTTP: documents as clients write them, posted by the worker's own code."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import msgspec

from domain.core.clock import now
from domain.operations.admission import Wish, rows_json
from domain.operations.payload import decode
from domain.posting.drain import connect_for_posting, drain_shard
from domain.posting.kinds import KINDS
from domain.reports.verification import verify
from tests.api.nouns import ITEMS, TERMINALS
from tests.shops import Shop

COUNTED = (
    "pos.sales",
    "pos.sale_lines",
    "pos.payments",
    "pos.money_documents",
    "pos.money_tenders",
    "pos.stored_values",
    "pos.stored_value_movements",
    "pos.deposits",
    "pos.layaway_lines",
    "pos.shift_totals",
    "core.audit_log",
    "inv.stock_documents",
    "inv.stock_document_lines",
    "inv.stock_movements",
    "acct.journals",
    "acct.journal_lines",
    "acct.balances",
)


@dataclass(frozen=True)
class Outcome:
    """What became of one operation."""

    id: str
    status: str
    attempts: int
    result: dict[str, Any]
    error: dict[str, Any]

    @property
    def refusal(self) -> tuple[str, str | None]:
        """The code, and the path of the first fault."""
        assert self.status == "rejected", self
        errors = self.error["errors"]
        return self.error["code"], errors[0]["path"] if errors else None


@dataclass
class Counter:
    """One shop's till, its stock room and its books."""

    shop: Shop
    digits: int = 2
    terminal_id: str = ""
    _codes: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Put up a till."""
        self.terminal_id = TERMINALS.make(self.shop)["id"]

    def set(self, **settings: Any) -> None:
        """Change the organization's policies."""
        answer = self.shop.patch("/api/org/settings", json=settings)
        assert answer.status_code == 200, answer.text

    def item(self, **given: Any) -> str:
        """Create an item; return its id."""
        return str(ITEMS.make(self.shop, **given)["id"])

    def post(self, *wanted: tuple[str, dict[str, Any]], lane: UUID | None = None) -> list[Outcome]:
        """Admit documents in one lane in this order, drain it, and return what became of each."""
        wishes = [self.wish(kind, body, lane=lane) for kind, body in wanted]
        self.admit(wishes)
        with connect_for_posting() as connection:
            drain_shard(connection, wishes[0].shard)
        return [self.outcome(str(wish.id)) for wish in wishes]

    def wish(self, kind: str, body: dict[str, Any], *, lane: UUID | None = None) -> Wish:
        """Return a body as it is admitted; raises what its validation raises."""
        about = body.get("_about")
        sent = {key: value for key, value in body.items() if key != "_about"}
        content = KINDS[kind].canonical(decode(msgspec.json.encode(sent), KINDS[kind].payload_type), digits=self.digits)
        identity = UUID(content["id"]) if "id" in content else uuid4()
        return Wish(
            org_id=self.shop.org_id,
            id=identity,
            kind=kind,
            lane=lane or self.shop.default_location_id,
            subject_type=KINDS[kind].subject_type,
            subject_id=UUID(about) if about else identity,
            actor=self.shop.ctx.actor,
            content=content,
        )

    def admit(self, wishes: list[Wish]) -> None:
        """Put wishes into the inbox, in one commit."""
        with connect_for_posting() as connection:
            row = connection.execute("SELECT epoch FROM core.access_epoch").fetchone()
            assert row
            connection.execute(
                "SELECT core.admit(%s, %s, %s::jsonb)", (row[0], f"{{{self.shop.org_id}}}", rows_json(wishes))
            )

    def outcome(self, operation_id: str) -> Outcome:
        """Return what became of an operation."""
        [row] = self.query(
            "SELECT id, status, attempts, result, error FROM core.operations WHERE id = %s", (operation_id,)
        )
        return Outcome(row[0], row[1], row[2], row[3] or {}, row[4] or {})

    def query(self, statement: str, parameters: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Ask as the application, seeing this organization only."""
        with connect_for_posting() as connection, connection.transaction():
            connection.execute("SELECT set_config('app.org_ids', %s, true)", (f"{{{self.shop.org_id}}}",))
            return connection.execute(statement, parameters).fetchall()

    def change(self, statement: str, parameters: tuple[Any, ...] = ()) -> None:
        """Change rows as the application, seeing this organization only."""
        with connect_for_posting() as connection, connection.transaction():
            connection.execute("SELECT set_config('app.org_ids', %s, true)", (f"{{{self.shop.org_id}}}",))
            connection.execute(statement, parameters)

    def journal(self, journal_id: str) -> dict[str, int]:
        """Return a journal's sides by account role (or code), minor units, debits positive."""
        rows = self.query(
            """
            SELECT coalesce((SELECT min(r.role) FROM acct.account_roles r WHERE r.account_id = l.account_id), a.code),
                sum(l.debit - l.credit)::bigint
            FROM acct.journal_lines l JOIN acct.chart_of_accounts a ON a.id = l.account_id
            WHERE l.journal_id = %s GROUP BY 1
            """,
            (journal_id,),
        )
        return dict(rows)

    def level(self, item_id: str) -> tuple[str, int, str]:
        """Return quantity, value in minor units and unit cost of an item at the first location."""
        [row] = self.query(
            "SELECT quantity, value, unit_cost FROM inv.stock_levels WHERE item_id = %s AND location_id = %s",
            (item_id, str(self.shop.default_location_id)),
        )
        return row[0], row[1], row[2]

    def movements(self, source_id: str) -> list[tuple[str, int, str]]:
        """Return quantity, value and kind of the movements of a document, in order."""
        return [
            (quantity, value, kind)
            for quantity, value, kind in self.query(
                "SELECT quantity, value, kind FROM inv.stock_movements WHERE source_id = %s ORDER BY id", (source_id,)
            )
        ]

    def counts(self) -> dict[str, int]:
        """Return how many rows of everything posted there are, receipt numbers and book ends included."""
        counted = {table: self.query(f"SELECT count(*) FROM {table}")[0][0] for table in COUNTED}
        counted["receipts"] = self.query("SELECT coalesce(sum(last_number), 0)::int FROM pos.receipt_sequences")[0][0]
        counted["numbers"] = self.query("SELECT coalesce(sum(last_number), 0)::int FROM acct.books")[0][0]
        # A balance of nothing says no more than no balance.
        counted["debtors"] = self.query("SELECT count(*) FROM pos.customer_balances WHERE receivable <> 0")[0][0]
        counted["owed"] = self.query("SELECT coalesce(sum(receivable), 0)::bigint FROM pos.customer_balances")[0][0]
        counted["held"] = self.query("SELECT coalesce(sum(balance), 0)::bigint FROM pos.stored_values")[0][0]
        counted["returned"] = self.query("SELECT coalesce(sum(returned), 0) FROM pos.sale_lines")[0][0]
        counted["stock"] = self.query("SELECT coalesce(sum(abs(value)), 0)::bigint FROM inv.stock_levels")[0][0]
        return counted

    def sale(self, *lines: dict[str, Any], paid: Any = "1000.00", **given: Any) -> tuple[str, dict[str, Any]]:
        """Return a sale of these lines; `paid` is an amount in cash or {method: amount}."""
        tenders = paid if isinstance(paid, dict | list) else {"cash": paid}
        return "sale.post", {
            "id": str(uuid4()),
            "terminal_id": self.terminal_id,
            "occurred_at": now().isoformat(),
            "lines": list(lines),
            "payments": tenders_of(tenders),
            **given,
        }

    def back(
        self, sale_id: str, *lines: tuple[int, str], refunds: Any = None, **given: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return a return against a sale; lines are (line_no, quantity), refunds {method: amount} or a list."""
        body = {
            "id": str(uuid4()),
            "_about": sale_id,
            "terminal_id": self.terminal_id,
            "lines": [{"line_no": line_no, "quantity": quantity} for line_no, quantity in lines],
            **given,
        }
        return "sale.return", body if refunds is None else body | {"refunds": tenders_of(refunds)}

    def void(self, sale_id: str, **given: Any) -> tuple[str, dict[str, Any]]:
        """Return the undoing of a sale."""
        return "sale.void", {"id": str(uuid4()), "_about": sale_id, "reason": "Rung up twice", **given}

    def card(self, code: str, amount: str, **given: Any) -> tuple[str, dict[str, Any]]:
        """Return a sale that loads a gift card."""
        item = self.item(stocked=False, name="Gift card")
        line = {"item_id": item, "quantity": "1", "unit_price": amount, "gift_card": code}
        return self.sale(line, paid={"cash": amount}, **given)

    def money(self, kind: str, tenders: Any, *, about: str | None = None, **given: Any) -> tuple[str, dict[str, Any]]:
        """Return a document of money without a sale; `about` is what it is for, where that is not itself."""
        path = "refunds" if kind == "deposit.refund" else "payments"
        about_it = {} if about is None else {"_about": about}
        where = {} if "location_id" in given else {"terminal_id": self.terminal_id}
        return kind, {"id": str(uuid4()), **about_it, **where, path: tenders_of(tenders), **given}

    def undo(self, document_id: str, **given: Any) -> tuple[str, dict[str, Any]]:
        """Return the undoing of a money document."""
        return "money.void", {"id": str(uuid4()), "_about": document_id, "reason": "By mistake", **given}

    def proven(self) -> None:
        """Prove the invariants over the whole organization."""
        found = verify([self.shop.org_id])
        assert not found.differences, [one.as_dict() for one in found.findings if one.differences]

    def receipt(self, *lines: dict[str, Any], **given: Any) -> tuple[str, dict[str, Any]]:
        """Return a receipt of goods at the first location."""
        return "stock.receive", self._stock(lines, given)

    def adjustment(self, *lines: dict[str, Any], **given: Any) -> tuple[str, dict[str, Any]]:
        """Return an adjustment at the first location."""
        return "stock.adjust", {"reason": "Counted", **self._stock(lines, given)}

    def _stock(self, lines: tuple[dict[str, Any], ...], given: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": str(uuid4()),
            "location_id": str(self.shop.default_location_id),
            "occurred_at": now().isoformat(),
            "lines": list(lines),
            **given,
        }

    def entry(self, debit: str, credit: str, amount: str, **given: Any) -> tuple[str, dict[str, Any]]:
        """Return a manual journal over two account codes."""
        lines = [{"account": debit, "debit": amount}, {"account": credit, "credit": amount}]
        return "journal.post", {"id": str(uuid4()), "date": now().date().isoformat(), "lines": lines, **given}

    def reversal(self, journal_id: str, **given: Any) -> tuple[str, dict[str, Any]]:
        """Return the reversal of a journal."""
        return "journal.reverse", {"id": str(uuid4()), "_about": journal_id, **given}

    def code(self, role: str) -> str:
        """Return the code of the account that serves a role."""
        [row] = self.query(
            """
            SELECT a.code FROM acct.account_roles r JOIN acct.chart_of_accounts a ON a.id = r.account_id
            WHERE r.role = %s
            """,
            (role,),
        )
        return str(row[0])


def tenders_of(given: Any) -> list[dict[str, Any]]:
    """Return tenders from {method: amount}, or from what is a list of them already."""
    if isinstance(given, list):
        return given
    return [{"method": method, "amount": amount} for method, amount in given.items()]


def refused(counter: Counter, wanted: tuple[str, dict[str, Any]]) -> tuple[str, str | None]:
    """Post what must be rejected; return its code and path, having seen that nothing else was written."""
    before = counter.counts()
    [outcome] = counter.post(wanted)
    assert counter.counts() == before
    return outcome.refusal
