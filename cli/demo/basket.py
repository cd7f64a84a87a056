"""What customers put on the counter, and how they pay: sales as a till's own program makes them."""

import random
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.core.ids import new_id_text
from domain.core.money import PRICE_DIGITS, PRICE_ONE, QUANTITY_ONE, text_of
from domain.pos.pricing import LinePrice, price_lines

DIGITS = 2
LINES = (1, 2, 3, 4, 5, 6)
LINES_OFTEN = (22, 30, 22, 14, 8, 4)
COUNTS = (1, 2, 3)
COUNTS_OFTEN = (80, 15, 5)
NOTES = (500, 1000, 2000, 5000)
SHORT_BY = 200


@dataclass(frozen=True, slots=True)
class Item:
    """What a till knows of an article; `price` and `percent` in millionths."""

    id: str
    sku: str
    barcode: str
    price: int
    percent: int
    popularity: int


@dataclass(frozen=True, slots=True)
class Assortment:
    """All that a till sells, and the customers that it knows; those of `account_customers` pay at the month's end."""

    items: tuple[Item, ...]
    customers: tuple[str, ...]
    account_customers: tuple[str, ...]


Sale = dict[str, Any]
"""A sale as it is posted: the body of the request."""


def ring_up(
    dice: random.Random, assortment: Assortment, *, terminal_id: str, terminal_seq: int, short: bool = False
) -> Sale:
    """Return a sale, priced and paid; a `short` one is paid too little, which no till should ever send."""
    items = dice.choices(
        assortment.items,
        weights=[item.popularity for item in assortment.items],
        k=dice.choices(LINES, LINES_OFTEN)[0],
    )
    lines, priced = [], []
    for item in dict.fromkeys(items):
        line, price = _line(dice, item)
        lines.append(line)
        priced.append(price)
    gross = sum(price.quantity // QUANTITY_ONE * _cents(price.unit_price) - price.discount for price in priced)
    discount = gross // 10 if dice.random() < 0.06 else 0  # noqa: PLR2004 - every sixteenth customer has a voucher
    price_lines(priced, digits=DIGITS, document_discount=discount, per_document=False)
    customer, on_account = _customer(dice, assortment)
    due = sum(price.total for price in priced)
    tip = 25 * dice.randint(2, 10) if not on_account and dice.random() < 0.15 else 0  # noqa: PLR2004 - of all
    due += tip
    paid = due - SHORT_BY if short else due
    sale: Sale = {
        "id": new_id_text(),
        "terminal_id": terminal_id,
        "terminal_seq": terminal_seq,
        "occurred_at": datetime.now().astimezone().isoformat(timespec="milliseconds"),
        "lines": lines,
        "payments": _card(dice, paid) if short else _payments(dice, due, on_account=on_account),
        "expected_total": text_of(due, DIGITS),
    }
    if customer is not None:
        sale["customer_id"] = customer
    if discount:
        sale["discount"] = text_of(discount, DIGITS)
    if tip:
        sale["tip"] = text_of(tip, DIGITS)
    return sale


def mended(sale: Sale) -> Sale:
    """Return a sale that was paid too little with all of its payment."""
    return {**sale, "payments": [{**sale["payments"][0], "amount": sale["expected_total"]}]}


def altered(sale: Sale) -> Sale:
    """Return other content under the same identity: a mistake or a fraud, not a repetition."""
    first, *others = sale["lines"]
    return {**sale, "lines": [{**first, "quantity": str(int(first["quantity"]) + 1)}, *others]}


def total_of(sale: Sale) -> int:
    """Return what a till counted for a sale, minor units."""
    return int(str(sale["expected_total"]).replace(".", ""))


def worth_telling(sale: Sale) -> int:
    """Return how much there is to see in a sale: most in one of few lines with discounts, a tip and two tenders."""
    reduced = any("discount" in line for line in sale["lines"])
    seen = ("tip" in sale, "discount" in sale, reduced, "customer_id" in sale)
    return 5 * len(sale["payments"]) + 2 * sum(seen) + min(len(sale["lines"]), 4) - 2 * max(len(sale["lines"]) - 4, 0)


def _line(dice: random.Random, item: Item) -> tuple[dict[str, Any], LinePrice]:
    count = dice.choices(COUNTS, COUNTS_OFTEN)[0]
    named_by = dice.choices(("item_id", "sku", "barcode"), (50, 20, 30))[0]
    line = {
        named_by: {"item_id": item.id, "sku": item.sku, "barcode": item.barcode}[named_by],
        "quantity": str(count),
        "unit_price": text_of(item.price, PRICE_DIGITS)[: DIGITS - PRICE_DIGITS],
    }
    discount = 0
    if dice.random() < 0.08:  # noqa: PLR2004 - some lines are reduced by a tenth
        discount = count * _cents(item.price) // 10
        line["discount"] = text_of(discount, DIGITS)
    return line, LinePrice(
        quantity=count * QUANTITY_ONE,
        unit_price=item.price,
        discount=discount,
        percent=item.percent,
        inclusive=False,
        tax_group=str(item.percent),
    )


def _customer(dice: random.Random, assortment: Assortment) -> tuple[str | None, bool]:
    """Return who buys, if that is known, and whether on account."""
    drawn = dice.random()
    if drawn < 0.04:  # noqa: PLR2004 - firms
        return dice.choice(assortment.account_customers), True
    if drawn < 0.25:  # noqa: PLR2004 - regulars
        return dice.choice(assortment.customers), False
    return None, False


def _payments(dice: random.Random, due: int, *, on_account: bool) -> list[dict[str, Any]]:
    if on_account:
        return [{"method": "on_account", "amount": text_of(due, DIGITS)}]
    drawn = dice.random()
    if drawn < 0.30:  # noqa: PLR2004 - in cash, with change
        return [{"method": "cash", "amount": text_of(_tendered(dice, due), DIGITS)}]
    if drawn < 0.40 and due > NOTES[0]:  # noqa: PLR2004 - a note, and the rest by card
        note = max(note for note in NOTES if note < due)
        return [{"method": "cash", "amount": text_of(note, DIGITS)}, *_card(dice, due - note)]
    return _card(dice, due)


def _card(dice: random.Random, amount: int) -> list[dict[str, Any]]:
    return [{"method": "card", "amount": text_of(amount, DIGITS), "reference": f"auth {dice.randrange(10**5, 10**6)}"}]


def _tendered(dice: random.Random, due: int) -> int:
    note = dice.choice(NOTES)
    return -(-due // note) * note


def _cents(price: int) -> int:
    return int(price * 10**DIGITS // PRICE_ONE)
