"""Each format by the sample that those who define it publish; amounts are minor units."""

from datetime import date

import pytest

from domain.banking.errors import MappingNeeded, StatementOfAnotherAccount, StatementUnreadable
from domain.banking.formats import read_file, recognise
from domain.banking.schemas import CsvMapping, StatementFormat
from tests.domain.banking import samples


def read(raw, form=None, mapping=None, digits=2):
    return read_file(raw, form=form, digits=digits, mapping=mapping, most=1000)


def told(raw, **given):
    return [(line.date.isoformat(), line.amount) for line in read(raw, **given).statement.lines]


def test_an_ofx_statement_in_sgml():
    found = read(samples.OFX_SGML)
    statement = found.statement
    assert found.format is StatementFormat.OFX
    assert (statement.account, statement.currency, statement.opening, statement.closing) == (
        "999988",
        "USD",
        None,
        20029,
    )
    assert told(samples.OFX_SGML) == [("2005-10-04", -20000), ("2005-10-20", -30000)]
    assert [(line.bank_id, line.reference) for line in statement.lines] == [("00002", "1000"), ("00003", None)]


def test_an_ofx_statement_in_xml_with_a_comma_entities_and_an_empty_memo():
    lines = read(samples.OFX_XML).statement.lines
    assert [(line.date, line.amount) for line in lines] == [(date(2026, 6, 5), -4567), (date(2026, 6, 10), 150_000)]
    assert [line.text for line in lines] == ["Café & Bar", "Paycheck May < June"]


def test_a_camt_053_statement():
    found = read(samples.CAMT)
    statement = found.statement
    assert found.format is StatementFormat.CAMT053
    assert (statement.account, statement.currency) == ("50000000054910000003", "SEK")
    assert (statement.opening, statement.closing) == (50_000_000, 43_567_850)
    assert [line.amount for line in statement.lines] == [10_567_850, -20_000_000, 3_000_000]
    assert statement.opening + sum(line.amount for line in statement.lines) == statement.closing
    first = statement.lines[0]
    assert (first.bank_id, first.reference, first.counterparty) == (
        "AAAASESS-FP-CN-98765/01",
        "MUELL/FINP/RA12345",
        "MUELLER",
    )


def test_pending_entries_of_a_camt_053_statement_are_left_out():
    pending = samples.CAMT.replace(b"<Sts>BOOK</Sts>", b"<Sts>PDNG</Sts>", 1)
    assert len(read(pending).statement.lines) == 2
    newer = samples.CAMT.replace(b"camt.053.001.02", b"camt.053.001.08")
    newer = newer.replace(b"<Sts>BOOK</Sts>", b"<Sts><Cd>INFO</Cd></Sts>", 1)
    assert len(read(newer).statement.lines) == 2


def test_an_mt940_statement_with_a_reversal_and_an_overdraft():
    found = read(samples.MT940)
    statement = found.statement
    assert found.format is StatementFormat.MT940
    assert (statement.account, statement.currency) == ("50880050/0194774600888", "EUR")
    assert (statement.opening, statement.closing) == (-123_471_836, -216_827_511)
    assert [line.amount for line in statement.lines] == [30_000, 6_629_508, -20_488, -99_994_695]
    assert statement.opening + sum(line.amount for line in statement.lines) == statement.closing
    assert [line.bank_id for line in statement.lines] == ["0724710345313905", None, None, None]
    assert statement.lines[0].date == date(2007, 9, 4)
    assert "RETOURE" in statement.lines[0].text


def test_a_german_csv_explains_itself():
    found = read(samples.CSV_GERMAN)
    lines, mapping = found.statement.lines, found.mapping
    assert [(line.date, line.amount, line.text) for line in lines] == [
        (date(2026, 2, 3), 123_456, "Rechnung 17"),
        (date(2026, 2, 4), -3456, "Strom; Februar"),
    ]
    assert lines[0].counterparty == "Müller GmbH"
    assert (found.statement.opening, found.statement.closing) == (100_000, 220_000)
    assert (mapping.date_format, mapping.decimal, mapping.delimiter, mapping.header_row) == ("DD.MM.YYYY", ",", ";", 3)
    assert found.table.encoding == "cp1252"


def test_a_csv_with_debits_and_credits_newest_first():
    found = read(samples.CSV_US)
    assert [line.amount for line in found.statement.lines] == [97_000, -50_000]
    assert (found.statement.opening, found.statement.closing) == (150_000, 197_000)


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""])
def test_a_byte_order_mark_is_no_part_of_a_name(mark):
    assert read(mark + samples.CSV_US).mapping.date == "Date"


def test_utf_16_is_text_too():
    assert told(samples.CSV_US.decode().encode("utf-16")) == told(samples.CSV_US)


def test_times_of_day_in_a_csv_are_no_tags_of_an_mt940():
    raw = b"Date,Description,Amount\n2026-02-02 10:20:00,Rent,-5.00\n2026-02-02 11:25:30,Coffee,-1.00\n"
    assert recognise(raw) is StatementFormat.CSV
    assert recognise(b"{1:F01X}{2:I940X}{4:\r\n" + samples.MT940) is StatementFormat.MT940


