"""Bank statements come in by rows and in the formats of banks, and are the statements of their bank account's route."""

import gzip
import json
import time

import pytest

from domain.core.settings import settings
from tests.api.bank import Bank, csv_of
from tests.domain.banking import samples
from tests.domain.imports.conftest import finish, hand_in
from tests.domain.imports.test_a_killed_worker_repeats_nothing_and_loses_nothing import start
from tests.domain.imports.test_past_sales_come_in_from_files import rejects
from tests.domain.imports.test_what_was_checked_is_what_is_applied import apply, numbers, rejected
from tests.shops import open_shop

RENT, COFFEE, FEE = ("2026-02-02", "Rent", "-500.00"), ("2026-02-03", "Coffee", "-5.00"), ("2026-02-04", "Fee", "-1.00")
SAME = {"kind": "bank_statement"}
OPTIONS = {"bank_account": "1030"}


@pytest.fixture
def bank(shop):
    return Bank.opened(shop)


@pytest.fixture
def told(shop, bank, imported):
    """Import a statement of the bank's account."""

    def run(content, **wanted):
        return imported(content, **{**SAME, "options": OPTIONS, **wanted})

    return run


def statements(bank):
    return bank.shop.get(f"{bank.address}/statements").json()["items"]


def texts(bank):
    return [line["text"] for line in bank.lines()]


def test_each_row_is_a_line_and_what_it_lacks_is_told(shop, bank, told):
    wrong = b"2026-02-05,No amount,\n,No day,3.00\n2026-02-06,Words,seven\n2026-02-30,Never,1.00\n"
    done = told(csv_of(RENT, COFFEE) + wrong, on_error="skip_rows")
    assert (done.status, numbers(done)) == ("done", (2, 0, 0, 4)), done.error
    assert rejects(shop, done.id) == [
        (4, [("amount", "imports.missing")]),
        (5, [("date", "imports.missing")]),
        (6, [("amount", "imports.not_a_number")]),
        (7, [("date", "imports.not_a_date")]),
    ]
    assert texts(bank) == ["Rent", "Coffee"]
    [statement] = statements(bank)
    assert (statement["lines"], statement["recognised"], statement["format"]) == (2, 0, "csv")
    assert (statement["first_date"], statement["last_date"]) == ("2026-02-02", "2026-02-03")


def test_a_check_keeps_nothing_and_says_what_will_be(bank, told):
    bank.told(RENT)
    checked = told(csv_of(RENT, COFFEE), dry_run=True)
    assert (checked.status, numbers(checked), len(bank.lines())) == ("checked", (1, 0, 1, 0), 1)
    done = apply(bank.shop, checked.id)
    assert (done.status, numbers(done), len(bank.lines())) == ("done", (1, 0, 1, 0), 2)


def test_the_same_file_twice_changes_nothing(shop, bank, told):
    told(csv_of(RENT, COFFEE))
    before = (bank.lines(), statements(bank), shop.get(bank.address).json())
    again = told(csv_of(RENT, COFFEE), file_name="other.csv")
    assert (again.status, numbers(again)) == ("done", (0, 0, 2, 0))
    assert (bank.lines(), statements(bank), shop.get(bank.address).json()) == before


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
    ],
    ids=["ofx-sgml", "ofx-xml", "camt", "mt940", "csv-german", "csv-us"],
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


def test_two_coffees_of_one_day_are_two_lines_whatever_chunks_they_come_in(shop, bank, told):
    many = [("2026-03-01", f"Day {n % 3}", "-1.00") for n in range(40)]
    apart = [COFFEE, *many, COFFEE, RENT, COFFEE]
    import_id = hand_in(shop, csv_of(*apart), **SAME, options=OPTIONS)
    done = finish(shop, import_id, chunk_rows=7)
    assert (done.status, numbers(done)) == ("done", (44, 0, 0, 0)), done.error
    overlap = told(csv_of(*apart, COFFEE))
    assert (numbers(overlap), texts(bank).count("Coffee")) == ((1, 0, 44, 0), 4)
    by_route = bank.told(*apart, COFFEE, COFFEE)
    assert (by_route["lines"], by_route["recognised"]) == (1, 45)


def test_what_is_stopped_in_the_middle_and_goes_on_is_what_goes_through_at_once(shop, bank):
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
    from domain.imports.engine import Importer

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
        worker, places = start(chunk_rows=200), set()
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


def test_a_row_that_is_not_taken_takes_its_day_with_it_so_that_equal_lines_are_told_apart(shop, bank, told):
    twice = csv_of(RENT, COFFEE, COFFEE, FEE).replace(b"Coffee,-5.00\n", b"Coffee,five\n", 1)
    done = told(twice, on_error="skip_rows")
    assert [line for line, _ in rejects(shop, done.id)] == [3, 4]
    _, file = rejected(shop, done)
    mended = told(file.replace(b"five", b"-5.00"))
    assert (mended.status, numbers(mended)) == ("done", (2, 0, 0, 0)), rejects(shop, mended.id)
    assert sorted(texts(bank)) == ["Coffee", "Coffee", "Fee", "Rent"]
    again = told(twice, on_error="skip_rows")
    assert numbers(again) == (0, 0, 2, 2)


def test_a_file_of_several_accounts_names_them_by_row(shop, bank, imported):
    made = shop.post(
        "/api/accounting/bank-accounts",
        json={"name": "Savings", "account": "1020", "iban": "DE89370400440532013000"},
    )
    savings = Bank(shop, f"/api/accounting/bank-accounts/{made.json()['id']}")
    rows = [
        "bank_account,date,text,amount",
        "Current,2026-02-02,By name,1.00",
        "1020,2026-02-02,By code,2.00",
        "de89 3704 0044 0532 0130 00,2026-02-03,By IBAN,3.00",
        "Nobody,2026-02-04,Whose,4.00",
        ",2026-02-05,No one's,5.00",
    ]
    done = imported("\n".join(rows), **SAME, on_error="skip_rows")
    assert rejects(shop, done.id) == [
        (5, [("bank_account", "imports.unknown_bank_account")]),
        (6, [("bank_account", "imports.missing")]),
    ]
    assert (texts(bank), texts(savings)) == (["By name"], ["By code", "By IBAN"])
    other = imported("\n".join(rows[:3]), **SAME, options={"bank_account": "Savings"}, on_error="skip_rows")
    assert rejects(shop, other.id) == [(2, [("bank_account", "accounting.statement_of_another_account")])]
    unknown = imported(csv_of(RENT), **SAME, options={"bank_account": "9999"})
    assert (unknown.status, unknown.error.code) == ("failed", "unknown_reference")


def test_a_statement_of_another_account_or_currency_is_rejected_row_by_row(client):
    shop = open_shop(client, currency="SEK")
    bank = Bank.opened(shop, number="111122223333")
    done = finish(shop, hand_in(shop, samples.CAMT, **SAME, options=OPTIONS, on_error="skip_rows"))
    assert {code for _, faults in rejects(shop, done.id) for _, code in faults} == {
        "accounting.statement_of_another_account"
    }
    name, file = rejected(shop, done)
    assert (name, bank.lines()) == ("rejected-bank_statement.csv", [])
    right = shop.post(
        "/api/accounting/bank-accounts", json={"name": "B", "account": "1020", "number": "50000000054910000003"}
    ).json()
    taken = finish(shop, hand_in(shop, file, **SAME))
    assert (taken.status, taken.rows_new) == ("done", 3), rejects(shop, taken.id)
    again = finish(shop, hand_in(shop, samples.CAMT, **SAME, options={"bank_account": right["id"]}))
    assert (again.rows_new, again.rows_unchanged) == (0, 3)
    dollars = b"Date,Description,Amount,Currency\n2026-02-02,Rent,-1.00,USD\n"
    other = finish(shop, hand_in(shop, dollars, **SAME, options=OPTIONS))
    assert rejects(shop, other.id) == [(2, [("currency", "accounting.statement_of_another_account")])]


def test_rejected_rows_of_an_ofx_file_keep_the_banks_own_id(client):
    shop = open_shop(client)
    done = finish(shop, hand_in(shop, samples.OFX_SGML, **SAME, on_error="skip_rows"))
    assert done.rows_rejected == 2
    _, file = rejected(shop, done)
    bank = Bank.opened(shop, number="999988")
    taken = finish(shop, hand_in(shop, file, **SAME))
    assert (taken.status, taken.rows_new) == ("done", 2), rejects(shop, taken.id)
    assert bank.read(samples.OFX_SGML).json()["lines"] == 0


def test_a_statement_that_cannot_be_read_or_does_not_add_up_is_refused_as_a_whole(client):
    shop = open_shop(client, currency="EUR")
    bank = Bank.opened(shop)
    for raw, code in {
        samples.MT940.replace(b":62F:D070904EUR2168275,11", b":62F:D070904EUR2168275,10"): "does_not_add_up",
        samples.OFX_SGML[:-30]: "unreadable",
        samples.CAMT.replace(b"</Document>", b""): "unreadable",
    }.items():
        failed = finish(shop, hand_in(shop, raw, **SAME, options=OPTIONS))
        assert (failed.status, failed.error.code.rpartition("statement_")[2]) == ("failed", code)
    large = b"<OFX>" + b" " * settings().max_statement_bytes
    failed = finish(shop, hand_in(shop, large, **SAME, options=OPTIONS))
    assert (failed.status, failed.error.code) == ("failed", "accounting.statement_too_large")
    assert (bank.lines(), statements(bank)) == ([], [])


def test_only_a_bank_statement_comes_in_the_formats_of_banks(shop, imported):
    items = imported(samples.OFX_SGML)
    assert items.status == "failed"
    fields = {"data": {"kind": "items", "format": "ofx"}, "files": {"file": ("a.ofx", samples.OFX_SGML)}}
    answer = shop.post("/api/imports", **fields)
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "format")


def test_times_of_day_do_not_make_a_table_an_mt940(shop, bank, told):
    raw = b"Date,Description,Amount\n2026-02-02 10:20:00,Rent,-5.00\n2026-02-02 11:25:30,Coffee,-1.00\n"
    done = told(raw)
    assert (done.status, done.shape.format, numbers(done)) == ("done", "csv", (2, 0, 0, 0)), done.error


def test_the_mapping_of_the_bank_account_holds_and_one_that_is_said_is_kept_there(shop, bank, told):
    raw = "When;Kind;What;How much\n03.04.2026;Transfer;Rent;-1.500,00\n"
    assert told(raw).error.code == "imports.heading"
    mapping = {"date": "When", "amount": "How much", "text": "Kind", "text_2": "What"}
    done = told(raw, mapping=mapping, date_format="dmy")
    assert (done.status, numbers(done)) == ("done", (1, 0, 0, 0)), done.error
    kept = shop.get(bank.address).json()["mapping"]
    assert (kept["date"], kept["text"], kept["decimal"]) == ("When", ["Kind", "What"], ",")
    assert bank.read((raw + "14.04.2026;Transfer;Fee;-1,00\n").encode()).json()["lines"] == 1
    assert [line["text"] for line in bank.lines()] == ["Transfer Rent", "Transfer Fee"]
    by_hand = {"date": "When", "date_format": "MM/DD/YYYY", "amount": "How much", "text": ["What"]}
    assert shop.patch(bank.address, json={"mapping": by_hand}).status_code == 200
    done = told("When;Kind;What;How much\n03/04/2026;Transfer;Other;2.00\n")
    assert (done.status, done.shape.date_format, done.shape.date_format_because) == ("done", "mdy", "given")
    assert bank.line("Other")["date"] == "2026-03-04"


def test_balances_that_run_through_are_kept_and_of_a_part_none_is_made_up(bank, told):
    told("date,text,amount,balance\n2026-01-05,A,50.00,150.00\n2026-01-06,B,-20.00,130.00\n")
    assert [(one["opening_balance"], one["closing_balance"]) for one in statements(bank)] == [("100.00", "130.00")]
    told("date,text,amount,balance\n2026-02-06,D,5,138.00\n2026-02-05,C,3,133.00\n")
    assert (statements(bank)[0]["opening_balance"], statements(bank)[0]["gap"]) == ("130.00", "0.00")
    told(
        "date,text,amount,opening_balance,closing_balance\n2026-03-05,E,1,1,2\n2026-03-06,F,x,1,2\n",
        on_error="skip_rows",
    )
    assert statements(bank)[0]["opening_balance"] is None
    assert bank.outstanding("2026-12-31")["statement_balance"] == "139.00"


def test_rows_come_as_json_lines_and_totals_below_the_lines_tell_nothing(bank, told):
    rows = [{"date": "2026-02-02", "amount": -500, "text": "Rent"}, {"text": "Total of the month"}]
    done = told("\n".join(map(json.dumps, rows)))
    assert (done.status, numbers(done), texts(bank)) == ("done", (1, 0, 1, 0), ["Rent"])


def test_the_policy_says_what_may_become_of_a_line(shop, bank, told):
    told(csv_of(RENT))
    made = told(csv_of(RENT, COFFEE), policy="create_only", on_error="skip_rows")
    assert (numbers(made), rejects(shop, made.id)) == ((1, 0, 0, 1), [(2, [("date", "imports.already_there")])])
    only = told(csv_of(RENT, FEE), policy="update_only", on_error="skip_rows")
    assert rejects(shop, only.id) == [(3, [("date", "imports.not_there")])]


def test_a_preview_recognises_the_columns_and_the_formats_of_banks(shop, bank):
    shown = shop.post("/api/imports/preview?kind=bank_statement", content=samples.CSV_GERMAN).json()
    assert (shown["heading"][0], shown["mapping"]["text"]) == ("Buchungstag", "Verwendungszweck")
    assert (shown["shape"]["decimal_comma"], shown["shape"]["delimiter"]) == (True, ";")
    shown = shop.post("/api/imports/preview?kind=bank_statement", content=samples.CAMT).json()
    assert (shown["shape"]["format"], shown["missing"], len(shown["rows"])) == ("camt053", [], 3)


def test_the_template_can_be_imported_and_only_who_may_imports_statements(shop, bank, told):
    template = shop.get("/api/imports/templates/bank_statement.csv")
    assert told(template.text).rows_new == 1
    cashier = shop.seen_by(shop.hire("cashier"))
    sent = {"data": SAME, "files": {"file": ("a.csv", csv_of(RENT))}}
    assert shop.client.post("/api/imports", headers=cashier, **sent).status_code == 403


def test_what_was_imported_is_in_the_audit_log(shop, bank, told):
    told(csv_of(RENT))
    [entry] = shop.get("/api/org/audit?action=bank_statement.create").json()["items"]
    assert entry["subject"]["id"] == statements(bank)[0]["id"]
    assert entry["after"]["lines"] == 1
