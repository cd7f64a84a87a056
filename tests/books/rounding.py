"""Rounding as the rules say it, over exact fractions."""

import math
from fractions import Fraction


class Refused(Exception):
    """The rules do not allow it; says which one by the code that a client is told."""


def half_up(value: Fraction) -> int:
    """Round to a whole, halves away from zero."""
    return math.floor(value + Fraction(1, 2)) if value >= 0 else -math.floor(-value + Fraction(1, 2))


def millionths(value: Fraction) -> Fraction:
    """Round a unit cost to its six digits."""
    return Fraction(half_up(value * 10**6), 10**6)


def ten_thousandths(value: Fraction) -> Fraction:
    """Round a quantity to its four digits."""
    return Fraction(half_up(value * 10**4), 10**4)


def largest_remainder(total: int, weights: list[int]) -> list[int]:
    """Share a total out in proportion, whole units first, then by remainder, earlier ones first."""
    if sum(weights) == 0:
        return [total] + [0] * (len(weights) - 1)
    exact = [Fraction(total * weight, sum(weights)) for weight in weights]
    shares = [math.floor(share) for share in exact]
    by_remainder = sorted(range(len(weights)), key=lambda at: exact[at] - shares[at], reverse=True)
    for at in by_remainder[: total - sum(shares)]:
        shares[at] += 1
    return shares


def next_share(amount: int, before: Fraction, quantity: Fraction, whole: Fraction) -> int:
    """Return what of an amount for `whole` belongs to the `quantity` that comes after `before`: running sums differ."""
    return half_up(amount * (before + quantity) / whole) - half_up(amount * before / whole)
