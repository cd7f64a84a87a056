"""A statement is the same whichever way it comes, in whatever chunks, and whoever stopped it or killed its worker."""

import gzip
import time

import pytest

from domain.imports.engine import Importer
from tests.api.bank import Bank, csv_of
from tests.domain.banking import samples
from tests.domain.imports.conftest import finish, hand_in, look
from tests.domain.imports.statements import COFFEE, FEE, OPTIONS, RENT, SAME, statements, texts
from tests.domain.imports.test_a_killed_worker_repeats_nothing_and_loses_nothing import start
from tests.domain.imports.test_past_sales_come_in_from_files import rejects
from tests.domain.imports.test_what_was_checked_is_what_is_applied import numbers
from tests.shops import open_shop


def test_a_file_by_one_way_and_then_by_the_other_adds_nothing(client):
    for first in ("route", "import"):
        shop = open_shop(client)
        bank = Bank.opened(shop)
        raw = csv_of(RENT, COFFEE, COFFEE, FEE)
        run = lambda: finish(shop, hand_in(shop, raw, **SAME, options=OPTIONS))  # noqa: B023, E731
        if first == "route":
            assert bank.read(raw).status_code == 201
            assert numbers(run()) == (0, 0, 4, 0)
        else:
            assert numbers(run()) == (4, 0, 0, 0)
            answer = bank.read(raw)
            assert (answer.status_code, answer.headers["Idempotency-Replayed"]) == (200, "true")
            assert answer.json() == statements(bank)[0]
        assert len(statements(bank)) == 1
        assert texts(bank) == ["Rent", "Coffee", "Coffee", "Fee"]


@pytest.mark.parametrize(
    ("raw", "currency", "account"),
    [
        (samples.OFX_SGML, "USD", {"number": "999988"}),
        (samples.OFX_XML, "USD", {"number": "4111"}),
        (samples.CAMT, "SEK", {"number": "50000000054910000003"}),
        (samples.MT940, "EUR", {}),
        (samples.CSV_GERMAN, "EUR", {}),
        (samples.CSV_US, "USD", {}),
        (b'date,text,amount,balance\n2026-01-02,A,"1,000","2,000"\n2026-01-03,B,"-1,500","500"\n', "USD", {}),
        (b"Konto;X\nDatum;Was;Betrag\n02.01.2026;A;1.000,00\n03.01.2026;B;(2,50)\n", "EUR", {}),
    ],
    ids=["ofx-sgml", "ofx-xml", "camt", "mt940", "csv-german", "csv-us", "csv-thousands", "csv-parentheses"],
)
def test_a_statement_is_the_same_by_both_ways(client, raw, currency, account):
    seen = []
    for way in ("route", "import"):
        shop = open_shop(client, currency=currency, country="DE" if currency == "EUR" else "US")
        bank = Bank.opened(shop, **account)
        if way == "route":
            assert bank.read(raw, name="file.csv").status_code == 201
        else:
            done = finish(shop, hand_in(shop, raw, **SAME, options=OPTIONS))
            assert done.status == "done", (done.error, rejects(shop, done.id))
        seen.append(([without_ids(line) for line in bank.lines()], [without_ids(one) for one in statements(bank)]))
        # Another file with the same lines: they are recognised by the other way too.
        again = bank.read(raw + b"\n")
        assert (again.status_code, again.json()["lines"]) == (201, 0), again.text
        packed = finish(shop, hand_in(shop, gzip.compress(raw), **SAME, options=OPTIONS))
        assert (packed.status, packed.rows_new) == ("done", 0), packed.error
        assert len(bank.lines()) == len(seen[0][0])
    assert seen[0] == seen[1]


def without_ids(view):
    return {
        name: value
        for name, value in view.items()
        if name not in {"id", "bank_account_id", "statement_id", "imported_at"}
    }


def test_two_coffees_of_one_day_are_two_lines_whatever_chunks_they_come_in(shop):
    bank = Bank.opened(shop)
    many = [("2026-03-01", f"Day {n % 3}", "-1.00") for n in range(40)]
    apart = [COFFEE, *many, COFFEE, RENT, COFFEE]
    import_id = hand_in(shop, csv_of(*apart), **SAME, options=OPTIONS)
    done = finish(shop, import_id, chunk_rows=7)
    assert (done.status, numbers(done)) == ("done", (44, 0, 0, 0)), done.error
    overlap = finish(shop, hand_in(shop, csv_of(*apart, COFFEE), **SAME, options=OPTIONS))
    assert (numbers(overlap), texts(bank).count("Coffee")) == ((1, 0, 44, 0), 4)
    by_route = bank.told(*apart, COFFEE, COFFEE)
    assert (by_route["lines"], by_route["recognised"]) == (1, 45)


