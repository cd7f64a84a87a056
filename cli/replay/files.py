"""The files that anybody might hand in: items, customers and a year of sales as CSV, written a basket at a time."""

import csv
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cli.replay.rules import Article, Books, Sold
from cli.replay.source import DAYS, Product, baskets, products
from domain.core.money import PRICE_DIGITS, plain, text_of

THOUSANDTHS = 3
DIGITS = 2
TOLD_EVERY = 5000
CARD, COUPON = "card", "coupon"
NOTHING = ("",) * 5
SALES = (
    "receipt",
    "sold_at",
    "terminal",
    "customer",
    "sku",
    "quantity",
    "unit_price",
    "discount",
    "line_total",
    "total",
    "tender",
    "paid",
    "tender_2",
    "paid_2",
)
"""The receipt comes first: by it a rejected row is known."""
ITEMS = ("sku", "name", "category", "unit", "price", "stocked")
CUSTOMERS = ("reference", "name")


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: the files, and what there was in the source."""

    items: Path
    customers: Path
    sales: Path
    books: Books
    stores: tuple[int, ...]
    item_rows: int
    customer_rows: int
    sale_rows: int
    baskets: int


def write_files(
    folder: Path, *, days: int = DAYS, most_lines: int, on_rows: Callable[[int], None] | None = None
) -> Written:
    """Write the three files of the first days; only items that were sold, and who bought them.

    `on_rows` hears how many more rows of sales are written. Raises `DataSetMissing`.
    """
    known = products()
    books = Books(known, most_lines=most_lines)
    stores: set[int] = set()
    households: set[int] = set()
    count = rows = told = 0
    with _table(folder / "sales.csv", SALES) as writer:
        for basket in baskets(days=days):
            stores.add(basket.store)
            households.add(basket.household)
            writer.writerows(_sale_rows(books.ring_up(basket)))
            count += 1
            rows += len(basket.rows)
            if on_rows is not None and rows - told >= TOLD_EVERY:
                on_rows(rows - told)
                told = rows
    _write(folder / "items.csv", ITEMS, (_item_row(one, known.get(one.product)) for one in books.articles.values()))
    _write(
        folder / "customers.csv", CUSTOMERS, ((customer_code(one), f"Household {one}") for one in sorted(households))
    )
    return Written(
        folder / "items.csv",
        folder / "customers.csv",
        folder / "sales.csv",
        books,
        tuple(sorted(stores)),
        len(books.articles),
        len(households),
        rows,
        count,
    )


def store_code(store: int) -> str:
    """Return the code of a store's location, and of its one terminal: the source does not tell tills apart."""
    return f"S{store}"


def customer_code(household: int) -> str:
    """Return the code of a household as a customer."""
    return f"H{household}"


def _sale_rows(sold: Sold) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a sale; what it comes to and what pays it stands on the first of them."""
    basket = sold.basket
    head = (
        str(basket.number),
        basket.at.isoformat(),
        store_code(basket.store),
        customer_code(basket.household),
    )
    last = (
        text_of(sold.paid + sold.coupons, DIGITS),
        *_tendered(CARD, sold.paid),
        *_tendered(COUPON, sold.coupons),
    )
    for line in sold.lines:
        yield (
            *head,
            line.sku,
            plain(line.quantity, THOUSANDTHS),
            plain(line.unit_price, PRICE_DIGITS, least=DIGITS),
            text_of(line.discount, DIGITS) if line.discount else "",
            text_of(line.value, DIGITS),
            *last,
        )
        last = NOTHING


def _tendered(method: str, amount: int) -> tuple[str, str]:
    return (method, text_of(amount, DIGITS)) if amount else ("", "")


def _item_row(article: Article, product: Product | None) -> tuple[str, ...]:
    name, category = f"Product {article.product}", ""
    if product is not None:
        category = product.category or product.department
        name = " ".join(word for word in (product.kind or category, product.size) if word) or name
    if article.sku != str(article.product):
        name += " (no goods)"
    price = plain(article.price, PRICE_DIGITS, least=DIGITS)
    return article.sku, name, category, article.unit, price, "yes" if article.stocked else "no"


@contextmanager
def _table(path: Path, heading: tuple[str, ...]) -> Iterator[Any]:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(heading)
        yield writer


def _write(path: Path, heading: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    with _table(path, heading) as writer:
        writer.writerows(rows)
