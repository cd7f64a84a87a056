"""B12: a catalogue handed in as CSV over HTTP and applied by the background, then the same file once more."""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cli.bench.installation import Installation
from cli.bench.results import Bar, Result
from cli.replay.line import Line
from cli.replay.processes import Watch

CATEGORIES = 40
WARM_ROWS = 100
POLL_S = 0.1
TIMEOUT_S = 600.0
BARCODES_FROM = 4_000_000_000_000
UNDER_WAY = {"received", "checking", "applying"}


@dataclass(frozen=True, slots=True)
class Carried:
    """One file from its upload to its end: seconds to send it and from received to done; processor time a row."""

    sent_s: float
    seconds: float
    python_us: float
    postgres_us: float


def item_import(place: Installation, folder: Path, *, rows: int, seed: int) -> Result:
    """Return B12: items a second from received to done, check and application together, and the most memory it took.

    Python's processor time is that of the background process, Postgres' that of all of its processes. The file is sent
    twice: the second time every row finds its item as it is. A small file goes before, so that all are awake.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file, warm = folder / "items.csv", folder / "warm.csv"
    file.write_text("".join(catalogue(rows, seed=seed)), encoding="utf-8")
    warm.write_text("".join(catalogue(WARM_ROWS, seed=seed, first=rows)), encoding="utf-8")
    line, watch = Line(place.stack.base_url, place.shop.headers), Watch(place.stack)
    _carried(line, watch, warm, rows=WARM_ROWS, of_all="rows_new")
    first = _carried(line, watch, file, rows=rows, of_all="rows_new")
    again = _carried(line, watch, file, rows=rows, of_all="rows_unchanged")
    line.close()
    peak_mb = watch.peaks_mb()["background"]
    return Result(
        "B12",
        f"import of {rows:,} items from CSV, checked and applied",
        [
            Bar("rows", rows / first.seconds, 10_000, 40_000, "rows/s"),
            Bar("peak of the process", peak_mb, 300, 150, "MB", more_is_better=False),
        ],
        {
            "rows": rows,
            "file_bytes": file.stat().st_size,
            "sent_s": first.sent_s,
            "seconds": first.seconds,
            "python_us_per_row": first.python_us,
            "postgres_us_per_row": first.postgres_us,
            "again_rows_per_s": rows / again.seconds,
            "again_python_us_per_row": again.python_us,
            "again_postgres_us_per_row": again.postgres_us,
        },
        None,
        "from received to done, so each row is read and checked twice; sent again it changes nothing",
    )


def catalogue(rows: int, *, seed: int, first: int = 0) -> Iterator[str]:
    """Yield a file of items numbered from `first` on, a line at a time; the same seed gives the same file."""
    chance = random.Random(seed)
    yield "sku,name,barcode,category,price,cost,tax_rate\n"
    for at in range(first, first + rows):
        price = chance.randint(50, 99_999)
        yield (
            f"BENCH-{chance.getrandbits(28):09}-{at},Article {at} of the bench,{BARCODES_FROM + at},"
            f"Aisle {chance.randrange(CATEGORIES)},{_decimal(price)},{_decimal(price * 6 // 10)},TAX\n"
        )


def _carried(line: Line, watch: Watch, file: Path, *, rows: int, of_all: str) -> Carried:
    """Hand the file in and wait for its end. Raises `RuntimeError` unless all of its rows became what was expected."""
    watch.look()
    before = watch.cpu_seconds()
    began = time.perf_counter()
    handed_in = line.upload("/api/imports", {"kind": "items"}, file)
    sent_s = time.perf_counter() - began
    found = _ended(line, str(handed_in["id"]))
    watch.look()
    spent = watch.cpu_seconds()
    if found["status"] != "done" or found[of_all] != rows:
        message = f"of {rows} rows {found[of_all]} are {of_all}, the import is {found['status']}: {found['error']}"
        raise RuntimeError(message)
    return Carried(
        sent_s,
        (datetime.fromisoformat(found["ended_at"]) - datetime.fromisoformat(found["created_at"])).total_seconds(),
        *((spent[part] - before[part]) / rows * 1e6 for part in ("background", "postgres")),
    )


def _ended(line: Line, import_id: str) -> dict[str, Any]:
    deadline = time.monotonic() + TIMEOUT_S
    while time.monotonic() < deadline:
        found: dict[str, Any] = line.get(f"/api/imports/{import_id}")
        if found["status"] not in UNDER_WAY:
            return found
        time.sleep(POLL_S)
    message = f"an import is still under way after {TIMEOUT_S:g} s"
    raise RuntimeError(message)


def _decimal(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"
