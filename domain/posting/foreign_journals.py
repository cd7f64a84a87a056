"""Journals in another currency: their lines in the organization's own, what they leave open and what they settle."""

from collections.abc import Container, Iterator
from datetime import date
from typing import Any

from domain.accounting.foreign import RATE_DIGITS, Settled, base_of, share_of, shown
from domain.core.money import MAX_MINOR, minor_digits, text_of
from domain.posting.effects import Effects
from domain.posting.errors import AmountTooLargeError
from domain.posting.facts import Claimed, OrgFacts
from domain.posting.foreign import ForeignItem, ForeignLine, ItemKey
from domain.posting.journal_errors import (
    AmbiguousOpenItemError,
    ItemSettledError,
    OverSettledError,
    OwnCurrencyError,
    SettlementDiffersError,
    UnknownOpenItemError,
    UnknownRateError,
)
from domain.posting.naming import number
from domain.posting.wants import Wants

LINE, ROUNDING, DIFFERENCE = "line", "rounding", "exchange_difference"
Places = list[tuple[str, str | None]]
"""Account and location of each line as it was sent."""


def want_foreign(operation: Claimed, wants: Wants) -> None:
    """Name what must be loaded to decide a journal in another currency."""
    content = operation.content
    if "currency" not in content:
        return
    wants.rates.add((operation.org_id, content["currency"], content["date"]))
    for line in content["lines"]:
        if "settles" in line:
            wants.foreign_journals.add((operation.org_id, line["settles"]["journal_id"]))
            if "account" in line["settles"]:
                wants.accounts.add((operation.org_id, line["settles"]["account"]))


def want_items(operation: Claimed, org: OrgFacts, wants: Wants) -> None:
    """Name the open items that a journal settles; one that this very batch makes needs no lock, nobody sees it yet."""
    for line in operation.content["lines"]:
        if "settles" in line:
            wants.foreign_items.update((org.id, key[0], str(key[1])) for key in _named(org, line))


def want_items_of(journal_id: str, org: OrgFacts, wants: Wants) -> None:
    """Name the open items that a journal made or settled, and that its reversal changes."""
    items = org.foreign.items
    for line in org.foreign.lines.get(journal_id, ()):
        key = line.settles or (journal_id, line.line_no)
        if line.settles is not None or key in items:
            wants.foreign_items.add((org.id, key[0], str(key[1])))


class Settlements:
    """What the lines of one journal settle, kept beside the facts until all of them are found to be right."""

    def __init__(self, org: OrgFacts) -> None:
        """Start with the items as they are."""
        self.org = org
        self.settled: dict[ItemKey, Settled] = {}

    def settle(self, key: ItemKey, amount: int, path: str) -> int:
        """Settle some of an item by a signed amount of its currency; return the signed base amount that goes with it.

        Raises `SettlementDiffersError`, `OverSettledError`.
        """
        item = self.org.foreign.items[key]
        if (amount > 0) == (item.amount > 0):
            raise SettlementDiffersError.at(path, "It stands on the same side as its item.")
        before = self.settled.get(key) or Settled(abs(item.settled), abs(item.settled_base))
        taken = abs(amount)
        left = abs(item.amount) - before.amount
        if taken > left:
            open_text = text_of(left, minor_digits(item.currency))
            raise OverSettledError.at(path, f"{open_text} {item.currency} is still open.")
        share = share_of(amount=abs(item.amount), base=abs(item.base), settled=before, taken=taken)
        self.settled[key] = Settled(before.amount + taken, before.base + share)
        return share if amount > 0 else -share

    def give_back(self, key: ItemKey, line: ForeignLine) -> None:
        """Take back what a line has settled."""
        item = self.org.foreign.items[key]
        before = self.settled.get(key) or Settled(abs(item.settled), abs(item.settled_base))
        self.settled[key] = Settled(before.amount - abs(line.amount), before.base - abs(line.base))

    def keep(self) -> None:
        """Let the items be settled as far as was found."""
        for key, settled in self.settled.items():
            item = self.org.foreign.items[key]
            sign = 1 if item.amount > 0 else -1
            item.settled, item.settled_base, item.changed = sign * settled.amount, sign * settled.base, True


def foreign_lines(
    content: dict[str, Any], places: Places, org: OrgFacts, settlements: Settlements
) -> list[ForeignLine]:
    """Return the lines of a journal in another currency as the organization's own currency has them.

    Each is rounded by itself; one that settles an item has the item's share instead, and what that differs from the
    journal's own rate is realised: role `exchange_differences`. What the lines then still differ by is rounding.
    Raises `OwnCurrencyError`, `UnknownRateError`, `AmountTooLargeError`, `AccountRoleMissingError`,
    `UnknownOpenItemError`, `AmbiguousOpenItemError`, `SettlementDiffersError`, `OverSettledError`.
    """
    currency = content["currency"]
    if currency == org.foreign.currency:
        raise OwnCurrencyError.at("currency")
    rate = number(content["rate"]) if "rate" in content else org.foreign.rates.get((currency, content["date"]))
    if rate is None:
        raise UnknownRateError.at("rate", f"No rate of {currency} is known on or before {content['date']}.")
    digits = minor_digits(currency)
    lines: list[ForeignLine] = []
    brought: list[tuple[str, str | None, int]] = []
    rounding = 0
    for at, (line, place) in enumerate(zip(content["lines"], places, strict=True)):
        amount = number(line.get("debit", "0")) - number(line.get("credit", "0"))
        worth = base_of(amount, rate=rate, digits=digits, base_digits=org.digits)
        if abs(worth) > MAX_MINOR:
            raise AmountTooLargeError.at(f"lines.{at}")
        rounding -= worth
        (account_id, location_id), base, at_rate, settles = place, worth, rate, None
        if "settles" in line:
            settles = _item_of(org, line, currency, place, f"lines.{at}")
            base = settlements.settle(settles, amount, f"lines.{at}")
            at_rate, location_id = org.foreign.rate_of(settles), org.foreign.items[settles].location_id
            brought.append((DIFFERENCE, location_id, worth - base))
        lines.append(
            ForeignLine(at + 1, LINE, account_id, location_id, currency, amount, base, at_rate, settles=settles)
        )
    places_of_all = {line.location_id for line in lines}
    brought.append((ROUNDING, places_of_all.pop() if len(places_of_all) == 1 else None, rounding))
    return lines + list(_brought(org, brought, currency, rate, after=len(lines)))


