"""Sales as simulated tills ring them up: the same ones for the same seed, ready to be sent."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from uuid import UUID

import msgspec

MILLION = 1_000_000
QUANTITIES, HOW_OFTEN = (1, 2, 3), (80, 95, 100)
NOTES_MINOR = (100, 500, 1000, 2000, 5000)


@dataclass(frozen=True, slots=True)
class Article:
    """An item that is sold; `price` in minor units, `tax` in millionths of a percent, on top of the price."""

    id: str
    sku: str
    price: int
    cost: int
    tax: int


@dataclass(frozen=True, slots=True)
class SimulatedSale:
    """A sale with what is known of it beforehand; `total` and `tendered` in minor units."""

    id: str
    terminal_id: str
    terminal_seq: int
    total: int
    tendered: int
    body: bytes


class Catalogue:
    """Articles with their popularity: the n-th sells as 1 / n**exponent (Zipf)."""

    def __init__(self, articles: Sequence[Article], *, exponent: float = 1.0) -> None:
        """Weigh the articles in their given order."""
        self.articles = articles
        self._weights = list(accumulate(1 / (rank**exponent) for rank in range(1, len(articles) + 1)))

    def pick(self, dice: random.Random, count: int) -> list[Article]:
        """Return `count` articles; one may come twice."""
        return dice.choices(self.articles, cum_weights=self._weights, k=count)


class SeededIds:
    """UUIDs of version 7 (RFC 9562), one millisecond apart: the same ones for the same dice and start."""

    def __init__(self, dice: random.Random, *, start: datetime) -> None:
        """Count on from an instant."""
        self._dice = dice
        self._ms = int(start.timestamp() * 1000)

    def __next__(self) -> str:
        self._ms += 1
        bits = self._dice.getrandbits(74)
        value = self._ms << 80 | 0x7 << 76 | (bits >> 62) << 64 | 0b10 << 62 | bits & (1 << 62) - 1
        return str(UUID(int=value))


class SaleFactory:
    """Rings up sales of a few lines, paid in cash, at terminals that take turns.

    Deterministic: the same seed, start, catalogue and terminals give the same bytes. `start` is both the clock of the
    tills and the time in the ids; without one it is now, so that two runs on one database do not meet.
    """

    def __init__(
        self,
        *,
        seed: int,
        catalogue: Catalogue,
        terminals: Sequence[str],
        lines: int = 4,
        digits: int = 2,
        start: datetime | None = None,
        pace: timedelta = timedelta(milliseconds=1),
        always: Article | None = None,
    ) -> None:
        """`always`: an article that is the first line of every sale, for a hot spot; `pace`: time between two sales."""
        self._dice = random.Random(seed)
        self._catalogue = catalogue
        self._terminals = terminals
        self._lines = lines
        self._digits = digits
        self._now = start or datetime.now(UTC)
        self._pace = pace
        self._ids = SeededIds(self._dice, start=self._now)
        self._always = always
        self._count = 0

    def sale(self) -> SimulatedSale:
        """Return the next sale."""
        terminal_id = self._terminals[self._count % len(self._terminals)]
        seq = self._count // len(self._terminals) + 1
        self._count += 1
        self._now += self._pace
        total, lines = 0, []
        first = [self._always] if self._always else []
        for article in first + self._catalogue.pick(self._dice, self._lines - len(first)):
            quantity = self._dice.choices(QUANTITIES, cum_weights=HOW_OFTEN)[0]
            net = article.price * quantity
            total += net + (2 * net * article.tax + 100 * MILLION) // (200 * MILLION)
            lines.append({"item_id": article.id, "quantity": str(quantity), "unit_price": self._text(article.price)})
        note = self._dice.choice(NOTES_MINOR)
        tendered = max(1, -(-total // note) * note)
        sale_id = next(self._ids)
        body = {
            "id": sale_id,
            "terminal_id": terminal_id,
            "terminal_seq": seq,
            "occurred_at": self._now.isoformat(),
            "lines": lines,
            "payments": [{"method": "cash", "amount": self._text(tendered)}],
            "expected_total": self._text(total),
        }
        return SimulatedSale(sale_id, terminal_id, seq, total, tendered, msgspec.json.encode(body))

    def sales(self, count: int) -> list[SimulatedSale]:
        """Return the next `count` sales."""
        return [self.sale() for _ in range(count)]

    def _text(self, minor: int) -> str:
        if not self._digits:
            return str(minor)
        whole, fraction = divmod(minor, 10**self._digits)
        return f"{whole}.{fraction:0{self._digits}d}"


def make_articles(count: int, *, seed: int, tax: int, ids: SeededIds) -> list[Article]:
    """Return articles between half a unit and forty of the currency, at a cost of 40 to 80 % of the price."""
    dice = random.Random(seed)
    return [
        Article(
            id=next(ids),
            sku=f"SKU{at:05d}",
            price=(price := dice.randint(50, 4000)),
            cost=max(1, price * dice.randint(40, 80) // 100),
            tax=tax,
        )
        for at in range(count)
    ]
