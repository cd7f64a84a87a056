"""Amounts of differences as everybody outside is told them: decimal strings in the currency's digits."""

from typing import Any

from domain.core.money import minor_digits, text_of

# By its name a figure is an amount; what is not named here is a count, a number, or text already.
AMOUNTS = frozenset(
    {
        *("debit", "credit", "sum", "balance", "posted", "base", "amount", "settled", "settled_base", "matched"),
        *("net", "tax", "tip", "rounding", "total", "discount", "cost", "loaded", "change", "paid", "tendered"),
        *("charged", "credited", "receivable", "moved", "sales", "payments", "line_cost", "written_off", "revalued"),
        *("value", "stock_value", "received_value", "lost_value", "returned_value", "returned_net", "returned_tax"),
        *("grand_total", "expected", "variance"),
    }
)
# These are in the currency that the difference names, where it names one.
IN_ITS_CURRENCY = frozenset({"amount", "settled", "sum"})


def amounts_shown(figures: dict[str, Any], where: dict[str, Any], *, digits: int) -> dict[str, Any]:
    """Return figures with their amounts, integers in minor units, as decimal strings of so many digits.

    `where` names the currency of what is in another one, or the figures do.
    """
    currency = where.get("currency") or figures.get("currency")
    of_currency = digits if currency is None else minor_digits(currency)
    return {
        name: text_of(figure, of_currency if name in IN_ITS_CURRENCY else digits)
        if name in AMOUNTS and isinstance(figure, int)
        else figure
        for name, figure in figures.items()
    }
