"""One random history of a shop, posted by the product and kept by hand, and what each of them says of it."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any
from uuid import UUID, uuid5

import psycopg

from tests.books.accountant import Accountant
from tests.books.chance import Chance
from tests.books.days import Days
from tests.books.inbox import Inbox, Wanted
from tests.books.ledger import Body, Ledger
from tests.books.rounding import Refused
from tests.books.shop_floor import Floor

GROUP = 300
NIL = "00000000-0000-0000-0000-000000000000"


@dataclass
class History:
    """A shop's documents, what the accountant makes of them, and what became of them."""

    floor: Floor
    accountant: Accountant
    posted: list[Wanted] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    told: dict[str, Body] = field(default_factory=dict)
    """What of the result of each document the accountant says."""
    outcomes: dict[str, dict[str, Any]] = field(default_factory=dict)

    def enter(self, kind: str, body: Body) -> bool:
        """Let the accountant enter a document; return whether the rules allow it."""
        try:
            self.told[body["id"]] = self.accountant.enter(kind, body)
        except Refused as refused:
            self.refused[body["id"]] = str(refused)
            return False
        return True

    @property
    def kinds(self) -> Counter[str]:
        return Counter(kind for kind, _ in self.posted)


def hire_accountant(floor: Floor) -> Accountant:
    """Give the accountant the policies and master data as the API shows them."""
    said = floor.settings
    roles = floor.shop.get("/api/accounting/account-roles").json()["items"]
    locations = floor.shop.get("/api/inventory/locations").json()["items"]
    limits = {
        customer["id"]: None
        if customer["credit_limit"] is None
        else int(Fraction(customer["credit_limit"]) * 10**floor.digits)
        for customer in floor.customers
    }
    ledger = Ledger(
        digits=floor.digits,
        time_zone=floor.time_zone,
        day_cutoff=said["day_cutoff"],
        negative_stock=said["negative_stock"] == "allow",
        tax_per_document=said["tax_rounding"] == "document",
        prices_include_tax=said["prices_include_tax"],
        cash_rounding=said["cash_rounding"],
        discounts_account=next(role["account"] for role in roles if role["role"] == "sales_discounts"),
        rates=floor.rates,
        items=floor.items,
        terminals={terminal["id"]: terminal["location_id"] for terminal in floor.terminals},
        limits=limits,
        codes={location["id"]: location["code"] for location in locations},
        costing=said["costing_method"],
    )
    return Accountant(ledger)


def live(floor: Floor, *, seed: int, count: int) -> History:
    """Let `count` random documents happen: by hand first, then through the inbox and the drain.

    What is transferred at once arrives in a lane of its own, so it ends its group: in both books it arrives before
    anything else happens.
    """
    history = History(floor, hire_accountant(floor))
    inbox = Inbox(floor.shop, digits=floor.digits)
    go_on(history, Days(Chance(floor, history.accountant, seed)), inbox, count=count)
    history.outcomes = inbox.outcomes()
    return history


def go_on(history: History, days: Days, inbox: Inbox, *, count: int, at_once: int = GROUP) -> None:
    """Let at least `count` more documents happen, in groups of `at_once`, or fewer where one is followed by another."""
    count += len(history.posted)
    while len(history.posted) < count:
        group: list[Wanted] = []
        follow_ups: list[Wanted] = []
        while len(group) < at_once and not follow_ups:
            kind, body = days.next()
            group.append((kind, body))
            if history.enter(kind, body) and kind == "stock.transfer" and body["receive"] == "at_once":
                follow_ups.append(_arrival(body))
                history.enter(*follow_ups[0])
        inbox.post(group)
        history.posted.extend(group + follow_ups)


def _arrival(transfer: Body) -> Wanted:
    """Return the operation that a transfer at once hands on, by the identity that is derived from the transfer's."""
    arrival_id = str(uuid5(UUID(transfer["id"]), "transfer.receive"))
    return "transfer.receive", {
        "id": arrival_id,
        "transfer_id": transfer["id"],
        "occurred_at": transfer["occurred_at"],
    }


def rows(history: History, query: str) -> list[tuple[Any, ...]]:
    """Return what the product's tables say, as the application role sees them; ids as text."""
    from domain.posting.drain import connect_for_posting

    connection: psycopg.Connection[Any] = connect_for_posting()
    try:
        with connection.transaction():
            org_id = str(history.floor.shop.org_id)
            connection.execute("SELECT set_config('app.org_ids', %s, true)", (f"{{{org_id}}}",))
            return connection.execute(query).fetchall()
    finally:
        connection.close()


def product_balances(history: History) -> dict[tuple[str, str | None, str], list[int]]:
    """Return debit and credit by account code, location and month, as the product keeps them."""
    found = rows(
        history,
        "SELECT a.code, b.location_id, to_char(b.period, 'YYYY-MM'), b.debit, b.credit"
        " FROM acct.balances b JOIN acct.chart_of_accounts a ON a.org_id = b.org_id AND a.id = b.account_id",
    )
    return {
        (code, None if location_id == NIL else location_id, month): [debit, credit]
        for code, location_id, month, debit, credit in found
    }


def account_totals(balances: dict[tuple[str, str | None, str], list[int]]) -> dict[str, int]:
    """Return each account's balance, debits positive, without empty ones."""
    totals: dict[str, int] = defaultdict(int)
    for (code, _, _), (debit, credit) in balances.items():
        totals[code] += debit - credit
    return {code: total for code, total in totals.items() if total}
