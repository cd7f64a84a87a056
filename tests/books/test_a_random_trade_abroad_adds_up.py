"""A random trade in other currencies: an independent program finds it balanced, and what is settled is gone."""

import random
from decimal import Decimal
from typing import Any

import pytest
from beancount import loader
from beancount.core import data

from domain.reports.export import ExportFormat, export_journals
from domain.reports.snapshot import snapshot
from tests.domain.posting.foreign_money import BANK, PAYABLE, RENT, foreign
from tests.domain.posting.till import Counter

CURRENCIES = {"EUR": 2, "JPY": 0, "KWD": 3}
RATES = {"EUR": (1000, 1250), "JPY": (6, 8), "KWD": (3100, 3400)}
RECEIVABLE = "1100"


class Trader:
    """Bills and invoices, paid in parts at other rates, some of it taken back; amounts in minor units."""

    def __init__(self, counter: Counter, seed: int) -> None:
        self.counter, self.dice = counter, random.Random(seed)
        self.open: dict[str, tuple[str, str, int]] = {}
        self.paid: dict[str, tuple[str, str, str, int]] = {}

    def amount(self, currency: str, minor: int) -> str:
        return str(Decimal(minor).scaleb(-CURRENCIES[currency]))

    def rate(self, currency: str) -> str:
        return str(Decimal(self.dice.randint(*RATES[currency])) / 1000)

    def two(self, account: str, side: int, minor: int, currency: str, more: dict[str, Any]) -> Any:
        amount = self.amount(currency, minor)
        signed, other = (amount, f"-{amount}") if side > 0 else (f"-{amount}", amount)
        against = BANK if "settles" in more else RENT
        return foreign((account, signed, more), (against, other), currency=currency, rate=self.rate(currency))

    def begin(self) -> None:
        currency, minor = self.dice.choice(sorted(CURRENCIES)), self.dice.randint(1, 5000)
        account = self.dice.choice([PAYABLE, RECEIVABLE])
        [made] = self.counter.post(self.two(account, -1 if account == PAYABLE else 1, minor, currency, {"open": True}))
        assert made.status == "posted", made
        self.open[made.id] = account, currency, minor

    def settle(self) -> None:
        if not self.open:
            return
        item = self.dice.choice(sorted(self.open))
        account, currency, left = self.open.pop(item)
        part = left if self.dice.random() < 0.4 else self.dice.randint(1, left)
        side = 1 if account == PAYABLE else -1
        [made] = self.counter.post(self.two(account, side, part, currency, {"settles": {"journal_id": item}}))
        assert made.status == "posted", made
        self.paid[made.id] = item, account, currency, part
        if part < left:
            self.open[item] = account, currency, left - part

    def take_back(self) -> None:
        if not self.paid:
            return
        payment = self.dice.choice(sorted(self.paid))
        item, account, currency, part = self.paid.pop(payment)
        [made] = self.counter.post(self.counter.reversal(payment))
        assert made.status == "posted", made
        left = self.open.get(item, (account, currency, 0))[2]
        self.open[item] = account, currency, left + part

    def live(self, count: int) -> None:
        for _ in range(count):
            self.dice.choices([self.begin, self.settle, self.take_back], [3, 5, 1])[0]()

    def settle_all(self) -> None:
        while self.open:
            self.settle()


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_is_bought_sold_and_paid_abroad_ends_at_nothing_and_beancount_agrees(shop, seed):
    print("seed", seed)
    counter = Counter(shop)
    trader = Trader(counter, seed)
    trader.live(70)
    counter.proven()
    trader.settle_all()
    counter.proven()
    assert counter.query("SELECT count(*) FROM acct.foreign_items WHERE settled <> amount OR settled_base <> base") == [
        (0,)
    ]
    with snapshot(shop.org_id) as uow:
        text = "".join(export_journals(uow, org_id=shop.org_id, export_format=ExportFormat.BEANCOUNT))
    entries, errors, _ = loader.load_string(text)
    assert errors == []
    codes = {entry.account: entry.meta["code"] for entry in entries if isinstance(entry, data.Open)}
    sums: dict[str, Decimal] = {}
    for entry in entries:
        if isinstance(entry, data.Transaction):
            for posting in entry.postings:
                assert posting.units is not None
                code = codes[posting.account]
                sums[code] = sums.get(code, Decimal(0)) + (posting.units.number or Decimal(0))
    assert [sums[code] for code in (PAYABLE, RECEIVABLE)] == [Decimal(0)] * 2
    rows = shop.get("/api/reports/trial-balance").json()["rows"]
    ours = {row["account"]: Decimal(row["debit"]) - Decimal(row["credit"]) for row in rows}
    assert {code: total for code, total in sums.items() if total} == {code: one for code, one in ours.items() if one}
    assert " @ " in text.split("memo: ", 1)[1].split("\n", 1)[0]
