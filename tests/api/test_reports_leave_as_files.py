"""Reports as files: whole however long, in flat memory, of one moment, and nothing stays open when nobody reads on."""

import io
import tracemalloc
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from threading import Event, Thread

import pytest
from python_calamine import load_workbook
from sqlalchemy import text

from api import report_files
from domain.core.db import engine, unit_of_work
from domain.core.errors import InvalidError
from domain.reports.files import FileFormat, ReportFile
from domain.reports.tables import Column, Heading, Kind, Table
from domain.reports.workbook import MAX_ROWS, write_workbook
from tests.postings import journal, post_all

HEADING = Heading("Café Sol", "Numbers", "2026", "USD", 2)
COLUMNS = (
    Column("text", "Text"),
    Column("money", "Money", Kind.MONEY),
    Column("quantity", "Quantity", Kind.QUANTITY),
    Column("day", "Day", Kind.DATE),
    Column("count", "Count", Kind.INTEGER),
    Column("share", "Share", Kind.PERCENT),
)
ROW = ("a", 1234, Decimal("1.5000"), date(2026, 2, 28), 7, Decimal("16.5"))
MUCH = 1_000_000


def table_of(rows):
    return Table("numbers", HEADING, COLUMNS, rows)


def numbers(count):
    return lambda uow: table_of(from_database(uow, count=count))


def from_database(uow, *, count):
    """Yield rows that the database makes, as its cursor gives them."""
    with uow.driver.cursor(name="numbers") as cursor:
        cursor.itersize = 1000
        cursor.execute("SELECT 'row ' || n, n FROM generate_series(1, %s) AS n", (count,))
        for name, number in cursor:
            # Amounts that come again: the texts of amounts are kept, a bounded number of them.
            yield (name, number % 1000, Decimal(number), date(2026, 1, 1), number, None)


@pytest.mark.parametrize("file_format", FileFormat)
def test_a_long_report_takes_no_more_memory_than_a_short_one(shop, file_format):
    peaks = []
    for count in (1_000, 20_000):
        tracemalloc.start()
        file = ReportFile(shop.org_id, numbers(count), file_format)
        size = sum(len(piece) for piece in file.pieces)
        file.close()
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert size > 10 * count
    assert peaks[1] < peaks[0] + MUCH


@pytest.mark.parametrize("file_format", FileFormat)
@pytest.mark.parametrize("taken", [0, 1, 3])
def test_who_reads_no_further_leaves_nothing_open(shop, tmp_path, monkeypatch, file_format, taken):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = engine().pool.checkedout()  # type: ignore[attr-defined]
    file = ReportFile(shop.org_id, numbers(30_000), file_format)
    assert engine().pool.checkedout() == before + 1  # type: ignore[attr-defined]
    assert len(list(islice(file.pieces, taken))) == taken
    file.close()
    file.close()
    assert engine().pool.checkedout() == before  # type: ignore[attr-defined]
    assert list(tmp_path.iterdir()) == []


def test_a_report_that_cannot_be_made_leaves_nothing_open(shop):
    before = engine().pool.checkedout()  # type: ignore[attr-defined]

    def refuse(uow):
        raise InvalidError

    with pytest.raises(InvalidError):
        ReportFile(shop.org_id, refuse, FileFormat.CSV)
    assert engine().pool.checkedout() == before  # type: ignore[attr-defined]


def test_a_file_shows_the_moment_in_which_it_began(shop):
    post_all(shop, [journal(f"2025-01-{day:02}", "1010", "3010", "1.00", memo="before") for day in range(1, 29)])

    def lines(uow):
        yield from ((memo, 0, None, None, None, None) for (memo,) in _memos(uow))

    file = ReportFile(shop.org_id, lambda uow: table_of(lines(uow)), FileFormat.CSV)
    first = next(file.pieces)
    post_all(shop, [journal("2025-01-02", "1010", "3010", "1.00", memo="after")])
    whole = (first + b"".join(file.pieces)).decode()
    file.close()
    assert (whole.count("before"), whole.count("after")) == (28, 0)


def _memos(uow):
    yield from uow.session.execute(text("SELECT memo FROM acct.journals ORDER BY business_date"))


def test_an_answer_that_nobody_takes_is_closed(shop):
    """The client is gone after the first piece: the transaction ends, and the place is free for the next file."""
    import anyio

    begun, closed = Event(), []
    file = ReportFile(shop.org_id, numbers(30_000), FileFormat.CSV)
    close = file.close

    def note_and_close():
        closed.append(True)
        close()

    file.close = note_and_close  # type: ignore[method-assign]
    assert report_files._places().acquire(blocking=False)
    response = report_files._ReportStream(file, media_type="text/csv")

    async def receive():
        await anyio.to_thread.run_sync(begun.wait)
        return {"type": "http.disconnect"}

    async def send(message):
        if message.get("body"):
            begun.set()
        await anyio.sleep(0.01)

    before = engine().pool.checkedout()  # type: ignore[attr-defined]
    scope = {"type": "http", "asgi": {"spec_version": "2.3"}}
    anyio.run(response, scope, receive, send)
    assert closed == [True]
    assert engine().pool.checkedout() == before - 1  # type: ignore[attr-defined]


