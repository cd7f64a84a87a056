"""Whatever is on it: no line is wider than the paper, and no amount is cut or broken."""

from hypothesis import given
from hypothesis import strategies as st

from domain.pos.receipts.escpos import render_escpos
from domain.pos.receipts.fit import cells
from domain.pos.receipts.layout import Align, Columns, Text, parse_layout
from domain.pos.receipts.text import render_text
from tests.domain.pos.receipts.printer import printed

WIDTHS = st.sampled_from([32, 42, 48])
SCRIPTS = "ab é|.日本語 한글 e\u0301 \U0001f468\u200d\U0001f469\u200d\U0001f466 ไทย עבר  0-"
TEXTS = st.one_of(st.text(max_size=120), st.text(alphabet=SCRIPTS, max_size=120))
AMOUNTS = st.builds(
    "{}{}{}.{:02d}".format,
    st.sampled_from(["", "-"]),
    st.sampled_from(["", "$", "CHF ", "¥"]),
    st.integers(0, 10**15),
    st.integers(0, 99),
)
STYLES = st.sampled_from(["", ".bold ", ".item ", ".indent ", ".large ", ".item.bold.large "])


def plain(text):
    """Return text as one that starts no directive and no column."""
    return text.replace("|", "/").replace("\n", " ").lstrip(" .")


@given(TEXTS, AMOUNTS, STYLES, WIDTHS)
def test_no_line_is_wider_than_the_paper_and_every_amount_is_whole(name, amount, style, width):
    text = render_text(parse_layout(f"{style}{plain(name)} | {amount}"), width=width)
    lines = text.splitlines()
    assert all(cells(line) <= width for line in lines), lines
    assert sum(line.endswith(amount) for line in lines) == 1


@given(TEXTS, AMOUNTS, STYLES, WIDTHS)
def test_no_printed_line_is_wider_than_the_paper_and_every_amount_is_whole(name, amount, style, width):
    done = printed(render_escpos(parse_layout(f"{style}{plain(name)} | {amount}"), width=width))
    assert all(taken <= width for taken in done.cells), done
    assert amount.replace(" ", "") in "".join(done.lines).replace(" ", "")


@given(TEXTS, WIDTHS, st.sampled_from(Align))
def test_a_text_is_wrapped_and_nothing_of_it_is_lost(text, width, align):
    layout = parse_layout(f".{'bold' if align is Align.LEFT else align.value} {plain(text)}")
    shown = render_text(layout, width=width)
    assert all(cells(line) <= width for line in shown.splitlines())
    whole = "".join(element.text for element in layout if isinstance(element, Text))
    assert "".join(shown.split()) == "".join(whole.split())


def test_wide_characters_take_two_cells():
    [line] = render_text((Columns("日本", "1.00"),), width=32).splitlines()
    assert line == "日本" + " " * 24 + "1.00"


def test_a_long_name_hangs_below_its_first_line():
    shown = render_text(parse_layout(".item Coffee beans from Chiapas, washed | 1,234,567.00"), width=32)
    assert shown == "Coffee beans from   1,234,567.00\n  Chiapas, washed\n"


def test_an_amount_beside_which_nothing_fits_has_a_line_of_its_own():
    shown = render_text((Columns("Grand total", "123456789012345678901234567"),), width=32)
    assert shown == "Grand total\n     123456789012345678901234567\n"
