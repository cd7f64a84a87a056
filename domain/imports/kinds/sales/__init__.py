"""Sales history: receipts as they once were, through the same operations and lanes as live sales."""

from types import MappingProxyType

from domain.auth.permissions import Permission
from domain.core.db import UnitOfWork
from domain.core.errors import DomainError
from domain.imports.errors import RestOfDocumentError
from domain.imports.kinds.base import Batch, Fault, Work
from domain.imports.kinds.documents import DocumentKind
from domain.imports.kinds.documents.document import Document, identity, refused, runs
from domain.imports.kinds.sales.columns import COLUMNS
from domain.imports.kinds.sales.facts import load_facts
from domain.imports.kinds.sales.receipt import ColumnFault, Receipts, settled
from domain.imports.kinds.sales.totals import check_totals
from domain.operations.kinds import OperationKind
from domain.posting.grants import Grant
from domain.posting.kinds import SALE_POST, SALE_RETURN_BLIND

DEFAULT_TENDER = "cash"


class Sales(DocumentKind):
    """Past sales, one row for each line.

    A receipt's identity is made of its till and its reference. Rows with a negative quantity are returns without their
    receipt. `options`: `tender`, the payment method where the file names none (`cash` unless given).
    """

    name = "sales"
    description = "Past sales, one row for each line: rows that follow each other with the same receipt are one sale."
    # Past prices and discounts are taken as they were, whatever may be given away at the tills of today.
    permission = Permission.POS_PRICES_OVERRIDE
    grants = int(Grant.DISCOUNT | Grant.PRICE)
    columns = COLUMNS
    key = ("terminal", "receipt")
    group = ("terminal", "receipt")
    # A few hundred receipts, spread over all shards: of fewer, workers would post batches of a few.
    least_rows, most_rows = 2_000, 4_000
    reference = "receipt"
    options = MappingProxyType({"tender": "The payment method where the file names none; cash unless given."})
    paths = MappingProxyType(
        {
            "terminal_id": "terminal",
            "customer_id": "customer",
            "occurred_at": "sold_at",
            "expected_total": "total",
            "payments": "paid",
            "refunds": "paid",
            "tax_rate_id": "tax_rate",
            "reference": "receipt",
        }
    )

    def documents(self, uow: UnitOfWork, work: Work, batch: Batch) -> tuple[list[Document], list[Fault]]:
        """Return a sale, a return, or one of each for every receipt."""
        facts = load_facts(uow, work, batch)
        receipts = Receipts.of(batch, facts, tender=str(work.options.get("tender") or DEFAULT_TENDER))
        found: list[Document] = []
        faults: list[Fault] = []
        for rows in runs(batch, self.group):
            wrong = {at for at in rows if at in facts.faults} if facts.faults else ()
            if wrong:
                for at in rows:
                    named = facts.faults.get(at) or [(self.reference, RestOfDocumentError())]
                    faults += [Fault.of(batch.lines[at], column, error) for column, error in named]
                continue
            try:
                found += self._documents(work, receipts, rows)
            except ColumnFault as fault:
                faults.append(Fault.of(batch.lines[fault.at], fault.column, fault.error))
                faults += [
                    Fault.of(batch.lines[at], self.reference, RestOfDocumentError) for at in rows if at != fault.at
                ]
            except DomainError as error:
                faults += refused(batch, rows, error, column_of=self._column_of, group=self.reference)
        return found, faults

    def _documents(self, work: Work, receipts: Receipts, rows: list[int]) -> list[Document]:
        quantities = receipts.columns["quantity"]
        back = [at for at in rows if (quantities[at] or "").startswith("-")]
        forward = [at for at in rows if at not in back] if back else rows
        head = receipts.head(rows)
        money = settled(receipts, (forward, back), head)
        if not work.apply:
            check_totals(receipts, forward, back, head, money)
        terminal, receipt = (receipts.columns[name][rows[0]] or "" for name in self.group)
        till = receipts.facts.tills[terminal]
        named = (str(till.id), receipt)

        def document(kind: OperationKind, content: dict[str, object], of: list[int]) -> Document:
            return Document(kind, made, till.location_id, content, of)

        found = []
        if forward:
            made = identity(work.ctx.org_id, "sale", *named)
            content = receipts.sale(made, forward, head, money)
            found.append(document(SALE_POST, content, forward))
        if back:
            made = identity(work.ctx.org_id, "return", *named)
            content = receipts.returned(made, back, head, money)
            found.append(document(SALE_RETURN_BLIND, content, back))
        return found


SALES = Sales()