def test_a_day_that_could_be_two_days_is_asked_for():
    raw = b"Date,Description,Amount\n03/04/2026,Rent,-5.00\n"
    with pytest.raises(MappingNeeded) as refused:
        read(raw)
    assert refused.value.errors[0].path == "date_format"
    mapping = CsvMapping(date="Date", amount="Amount", date_format="DD/MM/YYYY")
    assert told(raw, mapping=mapping) == [("2026-04-03", -500)]


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("1234.5", 123_450),
        ("1,234.56", 123_456),
        ("1.234,56", 123_456),
        ("1'234.56", 123_456),
        ("1 234,56 €", 123_456),
        ("12.50-", -1250),
        ("(12.50)", -1250),
        ("USD -12.50", -1250),
        ("−12,50", -1250),
        ("1.234.567,00", 123_456_700),
        ("1,234,567", 123_456_700),
        ("90071992547409.93", 9_007_199_254_740_993),
    ],
)
def test_an_amount_is_read_to_the_last_minor_unit(written, amount):
    raw = f"Date;Amount\n2026-01-31;{written}\n".encode()
    if amount > 10**15:
        with pytest.raises(StatementUnreadable):
            read(raw)
        return
    assert told(raw) == [("2026-01-31", amount)]


@pytest.mark.parametrize("written", ["12.345", "1e5", "NaN", "12.3.4", "12,34,56", "free", "1_000", "٣", "0x10", "--5"])
def test_what_is_no_amount_is_refused_with_its_row(written):
    raw = f'Date;Amount\n2026-01-31;5.00\n2026-01-31;"{written}"\n'.encode()
    mapping = CsvMapping(date="Date", amount="Amount", decimal=".")
    with pytest.raises(StatementUnreadable) as refused:
        read(raw, mapping=mapping)
    assert "Row 3" in refused.value.detail


def test_a_mapping_that_names_no_column_says_which_there_are():
    with pytest.raises(MappingNeeded) as refused:
        read(samples.CSV_US, mapping=CsvMapping(date="Date", amount="Betrag"))
    assert refused.value.errors[0].path == "mapping.amount"
    assert "Credit" in refused.value.errors[0].message


def test_columns_may_be_named_by_their_number_where_there_is_no_header():
    raw = b"2026-01-31;Rent;-5.00\n2026-02-01;Fee;-1.00\n"
    mapping = CsvMapping(date="1", amount="3", text=["2"])
    assert [line.text for line in read(raw, mapping=mapping).statement.lines] == ["Rent", "Fee"]


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>&b;</BkToCstmrStmt></Document>'
)
FILE_ENTITY = (
    b'<!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">&f;</Document>'
)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b" \r\n\t",
        b"%PDF-1.7\n1 0 obj\n",
        b"PK\x03\x04rest",
        b"\x89PNG\r\n",
        b"\x00\x01\x02\x03",
        b"Date;Amount\x00\n2026-01-31;1\n",
        b"\xff\xfeD\x00a",
        b"just words",
        b"Date;Amount\n",
        b"Date;Amount\n2026-02-30;1.00\n",
        b"Date;Amount\n;1.00\n",
        b"Date;Amount\n2026-01-31;\n",
        b'Date;Amount\n"2026-01-31;1.00\n',
        BOMB,
        FILE_ENTITY,
        b"<html><body>Session expired</body></html>",
        b"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:pain.001.001.03'/>",
        samples.CAMT[:900],
        samples.CAMT.replace(b"<CdtDbtInd>DBIT</CdtDbtInd>", b""),
        samples.OFX_SGML[:900],
        samples.OFX_SGML.replace(b"-300.00", b"-300.001"),
        samples.OFX_SGML.replace(b"20051020<DTUSER>", b"20051320<DTUSER>"),
        samples.OFX_SGML.replace(b"<OFX>", b"<!ENTITY x 'y'><OFX>"),
        samples.MT940[:400],
        samples.MT940.replace(b"CR300,", b"XX300,"),
        b":20:X\n:25:Y\n",
    ],
    ids=lambda raw: repr(raw[:24]),
)
def test_what_is_no_whole_statement_is_refused(raw):
    with pytest.raises((StatementUnreadable, MappingNeeded)) as refused:
        read(raw)
    assert refused.value.detail


@pytest.mark.parametrize("form", list(StatementFormat))
@pytest.mark.parametrize("raw", [samples.OFX_SGML, samples.CAMT, samples.MT940, samples.CSV_US, BOMB])
def test_a_file_read_as_another_format_is_refused_and_never_breaks(form, raw):
    try:
        read(raw, form=form)
    except (StatementUnreadable, MappingNeeded):
        return
    assert form is read(raw).format


def test_more_lines_than_allowed_are_refused():
    raw = b"Date;Amount\n" + b"2026-01-31;1.00\n" * 1500
    with pytest.raises(StatementUnreadable, match="more than 1000"):
        read(raw)


def test_statements_of_two_accounts_come_one_at_a_time():
    other = samples.MT940.replace(b"0194774600888", b"0194774600999")
    with pytest.raises(StatementOfAnotherAccount):
        read(samples.MT940 + other)


def test_statements_that_follow_each_other_are_one():
    follows = samples.MT940.replace(b":60F:D070903EUR1234718,36", b":60F:D070904EUR2168275,11")
    follows = follows.replace(b":62F:D070904EUR2168275,11", b":62F:D070905EUR3101831,86")
    statement = read(samples.MT940 + follows).statement
    assert (len(statement.lines), statement.opening, statement.closing) == (8, -123_471_836, -310_183_186)
    with pytest.raises(StatementUnreadable, match="follow"):
        read(samples.MT940 + samples.MT940)
