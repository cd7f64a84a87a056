"""What each store sold in each month, computed straight from the data set by pandas: none of our code takes part."""

from dataclasses import dataclass
from typing import Any

from cli.replay.source import DAYS, FIRST_DAY, PACKAGE, TIME_ZONE, data_file


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of one store in one month; amounts in cents."""

    baskets: int = 0
    lines: int = 0
    value: int = 0
    discount: int = 0
    coupons: int = 0

    def __add__(self, other: "Totals") -> "Totals":
        """Return both together."""
        return Totals(
            self.baskets + other.baskets,
            self.lines + other.lines,
            self.value + other.value,
            self.discount + other.discount,
            self.coupons + other.coupons,
        )


StoreMonth = tuple[int, str]
"""A store's number, and a month as `2017-01`."""


@dataclass(frozen=True, slots=True)
class Source:
    """The sums of the raw frame, and what of them belongs to given baskets."""

    by_store_and_month: dict[StoreMonth, Totals]
    rejected: dict[StoreMonth, Totals]


def source_totals(*, days: int = DAYS, rejected: frozenset[int] = frozenset()) -> Source:
    """Return the sums per store and month of the first days; `rejected`: numbers of baskets to be summed apart too.

    Binary fractions are rounded to cents line by line, as the source had them before it was converted.
    """
    import importlib

    import pandas as pd

    data_file("transactions")
    frame = importlib.import_module(PACKAGE).get_data("transactions")["transactions"]
    local = frame["transaction_timestamp"].dt.tz_localize("UTC").dt.tz_convert(TIME_ZONE)
    end = pd.Timestamp(FIRST_DAY, tz=TIME_ZONE) + pd.DateOffset(days=days)
    frame = frame.assign(month=local.dt.strftime("%Y-%m"))[local < end]
    amounts = {
        "value": frame["sales_value"],
        "discount": frame["retail_disc"] + frame["coupon_match_disc"],
        "coupons": frame["coupon_disc"],
    }
    frame = frame.assign(**{name: (column * 100).round().astype("int64") for name, column in amounts.items()})
    return Source(_summed(frame), _summed(frame[frame["basket_id"].isin(rejected)]))


def _summed(frame: Any) -> dict[StoreMonth, Totals]:
    baskets = frame.groupby(["store_id", "month", "basket_id"]).agg(
        lines=("product_id", "size"), value=("value", "sum"), discount=("discount", "sum"), coupons=("coupons", "sum")
    )
    # Coupons pay at most what their basket costs; the rest is no money that ever moved.
    baskets["coupons"] = baskets[["coupons", "value"]].min(axis=1)
    sums = baskets.groupby(level=["store_id", "month"]).agg(
        baskets=("lines", "size"),
        lines=("lines", "sum"),
        value=("value", "sum"),
        discount=("discount", "sum"),
        coupons=("coupons", "sum"),
    )
    return {
        (int(store), str(month)): Totals(*map(int, row))
        for (store, month), row in zip(sums.index, sums.itertuples(index=False), strict=True)
    }