def _brought(
    org: OrgFacts, brought: list[tuple[str, str | None, int]], currency: str, rate: int, *, after: int
) -> Iterator[ForeignLine]:
    """Yield a line per kind and location for what is not nothing."""
    sums: dict[tuple[str, str | None], int] = {}
    for kind, location_id, amount in brought:
        sums[kind, location_id] = sums.get((kind, location_id), 0) + amount
    for (kind, location_id), amount in sums.items():
        if amount:
            after += 1
            account_id = org.account("exchange_differences" if kind == DIFFERENCE else "rounding", location_id)
            yield ForeignLine(after, kind, account_id, location_id, currency, 0, amount, rate)


def reversed_lines(journal_id: str, org: OrgFacts, settlements: Settlements) -> list[ForeignLine]:
    """Return the mirror of a journal's lines: what it left open is settled by it, what it settled is open again.

    Raises `ItemSettledError` where something of what it left open has been settled since.
    """
    mirrored = []
    for line in org.foreign.lines.get(journal_id, ()):
        settles = line.settles
        if settles is not None:
            settlements.give_back(settles, line)
        elif (journal_id, line.line_no) in org.foreign.items:
            settles = (journal_id, line.line_no)
            if org.foreign.items[settles].settled:
                raise ItemSettledError
            settlements.settle(settles, -line.amount, f"lines.{line.line_no - 1}")
        mirrored.append(
            ForeignLine(
                line.line_no,
                line.kind,
                line.account_id,
                line.location_id,
                line.currency,
                -line.amount,
                -line.base,
                line.rate,
                settles=settles,
            )
        )
    return mirrored


def keep_foreign(
    journal_id: str, lines: list[ForeignLine], org: OrgFacts, effects: Effects, *, still_open: Container[int], day: date
) -> None:
    """Add a journal's lines in another currency to what is written; those named in `still_open` become open items."""
    org.foreign.lines[journal_id] = tuple(lines)
    for line in lines:
        settles = (None, None) if line.settles is None else line.settles
        where = (line.account_id, line.location_id, line.currency)
        rate = text_of(line.rate, RATE_DIGITS)
        effects.foreign_lines.append(
            (org.id, journal_id, line.line_no, line.kind, *where, line.amount, line.base, rate, *settles)
        )
        if line.kind == LINE and line.line_no in still_open:
            org.foreign.items[journal_id, line.line_no] = ForeignItem(
                journal_id, line.line_no, *where, day.isoformat(), line.amount, line.base, stored=False
            )


def memo_of(line: ForeignLine) -> str:
    """Return what the journal's line says of it, so that the chain of hashes covers amount, currency and rate."""
    if line.kind == LINE:
        return shown(line.currency, line.amount, rate=line.rate, digits=minor_digits(line.currency))
    return "Rounding" if line.kind == ROUNDING else "Exchange difference"


def _item_of(org: OrgFacts, line: dict[str, Any], currency: str, place: tuple[str, str | None], path: str) -> ItemKey:
    found = _named(org, line)
    if not found:
        raise UnknownOpenItemError.at(f"{path}.settles")
    found = [key for key in found if org.foreign.items[key].settled != org.foreign.items[key].amount] or found[:1]
    if len(found) > 1:
        raise AmbiguousOpenItemError.at(f"{path}.settles")
    item = org.foreign.items[found[0]]
    if currency != item.currency:
        raise SettlementDiffersError.at("currency", f"The item is in {item.currency}.")
    if place[0] != item.account_id:
        raise SettlementDiffersError.at(f"{path}.account")
    if "location_id" in line and place[1] != item.location_id:
        raise SettlementDiffersError.at(f"{path}.location_id")
    return found[0]


def _named(org: OrgFacts, line: dict[str, Any]) -> list[ItemKey]:
    """Return the open items that a line may mean, settled or not: of one journal, of one line or one account."""
    wanted = line["settles"]
    if "line_no" in wanted:
        key = (wanted["journal_id"], wanted["line_no"])
        return [key] if key in org.foreign.items else []
    account_id, _ = org.accounts.get(wanted.get("account", line["account"]), (None, False))
    return sorted(
        key
        for key, item in org.foreign.items.items()
        if key[0] == wanted["journal_id"] and item.account_id == account_id
    )
