"""Any day, in any order, on several tills in several places: the shop ends as plain Python says, and proves it."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from tests.books.rounding import half_up
from tests.day.evening import Evening
from tests.day.floor import Floor, cents
from tests.day.ledger import Day, Drawer, Line, Parcel, Sold
from tests.shops import open_shop

pytestmark = pytest.mark.slow

PIECES = st.integers(1, 5)
ANY = st.integers(0, 10_000)
TENDERS = st.sampled_from(["cash", "cash", "card", "gift_card", "on_account"])


class RandomDay(Evening, RuleBasedStateMachine):
    """Each rule does one thing at the counter or in the stock room, and in the plain model beside it."""

    open_floor: Callable[[], Floor]

    @initialize(stock=st.integers(0, 40))
    def morning(self, stock: int) -> None:
        self.floor = self.open_floor()
        self.day = Day()
        for place in self.floor.places:
            if stock:
                self.receive(place, stock)

    def receive(self, place: str, pieces: int) -> None:
        lines = [
            {"item_id": article.id, "quantity": str(pieces), "unit_cost": cents(article.price // 2)}
            for article in self.floor.articles
        ]
        self.floor.posted("/api/inventory/receipts", {"location_id": place, "lines": lines})
        for article in self.floor.articles:
            self.day.stock[place, article.id] += pieces

    def till(self, at: int) -> tuple[str, str]:
        tills = list(self.floor.tills.items())
        return tills[at % len(tills)]

    # --- shifts

    @rule(at=ANY, float_=st.integers(0, 20_000))
    def open_shift(self, at: int, float_: int) -> None:
        till, _ = self.till(at)
        body = {"terminal_id": till, "float": cents(float_)}
        if self.day.open_drawer(till):
            self.floor.refused("/api/pos/shifts", body)
            return
        operation = self.floor.send("/api/pos/shifts", body)
        assert operation["status"] == "posted", operation
        self.day.drawers[operation["id"]] = Drawer(operation["id"], till, float_)

    @precondition(lambda self: any(drawer.open for drawer in self.day.drawers.values()))
    @rule(at=ANY, amount=st.integers(1, 5_000), kind=st.sampled_from(["paid_in", "drop"]))
    def move_cash(self, at: int, amount: int, kind: str) -> None:
        drawer = self.any_open(at)
        if kind == "drop" and amount > drawer.cash:
            return
        body = {"kind": kind, "amount": cents(amount), "reason": "Change"}
        if kind == "paid_in":
            body["account"] = "3100"
        self.floor.posted(f"/api/pos/shifts/{drawer.id}/cash", body)
        change = amount if kind == "paid_in" else -amount
        drawer.cash += change
        self.day.accounts["cash"] += change

    @precondition(lambda self: any(drawer.open for drawer in self.day.drawers.values()))
    @rule(at=ANY, off=st.integers(-500, 500))
    def close_shift(self, at: int, off: int) -> None:
        drawer = self.any_open(at)
        counted = max(0, drawer.cash + off)
        result = self.floor.posted(
            f"/api/pos/shifts/{drawer.id}/close", {"counted": [{"method": "cash", "amount": cents(counted)}]}
        )
        variance = {one["method"]: one["amount"] for one in result["variance"]}
        assert variance.get("cash", "0.00") == cents(counted - drawer.cash), result
        self.day.accounts["cash"] += counted - drawer.cash
        self.day.accounts["cash_over_short"] -= counted - drawer.cash
        drawer.open = False

    def any_open(self, at: int) -> Drawer:
        drawers = [drawer for drawer in self.day.drawers.values() if drawer.open]
        return drawers[at % len(drawers)]

    def shift_for(self, till: str, at: int) -> Drawer | None:
        """Return the till's open shift, now and then a closed one (the sale was late), or none."""
        own = [drawer for drawer in self.day.drawers.values() if drawer.till == till]
        return self.day.open_drawer(till) or (own[at % len(own)] if own and at % 2 else None)

    # --- sales

    @rule(at=ANY, basket=st.lists(st.tuples(st.integers(0, 2), PIECES), min_size=1, max_size=3), tender=TENDERS)
    def sell(self, at: int, basket: list[tuple[int, int]], tender: str) -> None:
        till, place = self.till(at)
        lines = [self.priced(which, pieces) for which, pieces in basket]
        total = sum(line.net + line.tax for line in lines)
        self.pay(at, till, place, [], lines, total, tender)

    def priced(self, which: int, pieces: int) -> Line:
        article = self.floor.articles[which]
        net = article.price * pieces
        return Line(article, pieces, net, half_up(Fraction(net * article.percent, 100)))

    def pay(  # noqa: PLR0917 - who sells what to whom
        self, at: int, till: str, place: str, back: list[dict[str, Any]], lines: list[Line], due: int, tender: str
    ) -> None:
        """Send a sale of `lines`, and what comes `back`, settled by one tender; keep it if it was posted."""
        drawer = self.shift_for(till, at)
        customer = self.floor.customers[at % 2] if tender == "on_account" else None
        card = f"C{at % 3}" if tender == "gift_card" else None
        body: dict[str, Any] = {
            "terminal_id": till,
            "lines": back + [{"item_id": line.article.id, "quantity": str(line.pieces)} for line in lines],
        }
        money = {"method": tender, "amount": cents(abs(due)), **({"reference": card} if card else {})}
        if due:
            body["payments" if due > 0 else "refunds"] = [money]
        if drawer:
            body["shift_id"] = drawer.id
        if customer:
            body["customer_id"] = customer
        if card and due > self.day.cards[card]:
            assert self.floor.refused("/api/pos/sales", body) in {
                "pos.stored_value_short",
                "pos.unknown_stored_value",
            }
            return
        if customer and due > 0 and self.day.owed[customer] + due > 6000:
            assert self.floor.refused("/api/pos/sales", body) == "pos.credit_limit"
            return
        sale_id = self.floor.posted("/api/pos/sales", body)["sale_id"]
        for line in lines:
            self.day.stock[place, line.article.id] -= line.pieces
            self.day.earn(line.net, line.tax)
        self.settle(drawer, "exchange" if back else "sale", tender if due else "cash", due, card, customer)
        if not back:
            self.day.sold.append(Sold(sale_id, till, lines, tender, card, due, customer, drawer.id if drawer else None))

    def settle(  # noqa: PLR0917
        self, drawer: Drawer | None, kind: str, tender: str, amount: int, card: str | None, customer: str | None
    ) -> None:
        self.day.book(drawer, kind, tender, amount)
        if tender == "gift_card" and card:
            self.day.cards[card] -= amount
        if tender == "on_account" and customer:
            self.day.owed[customer] += amount

    @rule(at=ANY, which=st.integers(0, 2), euros=st.integers(1, 50))
    def sell_a_gift_card(self, at: int, which: int, euros: int) -> None:
        till, _ = self.till(at)
        drawer = self.day.open_drawer(till)
        amount = euros * 100
        line = {"item_id": self.floor.card, "quantity": "1", "unit_price": cents(amount), "gift_card": f"C{which}"}
        body = {
            "terminal_id": till,
            "lines": [line],
            "payments": [{"method": "cash", "amount": cents(amount)}],
            **({"shift_id": drawer.id} if drawer else {}),
        }
        self.floor.posted("/api/pos/sales", body)
        self.day.cards[f"C{which}"] += amount
        self.day.accounts["gift_card"] -= amount
        self.day.book(drawer, "sale", "cash", amount)

    # --- what comes back

    @precondition(lambda self: self.day.sold)
    @rule(at=ANY, pieces=PIECES, restock=st.booleans(), tender=st.sampled_from(["cash", "card"]))
    def bring_back(self, at: int, pieces: int, restock: bool, tender: str) -> None:
        sale, line, number = self.line_of(at)
        till, place = self.till(at // 7)
        drawer = self.day.open_drawer(till)
        body: dict[str, Any] = {
            "terminal_id": till,
            "lines": [{"line_no": number, "quantity": str(pieces), "restock": restock}],
            "refunds": [],
            **({"shift_id": drawer.id} if drawer else {}),
        }
        path = f"/api/pos/sales/{sale.id}/return"
        if sale.voided or pieces > line.pieces - line.returned:
            body["refunds"] = [{"method": tender, "amount": "1.00"}]
            assert self.floor.refused(path, body) in {"pos.sale_voided", "pos.return_exceeds_sale"}
            return
        net, tax = line.bring_back(pieces)
        body["refunds"] = [{"method": tender, "amount": cents(net + tax)}]
        self.floor.posted(path, body)
        if restock:
            self.day.stock[place, line.article.id] += pieces
        self.day.earn(-net, -tax)
        self.day.book(drawer, "return", tender, -(net + tax))

    @precondition(lambda self: self.day.sold)
    @rule(at=ANY, which=st.integers(0, 2), pieces=PIECES, tender=st.sampled_from(["cash", "card"]))
    def exchange(self, at: int, which: int, pieces: int, tender: str) -> None:
        sale, line, number = self.line_of(at)
        if sale.voided or line.returned == line.pieces:
            return
        till, place = self.till(at // 7)
        net, tax = line.bring_back(1)
        new = self.priced(which, pieces)
        due = new.net + new.tax - net - tax
        back = [{"return_of": {"sale_id": sale.id, "line_no": number}, "quantity": "1"}]
        self.pay(at, till, place, back, [new], due, tender)
        self.day.stock[place, line.article.id] += 1
        self.day.earn(-net, -tax)

    @precondition(lambda self: self.day.sold)
    @rule(at=ANY)
    def void(self, at: int) -> None:
        sale = self.day.sold[at % len(self.day.sold)]
        path, body = f"/api/pos/sales/{sale.id}/void", {"reason": "Rung up twice"}
        if not sale.untouched:
            assert self.floor.refused(path, body) in {"pos.sale_voided", "pos.not_voidable"}
            return
        self.floor.posted(path, body)
        sale.voided = True
        place = self.floor.tills[sale.till]
        for line in sale.lines:
            self.day.stock[place, line.article.id] += line.pieces
            self.day.earn(-line.net, -line.tax)
        drawer = self.day.drawers[sale.shift] if sale.shift else None
        self.settle(drawer, "void", sale.tender, -sale.paid, sale.reference, sale.customer)

    def line_of(self, at: int) -> tuple[Sold, Line, int]:
        sale = self.day.sold[at % len(self.day.sold)]
        number = at % len(sale.lines)
        return sale, sale.lines[number], number + 1

    # --- the stock room

    @rule(at=ANY, pieces=st.integers(1, 30))
    def goods_come_in(self, at: int, pieces: int) -> None:
        self.receive(self.floor.places[at % 2], pieces)

    @rule(at=ANY, which=st.integers(0, 2), pieces=PIECES, waits=st.booleans())
    def send_to_the_other_place(self, at: int, which: int, pieces: int, waits: bool) -> None:
        source, target = self.floor.places[at % 2], self.floor.places[1 - at % 2]
        article = self.floor.articles[which].id
        body = {
            "from_location_id": source,
            "to_location_id": target,
            "lines": [{"item_id": article, "quantity": str(pieces)}],
            "receive": "on_arrival" if waits else "at_once",
        }
        operation = self.floor.send("/api/inventory/transfers", body)
        assert operation["status"] == "posted", operation
        self.day.stock[source, article] -= pieces
        parcel = Parcel(operation["id"], source, target, article, pieces)
        if waits:
            self.day.parcels.append(parcel)
        else:
            self.day.stock[target, article] += pieces

    @precondition(lambda self: self.day.parcels)
    @rule(at=ANY, pieces=PIECES)
    def a_parcel_arrives(self, at: int, pieces: int) -> None:
        parcel = self.day.parcels[at % len(self.day.parcels)]
        path = f"/api/inventory/transfers/{parcel.id}/receive"
        body = {"lines": [{"line_no": 1, "quantity": str(pieces)}]}
        if pieces > parcel.shipped - parcel.arrived:
            self.floor.refused(path, body)
            return
        self.floor.posted(path, body)
        parcel.arrived += pieces
        self.day.stock[parcel.target, parcel.article] += pieces

    @rule(at=ANY, which=st.integers(0, 2), counted=st.integers(0, 30), knows=st.booleans())
    def count(self, at: int, which: int, counted: int, knows: bool) -> None:
        place, article = self.floor.places[at % 2], self.floor.articles[which].id
        there = self.day.stock[place, article]
        line: dict[str, Any] = {"item_id": article, "counted": str(counted)}
        if knows:
            line["expected"] = str(there)
        body = {"location_id": place, "lines": [line]}
        if not knows and at % 5 == 0:
            line["expected"] = str(there + 1)
            self.floor.refused("/api/inventory/counts", body)
            return
        self.floor.posted("/api/inventory/counts", body)
        self.day.stock[place, article] = counted

    def teardown(self) -> None:
        if hasattr(self, "day"):
            self.count_everything()


def test_a_random_day_ends_with_everything_in_its_place(client):
    class ThisDay(RandomDay):
        @staticmethod
        def open_floor() -> Floor:
            return Floor(open_shop(client))

    run_state_machine_as_test(
        ThisDay,
        settings=settings(
            max_examples=12,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
