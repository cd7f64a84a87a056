"""The source against the books, to the cent."""

from dataclasses import dataclass

from cli.replay.books import Posted
from cli.replay.totals import Source, StoreMonth, Totals

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Compared:
    """How many sums were compared, and each that differs, in words."""

    sums: int
    baskets: int
    value: int
    """Of the source, cents."""
    differences: tuple[str, ...]


def compare(source: Source, books: Posted) -> Compared:
    """Compare every sum of every store and month: what was posted, and what was rejected with it, must be the source.

    Sales and ledger are compared each for itself, so that neither can hide behind the other.
    """
    keys = sorted(source.by_store_and_month.keys() | books.by_store_and_month.keys() | books.earned.keys())
    found: list[str] = []
    for key in keys:
        found += _of_one(key, source, books)
    whole = sum(source.by_store_and_month.values(), Totals())
    accounted = books.receipts + len(books.rejected)
    if accounted != whole.baskets:
        found.append(
            f"{whole.baskets:,} baskets in the source, {books.receipts:,} posted, {len(books.rejected):,} rejected"
        )
    if books.sales != books.receipts:
        found.append(f"{books.sales:,} sales, but only {books.receipts:,} different receipts")
    found += [f"{count:,} operations are {status}" for status, count in books.otherwise.items() if status == "pending"]
    return Compared(len(keys) * (len(Totals.__slots__) + 1), whole.baskets, whole.value, tuple(found))


def _of_one(key: StoreMonth, source: Source, books: Posted) -> list[str]:
    store, month = key
    wanted = source.by_store_and_month.get(key, Totals())
    rejected = source.rejected.get(key, Totals())
    there = books.by_store_and_month.get(key, Totals()) + rejected
    found = [
        f"store {store}, {month}: {name} {getattr(wanted, name):,} in the source, {getattr(there, name):,} in the sales"
        for name in Totals.__slots__
        if getattr(wanted, name) != getattr(there, name)
    ]
    earned = books.earned.get(key, 0) + rejected.value
    if earned != wanted.value:
        found.append(f"store {store}, {month}: value {wanted.value:,} in the source, {earned:,} in the ledger")
    return found
