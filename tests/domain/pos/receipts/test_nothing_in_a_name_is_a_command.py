"""The names, notes and references on a receipt are data: for the printer, for the browser and for the layout."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.pos.receipts.rendering import Medium
from tests.domain.pos.receipts.printer import printed
from tests.domain.pos.receipts.shown import read, read_page, sample, show, with_line_named

BYTES = st.text(alphabet=[chr(code) for code in range(0x100)], max_size=60)
ANYTHING = st.one_of(BYTES, st.text(max_size=60))
OPEN_DRAWER = "\x1bp\x00\x19\xfa"
HOSTILE = [
    OPEN_DRAWER,
    "\x1b@\x1dV\x00",
    "\x10\x14\x01\x00\x05",
    "\x1d(k\x03\x001Q0",
    "a\nb | 0.00\n.cut",
    ".cut",
    "..cut",
    ".qr http://evil.example",
    "free | 0.00",
    "\u2028.cut",
    "\ue02ecut",
    "\ue07c 0.00",
]


def all_commands(context):
    return printed(show(Medium.ESCPOS, context)).commands


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_prints_as_text_and_commands_nothing(name):
    assert set(all_commands(with_line_named(name))) == set(all_commands(with_line_named("Tea")))
    done = printed(show(Medium.ESCPOS, with_line_named(name)))
    assert (done.cuts, len(done.qr_codes)) == (1, 1)
    assert sum(line.endswith(" 3.50") for line in done.lines) == 1 + (name == "\ue07c 0.00" and 0)


@given(ANYTHING)
def test_no_name_can_command_a_printer(name):
    done = printed(show(Medium.ESCPOS, with_line_named(name)))
    assert (done.cuts, len(done.qr_codes), done.barcodes) == (1, 1, [])
    assert sum("3.50" in line for line in done.lines) >= 1


@given(BYTES)
def test_what_a_symbol_holds_commands_nothing_either(data):
    context = sample()
    hostile = {**context, "sale": {**context["sale"], "note": data}}
    done = printed(show(Medium.ESCPOS, hostile, template=".barcode {{ sale.note }}\n.qr {{ sale.note }}\n.cut"))
    assert done.cuts == 1


@given(ANYTHING)
def test_no_name_can_become_part_of_a_page(name):
    hostile = read_page(show(Medium.HTML, with_line_named(name)))
    harmless = read_page(show(Medium.HTML, with_line_named("Tea")))
    # A name that is nothing but control characters leaves no paragraph of its own in the first column.
    assert (set(hostile.tags), set(hostile.attributes)) == (set(harmless.tags), set(harmless.attributes))
    assert abs(len(hostile.tags) - len(harmless.tags)) <= 1


@pytest.mark.parametrize("medium", Medium)
def test_markup_in_a_name_is_shown_as_it_was_written(medium):
    name = '<b onclick="x">R&B</b> .cut | .qr'
    shown = read(medium, show(medium, with_line_named(name), width=48))
    assert "".join(name.split()) in "".join(shown.split())


def test_a_page_loads_nothing_and_runs_nothing():
    page = read_page(show(Medium.HTML, sample()))
    assert not {"script", "link", "img", "iframe", "object"} & set(page.tags)
    assert not {"src", "href", "style"} & set(page.attributes)
