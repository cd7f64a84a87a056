"""What a bookkeeper writes month by month: accruals, bills and invoices in other currencies, and what recurs."""

import datetime as dt
import random
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.accounting.service import post_due_recurring
from domain.core.db import unit_of_work
from tests.api.nouns import RECURRING_JOURNALS
from tests.books.inbox import Inbox, Wanted
from tests.books.ledger import Body
from tests.books.shop_floor import Floor
from tests.domain.posting.foreign_money import BANK, PAYABLE, RENT
from tests.draining import drain

RECEIVABLE, INSURANCE, WAGES, WAGES_PAYABLE = "1100", "6060", "6010", "2310"
SIDES = ("debit", "credit")
DIGITS = {"EUR": 2, "USD": 2, "JPY": 0, "KWD": 3}


class Bookkeeper:
    """Journals that no till knows of; `rates` are the lowest and highest of each other currency, in thousandths."""

    def __init__(self, floor: Floor, inbox: Inbox, *, seed: int, rates: dict[str, tuple[int, int]]) -> None:
        self.floor, self.inbox, self.rates = floor, inbox, rates
        self.dice = random.Random(f"bookkeeper {seed}")
        self.written: list[str] = []
        """Every journal and reversal, all of which must be posted."""
        self.open: dict[str, tuple[str, str, int]] = {}
        """What is still to be paid or received, by journal: account, currency, minor units of it."""
        self.paid: dict[str, tuple[str, str, str, int]] = {}

    def say_rates(self, day: dt.date) -> None:
        """Say what each currency is worth from a day on, where no journal says otherwise."""
        for currency in self.rates:
            body = {"currency": currency, "date": day.isoformat(), "rate": self._rate(currency)}
            answer = self.floor.shop.post("/api/accounting/exchange-rates", json=body)
            assert answer.status_code == 201, answer.text

    def say_what_recurs(self, first: dt.date) -> None:
        """Have an expense, an accrual and a bill recur from a day on."""
        scale = 10**self.floor.digits
        for name, account, more in (
            ("Insurance", (INSURANCE, BANK), {"every": 1, "unit": "months"}),
            ("Wages of the month", (WAGES, WAGES_PAYABLE), {"every": 1, "unit": "months", "reverse_after": True}),
            ("Window cleaner", ("6080", BANK), {"every": 2, "unit": "weeks"}),
        ):
            amount = self._text(self.dice.randint(scale, 900 * scale), self.floor.digits)
            debit, credit = ({"account": code, side: amount} for code, side in zip(account, SIDES, strict=True))
            given = {"first_date": first.isoformat(), "memo": name, "lines": [debit, credit], **more}
            RECURRING_JOURNALS.make(self.floor.shop, name=name, **given)

    def month(self, first: dt.date, last: dt.date, *, count: int) -> None:
        """Write `count` journals dated in some days; what recurs is handed in as of the last of them."""
        for _ in range(count):
            day = first + dt.timedelta(days=self.dice.randint(0, (last - first).days))
            make = self.dice.choices([self._accrual, self._bill, self._payment, self._taken_back], [2, 4, 6, 2])[0]
            wanted = make(day, last + dt.timedelta(days=1))
            if wanted is not None:
                self.inbox.post([wanted])
                self.written.append(wanted[1]["id"])
        with unit_of_work(self.floor.shop.org_id) as uow:
            post_due_recurring(uow, org_id=self.floor.shop.org_id, today=last)
            uow.commit()
        drain(self.floor.shop)

    def _accrual(self, day: dt.date, next_month: dt.date) -> Wanted:
        """Return an expense of this month that the next one takes back by itself."""
        amount = self._text(self.dice.randint(1, 50_000), self.floor.digits)
        where = {"location_id": self.dice.choice(self.floor.location_ids)}
        lines = [{"account": "6030", "debit": amount, **where}, {"account": "2010", "credit": amount, **where}]
        return self._journal(day, lines, memo="Electricity", reverse_on=next_month.isoformat())

    def _bill(self, day: dt.date, _: dt.date) -> Wanted:
        """Return a bill or an invoice in another currency, at a rate of its own or the last one known."""
        currency, minor = self.dice.choice(sorted(self.rates)), self.dice.randint(1, 90_000)
        account = self.dice.choice([PAYABLE, RECEIVABLE])
        wanted = self._abroad(day, currency, minor, (account, {"open": True}), (RENT, {}), owed=account == PAYABLE)
        self.open[wanted[1]["id"]] = account, currency, minor
        return wanted

    def _payment(self, day: dt.date, _: dt.date) -> Wanted | None:
        """Return the payment of some of a bill or an invoice, at another rate than it was made at."""
        if not self.open:
            return None
        item = self.dice.choice(list(self.open))
        account, currency, left = self.open.pop(item)
        part = left if self.dice.random() < 0.5 else self.dice.randint(1, left)
        settles = {"settles": {"journal_id": item}}
        wanted = self._abroad(day, currency, part, (account, settles), (BANK, {}), owed=account != PAYABLE)
        self.paid[wanted[1]["id"]] = item, account, currency, part
        if part < left:
            self.open[item] = account, currency, left - part
        return wanted

    def _taken_back(self, day: dt.date, _: dt.date) -> Wanted | None:
        """Return the reversal of a payment, on its own date or on this day."""
        if not self.paid:
            return None
        payment = self.dice.choice(list(self.paid))
        item, account, currency, part = self.paid.pop(payment)
        left = self.open.get(item, (account, currency, 0))[2]
        self.open[item] = account, currency, left + part
        dated = {"date": day.isoformat()} if self.dice.random() < 0.5 else {}
        return "journal.reverse", {"id": self._new_id(), "journal_id": payment, **dated}

    def _abroad(
        self, day: dt.date, currency: str, minor: int, item: tuple[str, Body], against: tuple[str, Body], *, owed: bool
    ) -> Wanted:
        """Return a journal in another currency; `owed`: the item's account stands on the credit side."""
        amount = self._text(minor, DIGITS[currency])
        debit, credit = reversed(SIDES) if owed else SIDES
        lines = [
            {"account": account, side: amount, **more}
            for (account, more), side in zip((item, against), (debit, credit), strict=True)
        ]
        rate = {"rate": self._rate(currency)} if self.dice.random() < 0.8 else {}
        return self._journal(day, lines, currency=currency, **rate)

    def _journal(self, day: dt.date, lines: list[Body], **given: Any) -> Wanted:
        return "journal.post", {"id": self._new_id(), "date": day.isoformat(), "lines": lines, **given}

    def _rate(self, currency: str) -> str:
        return self._text(self.dice.randint(*self.rates[currency]), 3)

    def _new_id(self) -> str:
        return str(UUID(int=self.dice.getrandbits(128), version=4))

    @staticmethod
    def _text(minor: int, digits: int) -> str:
        return f"{Decimal(minor).scaleb(-digits):f}"
