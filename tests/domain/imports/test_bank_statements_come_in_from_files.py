"""Bank statements come in by rows and in the formats of banks, and are the statements of their bank account's route."""

import json

import pytest

from domain.core.settings import settings
from tests.api.bank import Bank, csv_of
from tests.domain.banking import samples
from tests.domain.imports.conftest import finish, hand_in
from tests.domain.imports.statements import COFFEE, FEE, OPTIONS, RENT, SAME, statements, texts
from tests.domain.imports.test_past_sales_come_in_from_files import rejects
from tests.domain.imports.test_what_was_checked_is_what_is_applied import apply, numbers, rejected
from tests.shops import open_shop


@pytest.fixture
def bank(shop):
    return Bank.opened(shop)


@pytest.fixture
def told(shop, bank, imported):
    """Import a statement of the bank's account."""

    def run(content, **wanted):
        return imported(content, **{**SAME, "options": OPTIONS, **wanted})

    return run


def ended(view):
    return view.status, view.error and view.error.code


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
        "3000,2026-02-04,Whose,4.00",
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
    assert ended(unknown) == ("failed", "unknown_reference")


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
        assert ended(failed) == ("failed", f"accounting.statement_{code}")
    large = b"<OFX>" + b" " * settings().max_statement_bytes
    failed = finish(shop, hand_in(shop, large, **SAME, options=OPTIONS))
    assert ended(failed) == ("failed", "accounting.statement_too_large")
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
    assert ended(told(raw)) == ("failed", "imports.heading")
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
