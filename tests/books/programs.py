"""What other accountants' programs compute from our export: balances by account, of any days, at any place."""

import csv
import datetime as dt
import io
import re
import subprocess
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Protocol

from beancount import loader
from beancount.core import data, realization

ROOTS = {"Assets": "asset", "Liabilities": "liability", "Equity": "equity", "Income": "revenue", "Expenses": "expense"}
YEAR_CLOSE = "year-close"
"""How the export marks the journals that close and reopen a fiscal year."""
NOWHERE = ""
"""The place of what was posted at no location; others are named by their codes."""
Balances = dict[str, Decimal]
"""By code of the account, debits positive, without what is nothing."""


class Program(Protocol):
    """A program that has read an export."""

    types: dict[str, str]
    """Type by code of each account."""

    def balances(
        self,
        *,
        until: dt.date,
        since: dt.date | None = None,
        place: str | None = None,
        closes: bool = True,
        side: str | None = None,
    ) -> Balances:
        """Return what accounts took up to a day, without the closes of years, or on one `side`, where that is said."""


class Beancount:
    """Beancount, in this process. An error in the books is an error here."""

    def __init__(self, text: str) -> None:
        self.entries, errors, options = loader.load_string(text)
        assert errors == []
        self.currency = options["operating_currency"][0]
        opened = [entry for entry in self.entries if isinstance(entry, data.Open)]
        self.codes = {entry.account: str(entry.meta["code"]) for entry in opened}
        self.types = {self.codes[entry.account]: ROOTS[entry.account.split(":")[0]] for entry in opened}
        self.transactions = [entry for entry in self.entries if isinstance(entry, data.Transaction)]

    def balances(
        self,
        *,
        until: dt.date,
        since: dt.date | None = None,
        place: str | None = None,
        closes: bool = True,
        side: str | None = None,
    ) -> Balances:
        wanted = [
            one
            for one in self.transactions
            if (since is None or since <= one.date) and one.date <= until and (closes or YEAR_CLOSE not in one.tags)
        ]
        narrowed = (one._replace(postings=list(_narrowed(one.postings, place, side))) for one in wanted)
        tree = realization.realize(list(narrowed), compute_balance=True)
        found = {}
        for account in realization.iter_children(tree):
            amount = account.balance.get_currency_units(self.currency).number
            if amount:
                found[self.codes[account.account]] = amount
        return found


def _narrowed(postings: Iterable[data.Posting], place: str | None, side: str | None) -> Iterator[data.Posting]:
    for posting in postings:
        assert posting.units is not None
        amount = posting.units.number or Decimal(0)
        here = place is None or (posting.meta or {}).get("location", NOWHERE) == place
        if here and (side is None or (amount > 0) == (side == "debit")):
            yield posting


class Hledger:
    """The hledger that is on PATH, strict: every account and currency declared, every transaction balanced."""

    def __init__(self, text: str, file: Path) -> None:
        file.write_text(text, encoding="utf-8", newline="")
        self.file = file
        declared = re.findall(r"^account (\S+)  ; type:[ALERX], code:(.*)$", text, re.MULTILINE)
        self.codes = dict(declared)
        self.types = {code: ROOTS[name.split(":")[0]] for name, code in declared}
        self._asked = cache(self._ask)
        self._run("check", "--strict")

    def balances(
        self,
        *,
        until: dt.date,
        since: dt.date | None = None,
        place: str | None = None,
        closes: bool = True,
        side: str | None = None,
    ) -> Balances:
        query = ["-e", str(until + dt.timedelta(days=1)), *(["-b", str(since)] if since else [])]
        if place is not None:
            query.append(f"tag:location=^{re.escape(place)}$" if place != NOWHERE else "not:tag:^location$")
        query += [] if closes else [f"not:tag:^{YEAR_CLOSE}$"]
        query += [] if side is None else [f"amt:{'>' if side == 'debit' else '<'}0"]
        return dict(self._asked(tuple(query)))

    def _ask(self, query: tuple[str, ...]) -> Balances:
        rows = csv.reader(io.StringIO(self._run("balance", "--flat", "--no-total", "--output-format=csv", *query)))
        assert next(rows) == ["account", "balance"]
        return {self.codes[name]: Decimal(balance.split()[0]) for name, balance in rows if balance != "0"}

    def _run(self, command: str, *query: str) -> str:
        ran = subprocess.run(
            ["hledger", "-f", str(self.file), command, *query], capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout
