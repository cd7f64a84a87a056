"""A template is anybody's text: it costs little, reaches nothing, and is refused with what is wrong."""

import time

import pytest

from domain.pos.errors import ReceiptTemplateInvalid
from domain.pos.receipts.layout import MAX_LINES
from domain.pos.receipts.rendering import Medium, lay_out
from domain.pos.receipts.template import MAX_TEMPLATE
from tests.domain.pos.receipts.shown import sample, show

LOOP = "{% for a in lines %}"
END = "{% endfor %}"
DOUBLE = "{% assign s = s | append: s %}"

REFUSED = {
    "a range": "{% for i in (1..1000000000) %}x{% endfor %}",
    "a reversed range": "{% for i in (1..1000000000) reversed %}x{% endfor %}",
    "a range far away": "{% for i in (1..1000000000000000) offset: 100000000000000 %}x{% endfor %}",
    "a range in a variable": "{% assign r = (1..1000000000) %}{{ r }}",
    "a range in a condition": "{% if (1..1000000000) contains 5 %}x{% endif %}",
    "nested loops": LOOP * 9 + "{{ a.name }}" + END * 9,
    "deep nesting": LOOP * 40 + "x" + END * 40,
    "deep conditions": "{% if true %}" * 300 + "x" + "{% endif %}" * 300,
    "a variable that doubles": "{% assign s = 'aaaaaaaaaa' %}" + DOUBLE * 40,
    "output without end": "{% assign s = 'aaaaaaaaaaaaaaaaaaaaaaaaa' %}" + DOUBLE * 11 + ("{{ s }}\n" * 100),
    "more lines than paper": "{% capture s %}" + "x\n" * 200 + "{% endcapture %}" + "{{ s }}" * 60,
    "a file": "{% include '/etc/passwd' %}",
    "a partial": "{% render 'other' %}",
    "its own engine": "{{ sale.__class__.__mro__ }}",
    "a method": "{{ sale.id.__init__.__globals__ }}",
    "an item of internals": "{{ sale['__class__'] }}",
    "an unknown name": "{{ sale.totl }}",
    "an unknown filter": "{{ sale.total | system }}",
    "a filter that multiplies": "{{ sale.id | replace: 'a', sale.id }}",
    "an unknown tag": "{% exec %}",
    "arithmetic": "{{ 9 | times: 9 }}",
    "an open tag": "{% if sale.id %}",
    "an open output": "{{ sale.id ",
    "an unknown directive": ".shout {{ sale.id }}",
    "three columns": "a | b | c",
    "a feed without end": ".feed 1000000",
    "a feed of digits that are none": ".feed ²",
    "a wall of symbols": "{% for line in lines %}" + ".qr {{ sale.id }}\n" * 3 + "{% endfor %}",
    "a rule of words": ".rule abc",
    "too long": "x" * (MAX_TEMPLATE + 1),
    "a deep path": "{{ sale" + "[sale" * 3000 + "]" * 3000 + " }}",
    "a long condition": "{% if " + " and ".join(["true"] * 2000) + " %}x{% endif %}{% nothing %}",
}


@pytest.mark.parametrize("template", REFUSED.values(), ids=REFUSED)
def test_a_hostile_template_is_refused_in_no_time_and_says_why(template):
    started = time.process_time()
    with pytest.raises(ReceiptTemplateInvalid) as refused:
        lay_out(template, sample())
    assert time.process_time() - started < 2
    [fault] = refused.value.errors
    assert fault.path == "template"
    assert fault.message
    assert len(fault.message) < 500


def test_loops_one_after_the_other_share_one_budget():
    with pytest.raises(ReceiptTemplateInvalid, match="20000 times"):
        lay_out((LOOP * 6 + END * 6) * 100, sample())


def test_the_place_of_a_fault_is_named():
    with pytest.raises(ReceiptTemplateInvalid, match="Line 3: "):
        lay_out("one\ntwo\n{{ sale.id | shout }}", sample())


def test_the_limits_leave_room_for_the_largest_sale():
    context = sample()
    line = {**context["lines"][0], "name": "n" * 200, "note": "o" * 200}
    layout = show(Medium.TEXT, {**context, "lines": [line] * 500})
    assert layout.decode().count("Ground") + layout.decode().count("o" * 38) >= 500
    assert layout.count(b"\n") < MAX_LINES


@pytest.mark.parametrize("control", ["\x1b@", "\x1d\x56\x00", "\x00", "\x10\x04\x01", "\x9b", "\u202e", "\x0c"])
def test_control_characters_of_a_template_do_not_reach_the_paper(control):
    for medium in (Medium.TEXT, Medium.ESCPOS, Medium.HTML):
        clean = show(medium, sample(), template="left  here\nright | end")
        assert show(medium, sample(), template=f"left {control[:1]} here\nright {control[:1]} | end") == clean


def test_text_of_a_template_is_text_on_a_page():
    page = show(Medium.HTML, sample(), template="<script>alert(1)</script> & {{ '<img src=x>' }}").decode()
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page