def test_no_more_files_at_once_than_leave_connections_for_the_others(shop):
    """Each takes a connection for as long as its client takes; the one too many is asked to come again."""
    places = report_files._places()
    taken = 0
    try:
        while places.acquire(blocking=False):
            taken += 1
        answer = shop.get("/api/reports/trial-balance?format=csv")
        assert (answer.status_code, answer.headers["Retry-After"], answer.json()["code"]) == (429, "5", "busy")
        assert shop.get("/api/reports/trial-balance").status_code == 200
    finally:
        for _ in range(taken):
            places.release()
    threads = [Thread(target=shop.get, args=("/api/reports/trial-balance?format=xlsx",)) for _ in range(taken)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert shop.get("/api/reports/trial-balance?format=csv").status_code == 200


def test_a_place_is_given_back_by_a_file_that_cannot_be_made(shop):
    for _ in range(20):
        answer = shop.get("/api/reports/trial-balance?format=csv&as_of=1900-01-01")
        assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "as_of")


def test_a_sheet_holds_what_a_sheet_can_and_goes_on_on_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr("domain.reports.workbook.MAX_ROWS", 10)
    rows = [(f"row {n}", n, None, None, None, None) for n in range(9)]
    write_workbook(
        Table("numbers", HEADING, COLUMNS, rows, [("Total", 36, None, None, None, None)]), tmp_path / "x.xlsx"
    )
    book = load_workbook(str(tmp_path / "x.xlsx"))
    assert book.sheet_names == ["Numbers", "Numbers 2", "Numbers 3"]
    found = [row[0] for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()[6:]]
    assert found == [*(f"row {n}" for n in range(9)), "Total"]
    assert MAX_ROWS == 1_048_576


def test_every_kind_of_cell_is_what_it_is(tmp_path):
    rows = [
        ROW,
        ("=1+1", -1, Decimal(-3), None, 0, Decimal(0)),
        ("+1", 10**18 + 1, Decimal("12345678901.2345"), date(1970, 1, 1), 10**17 + 1, None),
    ]
    write_workbook(table_of(rows), tmp_path / "x.xlsx")
    with (tmp_path / "x.xlsx").open("rb") as file:
        found = load_workbook(io.BytesIO(file.read())).get_sheet_by_index(0).to_python()[6:]
    assert found[0] == ["a", 12.34, 1.5, date(2026, 2, 28), 7.0, 0.165]
    assert found[1] == ["=1+1", -0.01, -3.0, "", 0.0, 0.0]
    # More digits than a spreadsheet counts in: exact, as text.
    assert found[2] == ["+1", "10000000000000000.01", 12345678901.2345, date(1970, 1, 1), "100000000000000001", ""]


def test_text_is_what_it_is_also_where_it_looks_like_xml_or_an_escape(tmp_path):
    texts = ["x & y", "<t>", "</t></is></c>", " before", "behind ", "two\nlines", "tab\there", "é𝄞", '"', "_x", "]]>"]
    strange = ["_x0041_", "\x01", "\ufffe"]
    rows = [(text, 1, None, None, None, None) for text in [*texts, *strange, "x" * 40_000]]
    write_workbook(table_of(rows), tmp_path / "x.xlsx")
    found = [row[0] for row in load_workbook(str(tmp_path / "x.xlsx")).get_sheet_by_index(0).to_python()[6:]]
    assert found[: len(texts)] == texts
    assert len(str(found[-1])) == 32_767, "what a cell can hold"
    with zipfile.ZipFile(tmp_path / "x.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert [f"<t>{text}</t>" in sheet for text in ("_x005F_x0041_", "_x0001_", "_xFFFE_")] == [True] * 3


def test_an_instant_is_shown_in_utc(tmp_path):
    at = datetime.fromisoformat("2026-03-01T23:30:00-05:00")
    table = Table("numbers", HEADING, (Column("at", "At", Kind.DATE),), [(at,)])
    write_workbook(table, tmp_path / "x.xlsx")
    rows = load_workbook(str(tmp_path / "x.xlsx")).get_sheet_by_index(0).to_python()
    assert rows[6] == [at.astimezone(UTC).isoformat(timespec="milliseconds")]


def test_anothers_figures_are_in_no_file(shop, other_shop):
    post_all(other_shop, [journal("2025-01-10", "1010", "3010", "77.77")])
    for name in ("general-ledger", "journal", "trial-balance"):
        for file_format in ("csv", "json"):
            answer = shop.get(f"/api/reports/{name}", params={"from": "2025-01-01", "format": file_format})
            assert answer.status_code == 200
            assert "77.77" not in answer.text


def test_the_snapshot_of_a_file_is_read_only(shop):
    def write(uow):
        uow.session.execute(text("DELETE FROM acct.account_roles"))
        return table_of([])

    with pytest.raises(Exception, match="read-only transaction"):
        ReportFile(shop.org_id, write, FileFormat.CSV)
    with unit_of_work(shop.org_id, read_only=True) as uow:
        assert uow.session.scalar(text("SELECT count(*) FROM acct.account_roles"))
