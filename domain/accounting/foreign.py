"""Amounts in another currency: what they are worth in the organization's own, and what a settlement takes of an item.

Pure. Amounts are `int` minor units of their currency, rates `int` ten-thousand-millionths (`NUMERIC(20,10)`) of a major
unit of the organization's currency for one major unit of the other. Rounding is half-up, away from zero.
"""

from dataclasses import dataclass

from domain.core.money import divide_half_up, plain, text_of

RATE_DIGITS = 10
RATE_ONE = 10**RATE_DIGITS
MAX_RATE = 10**9 * RATE_ONE
SHOWN_RATE_DIGITS = 4


def base_of(amount: int, *, rate: int, digits: int, base_digits: int) -> int:
    """Return what an amount is worth at a rate; `digits` are those of its currency, `base_digits` of the own one."""
    return divide_half_up(amount * rate * 10**base_digits, RATE_ONE * 10**digits)


@dataclass(frozen=True, slots=True)
class Settled:
    """How much of an open item has been settled, in its currency and of its base amount; both without a sign."""

    amount: int
    base: int


def share_of(*, amount: int, base: int, settled: Settled, taken: int) -> int:
    """Return how much of an item's base amount goes with `taken` of its amount; nothing here has a sign.

    It is the difference of running sums: what should have gone after this settlement, less what has gone before. So
    settlements never drift from the item, whatever their number, and the last one takes exactly what is left. Where
    some settlement was taken back, the difference may lie outside of what is left; it is then kept within.
    """
    after = settled.amount + taken
    if after == amount:
        return base - settled.base
    due = divide_half_up(base * after, amount) - settled.base
    return max(0, min(due, base - settled.base))


def shown(currency: str, amount: int, *, rate: int, digits: int) -> str:
    """Return an amount with its rate as a memo has it: `EUR 100.00 @ 1.1050`; without a sign."""
    return f"{currency} {text_of(abs(amount), digits)} @ {plain(rate, RATE_DIGITS, least=SHOWN_RATE_DIGITS)}"
