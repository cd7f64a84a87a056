"""The same file is the same statement, the same line is the same line, and what cannot be read leaves no trace."""

import json

import pytest

from domain.core.settings import settings
from tests.api.bank import Bank, csv_of
from tests.domain.banking import samples
from tests.shops import open_shop

RENT, COFFEE, FEE = ("2026-02-02", "Rent", "-500.00"), ("2026-02-03", "Coffee", "-5.00"), ("2026-02-04", "Fee", "-1.00")


@pytest.fixture
def bank(client):
    return Bank.opened(open_shop(client))


def test_the_same_file_twice_is_the_same_statement(bank):
    first = bank.read(csv_of(RENT, COFFEE))
    again = bank.read(csv_of(RENT, COFFEE), name="other name.csv")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.json() == first.json()
    assert first.headers["Location"].endswith(first.json()["id"])
    assert len(bank.lines()) == 2


def test_lines_that_another_statement_told_are_counted_and_never_doubled(bank):
    bank.told(RENT, COFFEE)
    second = bank.told(COFFEE, FEE)
    assert (second["lines"], second["recognised"]) == (1, 1)
    assert [line["text"] for line in bank.lines()] == ["Rent", "Coffee", "Fee"]
    assert [line["text"] for line in bank.lines(f"&statement_id={second['id']}")] == ["Fee"]


def test_two_coffees_of_one_day_are_two_lines_in_every_file(bank):
    assert bank.told(COFFEE)["lines"] == 1
    both = bank.told(COFFEE, COFFEE)
    assert (both["lines"], both["recognised"]) == (1, 1)
    again = bank.told(RENT, COFFEE, COFFEE)
    assert (again["lines"], again["recognised"]) == (1, 2)
    assert len(bank.lines()) == 3


def test_the_banks_own_id_tells_lines_apart_and_recognises_them(client):
    bank = Bank.opened(open_shop(client), number="999988")
    assert bank.read(samples.OFX_SGML, name="x.ofx").json()["lines"] == 2
    renamed = samples.OFX_SGML.replace(b"<CHECKNUM>1000", b"<CHECKNUM>1000<NAME>LANDLORD")
    again = bank.read(renamed).json()
    assert (again["lines"], again["recognised"]) == (0, 2)
    assert (again["format"], again["closing_balance"]) == ("ofx", "200.29")


def test_a_raw_body_is_read_like_a_form(bank):
    answer = bank.shop.post(
        f"{bank.address}/statements?format=csv", content=csv_of(RENT), headers={"Content-Type": "text/csv"}
    )
    assert (answer.status_code, answer.json()["lines"]) == (201, 1)


def test_a_mapping_is_kept_on_the_bank_account(bank):
    raw = b"When;What;How much\n03.04.2026;Rent;-500,00\n"
    assert bank.read(raw).status_code == 422
    mapping = {"date": "When", "amount": "How much", "text": ["What"]}
    answer = bank.read(raw, mapping=json.dumps(mapping))
    assert answer.status_code == 201, answer.text
    kept = bank.shop.get(bank.address).json()["mapping"]
    assert (kept["date"], kept["date_format"], kept["decimal"]) == ("When", "DD.MM.YYYY", ",")
    assert bank.read(b"When;What;How much\n04.04.2026;Fee;-1.234,50\n").json()["lines"] == 1
    assert bank.line("Fee")["amount"] == "-1234.50"


def test_a_preview_shows_what_would_be_read_and_keeps_nothing(bank):
    bank.told(RENT)
    shown = bank.read(csv_of(RENT, COFFEE), at="statements/preview").json()
    assert shown["mapping"]["date"] == "Date"
    assert [line["amount"] for line in shown["lines"]] == ["-500.00", "-5.00"]
    assert (shown["total_lines"], shown["recognised"], shown["problem"]) == (2, 1, None)
    asked = bank.read(b"Date,Description,Amount\n03/04/2026,X,1.00\n", at="statements/preview").json()
    assert "MM/DD/YYYY" in asked["problem"]
    assert asked["columns"] == ["Date", "Description", "Amount"]
    assert asked["rows"] == [["03/04/2026", "X", "1.00"]]
    assert len(bank.lines()) == 1


def test_a_statement_must_add_up(client):
    bank = Bank.opened(open_shop(client, currency="EUR"))
    wrong = samples.MT940.replace(b":62F:D070904EUR2168275,11", b":62F:D070904EUR2168275,10")
    answer = bank.read(wrong, name="x.sta")
    assert (answer.status_code, answer.json()["code"]) == (422, "accounting.statement_does_not_add_up")
    assert bank.lines() == []
    assert bank.read(samples.MT940).json()["closing_balance"] == "-2168275.11"


def test_a_statement_in_another_currency_or_of_another_account_is_refused(client):
    bank = Bank.opened(open_shop(client), number="999977")
    for raw in (samples.CAMT, samples.OFX_SGML):
        answer = bank.read(raw)
        assert (answer.status_code, answer.json()["code"]) == (422, "accounting.statement_of_another_account")
    swedish = Bank.opened(open_shop(client, currency="SEK"), number="50000000054910000003")
    assert swedish.read(samples.CAMT).json()["lines"] == 3


def test_a_gap_between_statements_is_reported_until_it_is_filled(bank):
    def told(day, before, amount, after):
        raw = f"Date,Description,Amount,Balance\n{day},X {day},{amount},{after}\n"
        answer = bank.read(raw.encode())
        assert answer.json()["opening_balance"] == before, answer.text
        return answer.json()

    assert told("2026-01-05", "100.00", "50.00", "150.00")["gap"] is None
    third = told("2026-03-05", "170.00", "5.00", "175.00")
    assert third["gap"] == "20.00"
    assert [gap["gap"] for gap in bank.outstanding("2026-03-31")["gaps"]] == ["20.00"]
    assert told("2026-02-05", "150.00", "20.00", "170.00")["gap"] == "0.00"
    assert bank.outstanding("2026-03-31")["gaps"] == []
    assert bank.shop.get(f"{bank.address}/statements/{third['id']}").json()["gap"] == "0.00"
    assert bank.outstanding("2026-03-31")["statement_balance"] == "175.00"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "accounting.statement_unreadable"),
        (b"%PDF-1.4 statement", "accounting.statement_unreadable"),
        (b"a,b\n1,2\n", "accounting.mapping_needed"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "accounting.statement_unreadable"),
        (samples.OFX_SGML[:-30], "accounting.statement_unreadable"),
    ],
)
def test_a_hostile_file_leaves_no_trace(bank, raw, code):
    before = bank.shop.get("/api/org/audit?limit=500").json()["items"]
    answer = bank.read(raw, name="statement.csv")
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["detail"]
    assert bank.lines() == []
    assert bank.shop.get(f"{bank.address}/statements").json()["items"] == []
    assert bank.shop.get("/api/org/audit?limit=500").json()["items"] == before


def test_a_file_that_is_too_large_is_refused(bank):
    answer = bank.read(b"Date,Amount\n" + b"x" * settings().max_statement_bytes)
    assert (answer.status_code, answer.json()["code"]) == (413, "accounting.statement_too_large")


@pytest.mark.parametrize(
    ("form", "path"),
    [({"format": "pdf"}, "format"), ({"mapping": "{"}, "mapping"), ({"mapping": "{}"}, "mapping.date")],
)
def test_a_form_that_says_nonsense_is_refused_by_its_field(bank, form, path):
    answer = bank.read(csv_of(RENT), **form)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"].startswith(path.split(".")[0])


def test_a_form_without_a_file_or_that_is_none_is_refused(bank):
    address = f"{bank.address}/statements"
    assert bank.shop.post(address, data={"format": "csv"}, files={"other": b"x"}).status_code == 422
    broken = bank.shop.post(address, content=b"--x\r\nnonsense", headers={"Content-Type": "multipart/form-data"})
    assert broken.status_code == 422


def test_only_who_may_reads_statements(bank):
    cashier = bank.shop.hire("cashier")
    for method, path in (("post", "statements"), ("get", "lines"), ("post", "apply-rules")):
        answer = bank.shop.client.request(method, f"{bank.address}/{path}", headers=bank.shop.seen_by(cashier))
        assert answer.status_code == 403


def test_every_statement_is_in_the_audit_log(bank):
    statement = bank.told(RENT)
    actions = [entry["action"] for entry in bank.shop.get("/api/org/audit").json()["items"]]
    assert {"bank_statement.create", "bank_account.update", "bank_account.create"} <= set(actions)
    [entry] = bank.shop.get("/api/org/audit?action=bank_statement.create").json()["items"]
    assert entry["subject"]["id"] == statement["id"]
