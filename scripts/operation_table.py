"""Prints `docs/operation-kinds.md`: every operation kind, its route, its permission and what undoes it."""

import os
import re
import sys
from types import MappingProxyType

os.environ.setdefault("ARCOIRIS_SECRET_KEY", "nothing is signed by printing a table")

from api.main import create_app
from domain.posting.kinds import KINDS
from domain.reports.verification.documents import DOCUMENT_OF_KIND, LEAVES_NOTHING

HEAD = """# Operation kinds

Whatever touches stock or books is an operation of one of these kinds. How one lives is in [operations](operations.md).
The document is the type of the row that it leaves, and of its journal's source. Who sends it holds the permission; for
documents of the till a manager's approval can lend it. Every one of these routes takes `?dry_run=true`, but that of
`balances.recalculate`, which is carried out in the background, changes nothing unless it says `repair`, and needs
`accounting.balances.repair` besides where it does.

`.venv/bin/python scripts/operation_table.py > docs/operation-kinds.md` writes this page, and
`tests/readme/test_operation_kinds.py` compares it with the code.

| kind | route | permission | document | what undoes it |
| --- | --- | --- | --- | --- |
"""

UNDONE_BY = MappingProxyType(
    {
        "sale.post": "`sale.void` as a whole, while nothing of it came back and nothing came back with it;"
        " `sale.return` line by line",
        "sale.return": "nothing; the goods are sold again by `sale.post`",
        "sale.return_blind": "nothing; the goods are sold again by `sale.post`",
        "sale.void": "nothing; the sale is posted again, with another id, by `sale.post`",
        "deposit.take": "`money.void` while it holds what was paid; `deposit.refund`",
        "deposit.add": "`money.void` while it holds what was paid; `deposit.refund`",
        "deposit.refund": "`money.void`",
        "customer.pay": "`money.void`",
        "money.void": "nothing; the document is posted again, with another id",
        "shift.open": "nothing; `shift.close` ends it",
        "shift.cash": "another `shift.cash`, the other way; for a drop, `paid_in` from the safe's account",
        "shift.close": "nothing; `journal.post` moves a difference that was explained later",
        "drawer.open": "nothing, it moves nothing",
        "stock.receive": "`receipt.reverse` as a whole, while nothing of it went back; `stock.return_to_supplier`",
        "stock.adjust": "another `stock.adjust`, the other way, or a `stock.count`",
        "stock.count": "another `stock.count`",
        "stock.revalue": "another `stock.revalue`",
        "stock.return_to_supplier": "nothing; `stock.receive` takes the goods in again",
        "receipt.reverse": "nothing; `stock.receive` takes the goods in again",
        "stock.transfer": "`transfer.return` of what is under way; another `stock.transfer`, back",
        "transfer.receive": "a `stock.transfer` back",
        "transfer.close": "nothing; what turns up is found by `stock.adjust` or `stock.count`",
        "transfer.return": "another `stock.transfer`",
        "journal.post": "`journal.reverse`, once",
        "journal.reverse": "nothing; `journal.post` posts it again",
        "bank.reconcile": "`bank.undo`",
        "bank.undo": "`bank.reconcile`",
        "period.close": "`period.reopen`, the last closed month first",
        "period.reopen": "`period.close`",
        "year.close": "`year.reopen`, the last closed year first",
        "year.reopen": "`year.close`",
        "balances.recalculate": "nothing; what it put right is in the audit log, before and after",
    }
)


def routes() -> dict[str, list[str]]:
    """Return the routes by which each kind is sent, as the API's document tells them."""
    found: dict[str, list[str]] = {name: [] for name in KINDS}
    for path, methods in create_app().openapi()["paths"].items():
        for method, route in methods.items():
            if "x-operation-kind" in route:
                found[route["x-operation-kind"]].append(f"`{method.upper()} {re.sub('{[^}]*}', '{id}', path)}`")
    return found


def main() -> None:
    """Print the page."""
    sent_by = routes()
    sys.stdout.write(HEAD)
    for name, kind in KINDS.items():
        document = "none" if name in LEAVES_NOTHING else f"`{DOCUMENT_OF_KIND[name]}`"
        cells = (f"`{name}`", " ".join(sent_by[name]), f"`{kind.permission}`", document)
        sys.stdout.write(f"| {' | '.join(cells)} | {UNDONE_BY[name]} |\n")


if __name__ == "__main__":
    main()
