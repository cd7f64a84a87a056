"""The evening: what the product says of the day, beside what plain Python says."""

from fractions import Fraction

from domain.reports.verification.service import verify
from tests.books.rounding import half_up
from tests.day.floor import Floor, cents
from tests.day.ledger import Day


class Evening:
    """Everything counted, once nobody sells any more."""

    floor: Floor
    day: Day

    def count_everything(self) -> None:
        """Compare stock, accounts and shifts, and have the books proven."""
        self.stock_is_where_it_must_be()
        self.accounts_hold_what_they_must()
        self.shifts_took_what_they_must()
        proof = verify([self.floor.shop.org_id])
        assert [one.as_dict() for finding in proof.findings for one in finding.examples] == []

    def stock_is_where_it_must_be(self) -> None:
        levels = self.floor.shop.get("/api/inventory/stock-levels?limit=500").json()["items"]
        found = {(level["location_id"], level["item_id"]): int(level["quantity"]) for level in levels}
        expected = {key: pieces for key, pieces in self.day.stock.items() if pieces}
        assert {key: pieces for key, pieces in found.items() if pieces} == expected

    def accounts_hold_what_they_must(self) -> None:
        shop = self.floor.shop
        roles = {row["role"]: row["account"] for row in shop.get("/api/accounting/account-roles").json()["items"]}
        balance = shop.get("/api/reports/trial-balance").json()
        found = {
            row["account"]: half_up(Fraction(row["debit"]) * 100) - half_up(Fraction(row["credit"]) * 100)
            for row in balance["rows"]
        }
        for role, amount in self.day.accounts.items():
            assert found.get(roles[role], 0) == amount, role
        for customer, owed in self.day.owed.items():
            assert shop.get(f"/api/pos/customers/{customer}").json()["receivable"] == cents(owed)

    def shifts_took_what_they_must(self) -> None:
        for drawer in self.day.drawers.values():
            shown = self.floor.shop.get(f"/api/pos/shifts/{drawer.id}").json()
            assert shown["status"] == ("open" if drawer.open else "closed")
            if drawer.open:
                assert shown["in_drawer"] == cents(drawer.cash)
            for kind in ("sale", "return", "exchange", "void"):
                assert shown[f"{kind}s"]["number"] == drawer.documents[kind], kind
            took = {one["kind"]: one["amount"] for one in shown["tenders"]}
            for tender, amount in drawer.tenders.items():
                assert took.get(tender, "0.00") == cents(amount), tender
            assert shown["supplements"] == sum(drawer.late.values())
