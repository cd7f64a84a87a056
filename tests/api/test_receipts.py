"""Receipts over HTTP: what was posted, in the medium that is asked for, by the template of the organization."""

import io
from datetime import datetime
from uuid import uuid4

import pytest
from pypdf import PdfReader

from tests.api.nouns import CUSTOMERS, ITEMS, TAX_RATES, TERMINALS
from tests.domain.pos.receipts.printer import printed
from tests.domain.posting.till import Counter
from tests.postings import post_all, sale

SALES, TEMPLATE = "/api/pos/sales", "/api/pos/receipt-template"
PREVIEW = f"{TEMPLATE}/preview"


@pytest.fixture
def sold(shop):
    """A sale of two kilograms of beans with a discount and a latte at an inclusive rate, tipped, paid twice."""
    vat = TAX_RATES.make(shop, name="VAT 16 %", percent="16")
    city = TAX_RATES.make(shop, name="City tax 2 %", percent="2", inclusive=True)
    beans = ITEMS.make(shop, name="Coffee beans 1 kg", price="10.50", tax_rate_id=vat["id"], stocked=False)
    latte = ITEMS.make(shop, name="Latte | .cut \u202e<b>", price="5.10", tax_rate_id=city["id"], stocked=False)
    till = TERMINALS.make(shop, code="T1", name="Till 1")
    customer = CUSTOMERS.make(shop, name="Eva Luna")
    content = sale(
        till["id"],
        [],
        paid="0",
        at=datetime.fromisoformat("2025-03-03T15:30:00+00:00"),
        lines=[
            {"item_id": beans["id"], "quantity": "2.0000", "discount": "1.00"},
            {"item_id": latte["id"], "quantity": "1.0000"},
        ],
        customer_id=customer["id"],
        tip="1.00",
        payments=[
            {"method": "card", "amount": "20.00", "reference": "**** 1234"},
            {"method": "cash", "amount": "10.00"},
        ],
    )
    post_all(shop, [content])
    return content[1]["id"]


def receipt(shop, sale_id, accept=None, **query):
    headers = {} if accept is None else {"Accept": accept}
    return shop.get(f"{SALES}/{sale_id}/receipt", params=query, headers=headers)


def put(shop, template, **headers):
    return shop.client.put(TEMPLATE, json={"template": template}, headers=shop.headers | headers)


def preview(shop, template, **query):
    return shop.post(PREVIEW, json={"template": template}, params=query)


def test_a_sale_is_shown_as_text(shop, sold):
    answer = receipt(shop, sold)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    location = shop.get(f"/api/inventory/locations/{shop.default_location_id}").json()["name"]
    assert answer.text == (
        f"                 Café Sol\n{location:^42}".rstrip() + "\n" + "------------------------------------------\n"
        "Receipt T1-1              2025-03-03 09:30\n"
        "Till 1                                 Ana\n"
        "Customer                          Eva Luna\n"
        "------------------------------------------\n"
        "Coffee beans 1 kg                    20.00\n"
        "  2 x 10.50\n"
        "  Discount -1.00\n"
        "Latte | .cut <b>                      5.10\n"
        "------------------------------------------\n"
        "Subtotal                             25.10\n"
        "VAT 16 %                              3.20\n"
        "Tip                                   1.00\n"
        "TOTAL                               $29.30\n"
        "Includes City tax 2 %                 0.10\n"
        "------------------------------------------\n"
        "Card                                 20.00\n"
        "  **** 1234\n"
        "Cash                                 10.00\n"
        "Change                                0.70\n"
        "\n"
        "                Thank you\n"
        f"   {sold}\n"
        "\n"
    )


@pytest.mark.parametrize(
    ("accept", "query", "media_type"),
    [
        ("*/*", {}, "text/plain; charset=utf-8"),
        ("text/plain", {}, "text/plain; charset=utf-8"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", {}, "text/html; charset=utf-8"),
        ("application/pdf", {}, "application/pdf"),
        ("application/vnd.escpos", {}, "application/vnd.escpos"),
        ("application/json", {"format": "html"}, "text/html; charset=utf-8"),
        (None, {"format": "text"}, "text/plain; charset=utf-8"),
        (None, {"format": "pdf"}, "application/pdf"),
        (None, {"format": "escpos"}, "application/vnd.escpos"),
    ],
)
def test_the_medium_is_the_one_asked_for(shop, sold, accept, query, media_type):
    answer = receipt(shop, sold, accept, **query)
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)


def test_every_medium_has_the_posted_total(shop, sold):
    total = shop.get(f"{SALES}/{sold}").json()["total"]
    assert total == "29.30"
    assert total in receipt(shop, sold, "text/html").text
    assert total in PdfReader(io.BytesIO(receipt(shop, sold, "application/pdf").content)).pages[0].extract_text()
    done = printed(receipt(shop, sold, "application/vnd.escpos").content)
    assert (sum(total in line for line in done.lines), done.qr_codes, done.cuts) == (1, [sold], 1)


