"""One template, four media: what is on the receipt does not depend on how it is shown."""

import io
import re
import subprocess
import sys
from decimal import Decimal

import pytest
from pypdf import PdfReader

from domain.pos.receipts.rendering import Medium
from tests.domain.pos.receipts.printer import printed
from tests.domain.pos.receipts.shown import every_sample, read, sample, show

FIGURE = re.compile(r"-?\$?\d+\.\d\d(?!\d)")


@pytest.mark.parametrize("width", [32, 42, 48])
def test_the_four_media_carry_the_same_figures_in_the_same_order(width):
    figures = {medium: FIGURE.findall(read(medium, show(medium, sample(), width=width))) for medium in Medium}
    assert figures[Medium.TEXT].count("$26.54") == 1
    assert len(figures[Medium.TEXT]) > 15
    assert all(found == figures[Medium.TEXT] for found in figures.values()), figures


@pytest.mark.parametrize("medium", Medium)
def test_every_medium_carries_the_words(medium):
    text = read(medium, show(medium, sample()))
    for word in ("Café Sol", "Main shop", "T1-4711", "2025-03-03 09:30", "Ana", "T1-4710", "VAT 16 %", "Table 7"):
        assert word in text


@pytest.mark.parametrize("medium", Medium)
@pytest.mark.parametrize("name", ["Žlutý kůň", "Ελληνικός καφές", "Борщ", "1½ ¿Qué? ñ"])
def test_names_of_many_scripts_are_printed(medium, name):
    assert name in read(medium, show(medium, sample(organization=name)))


@pytest.mark.parametrize("medium", [Medium.TEXT, Medium.HTML, Medium.ESCPOS])
def test_names_of_scripts_that_the_pdfs_font_lacks_are_printed_elsewhere(medium):
    assert "עוגה" in read(medium, show(medium, sample(organization="עוגה")))


def test_a_pdf_is_as_wide_as_the_roll_and_as_long_as_the_receipt():
    [short] = PdfReader(io.BytesIO(show(Medium.PDF, sample(), template="one line"))).pages
    [long] = PdfReader(io.BytesIO(show(Medium.PDF, sample()))).pages
    assert [round(float(page.mediabox.width) / 72 * 25.4) for page in (short, long)] == [80, 80]
    assert short.mediabox.height < long.mediabox.height / 5
    narrow = PdfReader(io.BytesIO(show(Medium.PDF, sample(), width=32))).pages[0]
    assert round(float(narrow.mediabox.width) / 72 * 25.4) == 58


def test_a_very_long_receipt_goes_on_on_further_pages():
    template = "{% for line in lines %}" + "row | {{ line.amount }}\n.feed 20\n" * 40 + "{% endfor %}"
    reader = PdfReader(io.BytesIO(show(Medium.PDF, sample(), template=template)))
    assert len(reader.pages) > 1
    assert all(page.mediabox.height <= 14_400 for page in reader.pages)
    assert sum(page.extract_text().count("row") for page in reader.pages) == 40 * len(sample()["lines"])


@pytest.mark.parametrize("medium", Medium)
def test_a_character_that_nobody_can_print_stops_nothing(medium, caplog):
    assert "26.54" in read(medium, show(medium, sample(organization="日本 \U0001fae8 𒀀")))
    assert not caplog.records


def test_symbols_hold_the_sales_id_and_what_the_template_says():
    template = ".qr {{ sale.id }}\n.barcode R{{ sale.number }}{\n.barcode ñ\n.cut"
    done = printed(show(Medium.ESCPOS, sample(), template=template))
    assert done.qr_codes == [sample()["sale"]["id"]]
    assert done.barcodes == ["R4711{"]
    assert (done.cuts, "ñ" in done.lines) == (1, True)


def test_a_currency_without_a_code_page_is_printed_by_its_code():
    rupees = sample(country="IN", currency="INR")
    assert "₹26.54" in read(Medium.TEXT, show(Medium.TEXT, rupees))
    assert "INR 26.54" in read(Medium.ESCPOS, show(Medium.ESCPOS, rupees))


@pytest.mark.parametrize(
    ("country", "currency", "digits", "total"),
    [
        ("JP", "JPY", 0, "¥2654"),
        ("KW", "KWD", 3, "KWD 2.654"),
        ("DE", "EUR", 2, "€26.54"),
        ("CH", "CHF", 2, "CHF 26.54"),
    ],
)
def test_money_has_the_currencys_digits_and_symbol(country, currency, digits, total):
    shown = show(Medium.TEXT, sample(country=country, currency=currency, digits=digits)).decode()
    [line] = [line for line in shown.splitlines() if line.startswith("TOTAL")]
    assert line.removeprefix("TOTAL").strip() == total


def test_what_receipts_need_is_not_loaded_before_the_first_one():
    heavy = "{'liquid', 'fpdf', 'PIL', 'babel', 'segno', 'fontTools'}"
    code = f"import sys, api.main, workers.posting; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_what_a_document_is_and_what_became_of_it_stands_at_its_head():
    heads = [
        [line.strip() for line in show(Medium.TEXT, context).decode().split("---")[0].splitlines()[2:]]
        for context in every_sample()
    ]
    assert heads == [
        [],
        ["*** COPY ***", "*** VOIDED ***"],
        ["*** COPY ***", "RETURN"],
        ["*** COPY ***", "*** PARTLY RETURNED ***", "EXCHANGE"],
        ["*** COPY ***", "VOID"],
        ["*** COPY ***", "*** RETURNED ***"],
    ]


def test_what_came_back_is_negative_and_takes_from_the_subtotal():
    lines = show(Medium.TEXT, sample()).decode().splitlines()
    assert "  -1 bag x 10.50" in lines
    assert any(line.endswith(" -10.50") for line in lines)
    amounts = [Decimal(line["amount"]) for line in sample()["lines"]]
    assert min(amounts) == Decimal("-10.50")
    assert sum(amounts) == Decimal(sample()["sale"]["subtotal"])