def test_what_is_stopped_in_the_middle_and_goes_on_is_what_goes_through_at_once(shop):
    bank = Bank.opened(shop)
    lines = [("2026-03-01", "Coffee", "-1.00") if n % 5 else RENT for n in range(60)]
    import_id = hand_in(shop, csv_of(*lines), **SAME, options=OPTIONS)
    stopped = stop_while_applying(shop, import_id)
    assert 0 < len(bank.lines()) < len(lines)
    assert stopped["status"] == "cancelled"
    assert shop.post(f"/api/imports/{import_id}/resume").status_code == 202
    done = finish(shop, import_id, chunk_rows=10)
    assert (done.status, done.rows_new, len(bank.lines())) == ("done", 60, 60)
    [statement] = statements(bank)
    assert (statement["lines"], statement["recognised"]) == (60, 0)
    assert bank.read(csv_of(*lines)).status_code == 200


def stop_while_applying(shop, import_id):
    """Carry an import on to the middle of its application, one chunk of ten rows a turn, and cancel it there."""
    importer = Importer(chunk_rows=10)
    address = f"/api/imports/{import_id}"
    while not ((view := shop.get(address).json())["status"] == "applying" and view["rows_done"] >= 20):
        importer.take_turn(shop.org_id, import_id, turn_s=0.0)
    assert shop.post(f"{address}/cancel").status_code == 202
    importer.take_turn(shop.org_id, import_id)
    return shop.get(address).json()


@pytest.mark.slow
def test_killed_workers_keep_each_line_once_and_the_statement_whole(client):
    lines = [(f"2026-0{n // 500 + 1}-{n // 20 % 25 + 1:02}", f"Coffee {n % 3}", "-1.00") for n in range(4_000)]
    raw = csv_of(*lines, *lines[:100])
    seen = []
    for kills in (0, 5):
        shop = open_shop(client)
        bank = Bank.opened(shop)
        import_id = hand_in(shop, raw, **SAME, options=OPTIONS)
        address = f"/api/imports/{import_id}"
        worker, places = start(chunk_rows=200), set[tuple[str, int]]()
        try:
            while (view := shop.get(address).json())["status"] not in {"done", "failed"}:
                place = (view["status"], view["rows_done"])
                if len(places) < kills and view["rows_done"] and place not in places:
                    places.add(place)
                    time.sleep(0.02 * len(places))
                    worker.kill()
                    worker.wait()
                    worker = start(chunk_rows=200)
                time.sleep(0.05)
        finally:
            worker.kill()
            worker.wait()
        assert (view["status"], view["rows_new"], len(places)) == ("done", 4_100, kills), view["error"]
        [statement] = statements(bank)
        assert bank.read(raw).json() == statement
        seen.append((without_ids(statement), bank.outstanding("2026-12-31")["statement_balance"]))
    assert seen[0] == seen[1]
    assert seen[0][1] == "-4100.00"


def test_both_ways_at_once_keep_each_line_once(shop):
    bank = Bank.opened(shop)
    raw = csv_of(*[(f"2026-0{n // 400 + 1}-{n // 20 % 20 + 1:02}", f"Coffee {n % 3}", "-1.00") for n in range(2_000)])
    import_id = hand_in(shop, raw, **SAME, options=OPTIONS)
    worker = start(chunk_rows=50)
    try:
        deadline = time.monotonic() + 60
        while not bank.lines() and time.monotonic() < deadline:
            time.sleep(0.02)
        answers = [bank.read(raw + b"\n" * blank).status_code for blank in range(3)]
        while look(shop, import_id).status != "done" and time.monotonic() < deadline:
            time.sleep(0.1)
    finally:
        worker.kill()
        worker.wait()
    assert look(shop, import_id).status == "done"
    # The same bytes once more where the import had come to its end before.
    assert set(answers) <= {200, 201}
    assert sum(one["lines"] for one in statements(bank)) == 2_000
    assert bank.outstanding("2026-12-31")["statement_balance"] == "-2000.00"


def test_a_statement_that_was_stopped_is_completed_by_the_same_file_sent_again_by_either_way(client):
    lines = [(f"2026-03-{n // 6 + 1:02}", f"Line {n % 3}", "-1.00") for n in range(60)]
    for way in ("route", "import"):
        shop = open_shop(client)
        bank = Bank.opened(shop)
        stop_while_applying(shop, hand_in(shop, csv_of(*lines), **SAME, options=OPTIONS))
        if way == "route":
            assert 0 < bank.read(csv_of(*lines)).json()["lines"] < 60
        else:
            finish(shop, hand_in(shop, csv_of(*lines), **SAME, options=OPTIONS))
            assert [one["lines"] for one in statements(bank)] == [60]
        assert len(bank.lines()) == 60