def test_a_page_may_be_styled_but_neither_load_nor_run_anything(shop, sold):
    answer = receipt(shop, sold, "text/html")
    policy = answer.headers["content-security-policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    assert "<b>" not in answer.text


@pytest.mark.parametrize("width", [32, 42, 48])
def test_the_paper_is_as_wide_as_asked(shop, sold, width):
    lines = receipt(shop, sold, width=width).text.splitlines()
    assert max(map(len, lines)) == width


def test_a_copy_is_marked(shop, sold):
    assert "COPY" not in receipt(shop, sold).text
    assert "*** COPY ***" in receipt(shop, sold, copy=True).text


@pytest.mark.parametrize(
    ("accept", "query", "expected"),
    [
        ("application/json", {}, (406, "not_acceptable")),
        ("image/*", {}, (406, "not_acceptable")),
        (None, {"format": "docx"}, (422, "invalid")),
        (None, {"width": 33}, (422, "invalid")),
        (None, {"width": "wide"}, (422, "invalid")),
    ],
)
def test_what_cannot_be_given_is_a_problem(shop, sold, accept, query, expected):
    answer = receipt(shop, sold, accept, **query)
    assert (answer.status_code, answer.json()["code"]) == expected
    assert answer.headers["content-type"] == "application/problem+json"


def test_an_unknown_sale_and_anothers_have_no_receipt(shop, other_shop, sold):
    assert receipt(shop, uuid4()).status_code == 404
    assert receipt(other_shop, sold).status_code == 404


def test_until_it_puts_its_own_an_organization_has_the_built_in_template(shop):
    answer = shop.get(TEMPLATE)
    read = answer.json()
    assert (answer.status_code, answer.headers["etag"]) == (200, '"1"')
    assert (read["built_in"], read["version"], read["updated_at"]) == (True, 1, None)
    assert "{{ sale.total | money }}" in read["template"]
    assert put(shop, read["template"]).status_code == 200


def test_an_organizations_own_template_is_what_its_receipts_are_printed_by(shop, other_shop, sold):
    made = put(shop, "¡Hola! {{ sale.number }} | {{ sale.total | money }}")
    assert (made.status_code, made.json()["built_in"], made.headers["etag"]) == (200, False, '"2"')
    assert receipt(shop, sold).text == "¡Hola! 1                            $29.30\n"
    assert "<span" in receipt(shop, sold, "text/html").text
    assert "¡Hola!" in receipt(shop, sold, "text/html").text
    assert printed(receipt(shop, sold, format="escpos").content).lines == ["¡Hola! 1                            $29.30"]
    assert other_shop.get(TEMPLATE).json()["built_in"]


def test_deleting_it_returns_to_the_built_in_one_and_no_version_comes_again(shop, sold):
    built_in = shop.get(TEMPLATE).json()["template"]
    assert put(shop, "one").headers["etag"] == '"2"'
    assert shop.delete(TEMPLATE).status_code == 204
    read = shop.get(TEMPLATE)
    assert (read.json()["template"], read.json()["built_in"], read.headers["etag"]) == (built_in, True, '"3"')
    assert "TOTAL" in receipt(shop, sold).text
    assert shop.delete(TEMPLATE).status_code == 204
    assert put(shop, "one").headers["etag"] == '"4"'


def test_a_template_that_has_changed_since_it_was_read_is_left_alone(shop):
    assert put(shop, "one", **{"If-Match": '"1"'}).status_code == 200
    for answer in (put(shop, "two", **{"If-Match": '"1"'}), put(shop, "two", **{"If-Match": '"strange"'})):
        assert (answer.status_code, answer.json()["code"]) == (412, "precondition_failed")
    assert shop.delete(TEMPLATE, headers={"If-Match": '"1"'}).status_code == 412
    assert shop.get(TEMPLATE).json()["template"] == "one"
    assert shop.delete(TEMPLATE, headers={"If-Match": '"2"'}).status_code == 204


def test_changes_of_the_template_are_in_the_audit_log(shop):
    put(shop, "one")
    put(shop, "one")
    shop.delete(TEMPLATE)
    entries = shop.get("/api/org/audit").json()["items"]
    found = [
        (entry["action"], entry["before"]["built_in"], entry["after"]["template"] == "one")
        for entry in entries
        if entry["subject"]["type"] == "receipt_template"
    ]
    assert found == [("receipt_template.reset", False, False), ("receipt_template.put", True, True)]


@pytest.mark.parametrize(
    "template",
    [
        "{% for i in (1..9999999) %}x{% endfor %}",
        "{{ sale.total",
        ".shout x",
        "{{ sale.__class__ }}",
        "{% include 'x' %}",
    ],
)
def test_a_template_that_cannot_be_used_is_refused_and_changes_nothing(shop, template):
    for answer in (put(shop, template), preview(shop, template)):
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (422, "pos.receipt_template_invalid")
        assert [fault["path"] for fault in problem["errors"]] == ["template"]
    assert shop.get(TEMPLATE).json()["built_in"]


@pytest.mark.parametrize(
    "body", [{}, {"template": ""}, {"template": None}, {"template": "x" * 20_001}, {"template": "\0"}]
)
def test_a_template_is_a_text_of_bounded_length(shop, body):
    answers = [shop.client.put(TEMPLATE, json=body, headers=shop.headers), shop.post(PREVIEW, json=body)]
    assert [answer.status_code for answer in answers] == [422, 422]


def test_a_preview_shows_the_sample_and_changes_nothing(shop):
    answer = preview(shop, "{{ organization.name }} | {{ sale.total | money }}", width=32)
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text == "Café Sol                  $26.54\n"
    assert preview(shop, "x", format="pdf").content.startswith(b"%PDF-")
    assert shop.get(TEMPLATE).json()["version"] == 1


def test_a_customer_gets_a_receipt_even_where_the_template_fails_on_this_very_sale(shop, sold):
    fragile = "{% if terminal.name == 'Till 1' and sale.number == '1' %}{{ sale.nothing }}{% endif %}fine"
    assert put(shop, fragile).status_code == 200
    assert "TOTAL                               $29.30" in receipt(shop, sold).text


def test_who_sets_up_the_till_may_change_the_template_and_who_sells_may_print(shop, sold):
    cashier = shop.seen_by(shop.hire("cashier"))
    client = shop.client
    assert client.get(f"{SALES}/{sold}/receipt", headers=cashier).status_code == 200
    assert client.get(TEMPLATE, headers=cashier).status_code == 200
    assert client.put(TEMPLATE, json={"template": "x"}, headers=cashier).status_code == 403
    assert client.delete(TEMPLATE, headers=cashier).status_code == 403
    assert client.post(PREVIEW, json={"template": "x"}, headers=cashier).status_code == 403
    clerk = shop.seen_by(shop.hire("stock_clerk"))
    assert client.get(f"{SALES}/{sold}/receipt", headers=clerk).status_code == 403


def test_a_return_has_a_receipt_of_its_own_with_what_came_back_as_negative(shop):
    counter = Counter(shop)
    tea = counter.item(name="Tea", price="4.00", stocked=False)
    kind, content = counter.sale({"item_id": tea, "quantity": "3"}, paid="12.00")
    back = {
        "id": str(uuid4()),
        "_about": content["id"],
        "terminal_id": counter.terminal_id,
        "lines": [{"line_no": 1, "quantity": "2", "note": "Cold"}],
        "note": "Sorry!",
    }
    outcomes = counter.post((kind, content), ("sale.return", back))
    assert [outcome.status for outcome in outcomes] == ["posted", "posted"], outcomes
    lines = receipt(shop, back["id"]).text.splitlines()
    assert lines[2].strip() == "RETURN"
    number = f"{shop.get(f'/api/pos/terminals/{counter.terminal_id}').json()['code']}-1"
    for expected in (f"For receipt {number}", "  -2 x 4.00", "  Cold", "Sorry!"):
        assert expected in lines
    for label, amount in (("Tea", "-8.00"), ("Subtotal", "-8.00"), ("TOTAL", "-$8.00"), ("Cash", "-8.00")):
        assert label + amount.rjust(42 - len(label)) in lines
    assert "*** PARTLY RETURNED ***" in receipt(shop, content["id"]).text


def test_a_voided_sale_is_marked_and_its_void_has_a_receipt(shop):
    counter = Counter(shop)
    tea = counter.item(name="Tea", price="4.00", stocked=False)
    kind, content = counter.sale({"item_id": tea, "quantity": "1"}, paid="4.00")
    void = {"id": str(uuid4()), "_about": content["id"], "reason": "Wrong customer"}
    outcomes = counter.post((kind, content), ("sale.void", void))
    assert [outcome.status for outcome in outcomes] == ["posted", "posted"], outcomes
    assert "*** VOIDED ***" in receipt(shop, content["id"]).text
    mirrored = receipt(shop, outcomes[1].result["sale_id"]).text
    assert "\n                   VOID\n" in mirrored
    assert f"TOTAL{'-$4.00':>37}\n" in mirrored


def test_a_gift_cards_balance_is_that_of_its_sale_also_on_a_later_copy(shop):
    counter = Counter(shop)
    tea = counter.item(name="Tea", price="4.00", stocked=False)
    card = counter.item(name="Gift card", price="10.00", stocked=False)
    load = counter.sale({"item_id": card, "gift_card": "GC-1", "quantity": "1"}, paid="10.00")
    first = counter.sale({"item_id": tea, "quantity": "1"}, payments=gift_card("4.00"))
    second = counter.sale({"item_id": tea, "quantity": "1"}, payments=gift_card("4.00"))
    for one in (load, first, second):
        [outcome] = counter.post(one)
        assert outcome.status == "posted", outcome
    for (_, content), balance in ((load, "10.00"), (first, "6.00"), (second, "2.00")):
        assert f"  Card GC-1, balance {balance}\n" in receipt(shop, content["id"], copy=True).text


def gift_card(amount):
    """Return the payments of who pays with the card."""
    return [{"method": "gift_card", "amount": amount, "reference": "GC-1"}]
