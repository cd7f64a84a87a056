"""Bad input over HTTP: refused at the door with a code and the path, or rejected with them; nothing half-written."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from domain.core.clock import now
from domain.core.settings import settings
from tests.api.nouns import TAX_RATES
from tests.domain.posting.till import Counter, refused

SALES = "/api/sales"


@pytest.fixture(scope="module")
def counter(client):
    from tests.shops import open_shop

    return Counter(open_shop(client))


@pytest.fixture(scope="module")
def item(counter):
    return counter.item(sku="COFFEE", price="10.50", stocked=False)


@pytest.fixture
def unchanged(counter):
    """See that neither an operation nor anything posted is there afterwards that was not before."""

    def state():
        return counter.counts() | {"operations": counter.query("SELECT count(*) FROM core.operations")}

    before = state()
    yield
    assert state() == before


@pytest.fixture
def sale(counter, item):
    return counter.sale({"item_id": item, "quantity": "2"})[1]


def send(counter, body, address=SALES, **headers):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return counter.shop.post(address, content=raw, headers={"Content-Type": "application/json", **headers})


def faults(answer):
    assert answer.status_code == 422, answer.text
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert "Traceback" not in answer.text
    return [(fault["path"], fault["code"]) for fault in problem["errors"]] or [("", problem["code"])]


MALFORMED = {
    "empty": b"",
    "cut short": b'{"id": "0199',
    "not json": b"id=1",
    "two documents": b"[][]",
    "a trailing comma": b'{"lines": [],}',
    "not utf-8": '{"id": "é"}'.encode("latin-1"),
    "utf-16": '{"id": "x"}'.encode("utf-16"),
    "nesting": b"[" * 100_000,
    "a lone surrogate in bytes": b'{"id": "\xed\xa0\x80"}',
}


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("raw", MALFORMED.values(), ids=MALFORMED.keys())
def test_what_is_not_json_is_said_to_be_so(counter, raw):
    [(_, code)] = faults(send(counter, raw))
    assert code in {"malformed_json", "wrong_type"}


WRONG = {
    "an unknown field": ({"colour": "red"}, "colour", "unknown_field"),
    "no id": ({"id": ...}, "id", "missing"),
    "an id that is none": ({"id": "7"}, "id", "wrong_type"),
    "a number for an id": ({"id": 7}, "id", "wrong_type"),
    "no lines field": ({"lines": ...}, "lines", "missing"),
    "no lines": ({"lines": []}, "lines", "missing"),
    "lines of the wrong type": ({"lines": {}}, "lines", "wrong_type"),
    "a time without offset": ({"occurred_at": "2026-11-22T10:15:00"}, "occurred_at", "wrong_type"),
    "no time": ({"occurred_at": "yesterday"}, "occurred_at", "wrong_type"),
    "the far future": ({"occurred_at": "9999-12-31T23:59:59-12:00"}, "occurred_at", "in_the_future"),
    "ancient times": ({"occurred_at": "0001-01-01T00:00:00+12:00"}, "occurred_at", "too_long_ago"),
    "a negative discount": ({"discount": "-1"}, "discount", "too_small"),
    "a negative tip": ({"tip": "-1"}, "tip", "too_small"),
    "digits the currency has not": ({"tip": "1.001"}, "tip", "wrong_digits"),
    "more digits than are compared": ({"tip": "1.00000000000000000000000000000000001"}, "tip", "wrong_digits"),
    "a huge exponent": ({"tip": "1e999999999"}, "tip", "wrong_digits"),
    "a tiny exponent": ({"tip": "1e-999999999"}, "tip", "wrong_digits"),
    "no number": ({"tip": "NaN"}, "tip", "wrong_digits"),
    "infinity": ({"tip": "Infinity"}, "tip", "wrong_digits"),
    "a boolean amount": ({"tip": True}, "tip", "wrong_type"),
    "a word for an amount": ({"tip": "a lot"}, "tip", "wrong_type"),
    "a negative sequence": ({"terminal_seq": -1}, "terminal_seq", "wrong_type"),
    "a sequence beyond numbers": ({"terminal_seq": 2**80}, "terminal_seq", "wrong_type"),
}


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(("change", "path", "code"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_field_is_named(counter, sale, change, path, code):
    body = {name: value for name, value in (sale | change).items() if value is not ...}
    assert (path, code) in faults(send(counter, body))


WRONG_LINES = {
    "a negative quantity": ({"quantity": "-1"}, "quantity", "too_small"),
    "a quantity of zero": ({"quantity": "0"}, "quantity", "too_small"),
    "a fifth digit of quantity": ({"quantity": "1.00001"}, "quantity", "wrong_digits"),
    "a quantity beyond stock": ({"quantity": "1e10"}, "quantity", "wrong_digits"),
    "no quantity": ({"quantity": ...}, "quantity", "missing"),
    "a negative price": ({"unit_price": "-0.01"}, "unit_price", "too_small"),
    "a seventh digit of price": ({"unit_price": "1.0000001"}, "unit_price", "wrong_digits"),
    "a negative discount": ({"discount": "-1"}, "discount", "too_small"),
    "an unknown field": ({"colour": "red"}, "colour", "unknown_field"),
    "no name": ({"item_id": ...}, "", "one_name"),
    "two names": ({"sku": "COFFEE"}, "", "one_name"),
    "a NUL": ({"item_id": ..., "sku": "a\0b"}, "sku", "control_character"),
    "a lone surrogate": ({"item_id": ..., "sku": "\ud800"}, None, None),
    "a name without end": ({"item_id": ..., "sku": "x" * 501}, "sku", "too_long"),
}


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(("change", "field", "code"), WRONG_LINES.values(), ids=WRONG_LINES.keys())
def test_a_wrong_field_of_a_line_is_named(counter, sale, change, field, code):
    line = {name: value for name, value in (sale["lines"][0] | change).items() if value is not ...}
    found = faults(send(counter, sale | {"lines": [sale["lines"][0], line]}))
    if field is not None:
        assert (f"lines.1.{field}".strip("."), code) in found


@pytest.mark.usefixtures("unchanged")
def test_limits_are_met_with_a_refusal(counter, sale):
    lines = sale["lines"] * (settings().max_sale_lines + 1)
    assert ("lines", "too_many") in faults(send(counter, sale | {"lines": lines}))
    assert ("payments", "too_many") in faults(send(counter, sale | {"payments": sale["payments"] * 51}))
    assert send(counter, b" " * (settings().max_body_bytes + 1)).status_code == 413
    batch = {"sales": [sale] * (settings().max_batch_sales + 1)}
    assert faults(send(counter, batch, "/api/sales/batch")) == [("sales", "too_many")]
    assert faults(send(counter, {"sales": []}, "/api/sales/batch")) == [("sales", "too_many")]


@pytest.mark.usefixtures("unchanged")
def test_all_faults_are_named_at_once(counter, sale):
    body = sale | {"tip": "-1", "lines": [{"quantity": "0"}], "payments": [{"method": "cash", "amount": "0.001"}]}
    found = faults(send(counter, body))
    assert {path for path, _ in found} == {"tip", "lines.0", "lines.0.quantity", "payments.0.amount"}


@pytest.mark.usefixtures("unchanged")
def test_a_terminal_of_another_organization_is_as_unknown_as_none(counter, sale, other_shop):
    from tests.api.nouns import TERMINALS

    for terminal_id in (TERMINALS.make(other_shop)["id"], str(uuid4())):
        assert faults(send(counter, sale | {"terminal_id": terminal_id})) == [("terminal_id", "pos.unknown_terminal")]


STOCK = {
    "a zero difference": ("adjustments", {"quantity_delta": "0"}, "quantity_delta"),
    "no number as a difference": ("adjustments", {"quantity_delta": "NaN", "unit_cost": "1"}, "quantity_delta"),
    "a signalling one": ("adjustments", {"quantity_delta": "sNaN", "unit_cost": "1"}, "quantity_delta"),
    "a cost for what leaves": ("adjustments", {"quantity_delta": "-1", "unit_cost": "1"}, "unit_cost"),
    "nothing received": ("receipts", {"quantity": "0", "unit_cost": "1"}, "quantity"),
    "a negative receipt": ("receipts", {"quantity": "-1", "unit_cost": "1"}, "quantity"),
    "a negative cost": ("receipts", {"quantity": "1", "unit_cost": "-1"}, "unit_cost"),
    "a cost that is no number": ("receipts", {"quantity": "1", "unit_cost": "NaN"}, "unit_cost"),
}


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(("address", "line", "field"), STOCK.values(), ids=STOCK.keys())
def test_a_wrong_field_of_a_stock_document_is_named(counter, item, address, line, field):
    make = counter.receipt if address == "receipts" else counter.adjustment
    _, body = make({"item_id": item, **line})
    assert f"lines.0.{field}" in [path for path, _ in faults(send(counter, body, f"/api/inventory/{address}"))]


JOURNALS = {
    "unbalanced": ([{"debit": "1.00"}, {"credit": "1.01"}], "lines"),
    "one side empty": ([{"debit": "1.00"}, {}], "lines.1"),
    "both sides": ([{"debit": "1.00", "credit": "1.00"}, {"credit": "1.00"}], "lines.0"),
    "a negative side": ([{"debit": "-1.00"}, {"credit": "-1.00"}], "lines.0.debit"),
    "zero": ([{"debit": "0"}, {"credit": "0"}], "lines.0.debit"),
    "no number": ([{"debit": "NaN"}, {"credit": "NaN"}], "lines.0.debit"),
}


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(("lines", "path"), JOURNALS.values(), ids=JOURNALS.keys())
def test_a_wrong_journal_is_refused(counter, lines, path):
    body = {"id": str(uuid4()), "date": "2026-11-22", "lines": [{"account": "1000", **line} for line in lines]}
    assert path in [found for found, _ in faults(send(counter, body, "/api/accounting/journals"))]


def test_what_only_the_books_can_tell_is_rejected_with_its_path(counter, item):
    rate = TAX_RATES.make(counter.shop)
    counter.change("UPDATE pos.tax_rates SET active = false WHERE id = %s", (rate["id"],))
    inactive = counter.item(stocked=False, active=False)
    line = {"item_id": item, "quantity": "1"}
    for sale, code, path in (
        (counter.sale({"item_id": str(uuid4()), "quantity": "1"}), "inventory.unknown_item", "lines.0.item_id"),
        (counter.sale(line, {"sku": "NONE", "quantity": "1"}), "inventory.unknown_item", "lines.1.sku"),
        (counter.sale({"barcode": "NONE", "quantity": "1"}), "inventory.unknown_item", "lines.0.barcode"),
        (counter.sale({"item_id": inactive, "quantity": "1"}), "inventory.inactive_item", "lines.0"),
        (counter.sale(line | {"tax_rate_id": rate["id"]}), "pos.unknown_tax_rate", "lines.0.tax_rate_id"),
        (counter.sale(line, paid="10.49"), "pos.payment_short", "payments"),
        (counter.sale(line, paid={"shells": "10.50"}), "pos.unknown_payment_method", "payments.0.method"),
        (counter.sale(line, customer_id=str(uuid4())), "pos.unknown_customer", "customer_id"),
        (counter.sale(line, shift_id=str(uuid4())), "pos.unknown_shift", "shift_id"),
        (counter.sale(line | {"discount": "10.51"}), "pos.discount_too_large", "lines.0.discount"),
    ):
        assert refused(counter, sale) == (code, path)


def test_a_sales_own_discount_that_is_too_large_is_named(counter, item):
    sale = counter.sale({"item_id": item, "quantity": "1"}, discount="10.51")
    assert refused(counter, sale) == ("pos.discount_too_large", "discount")


def test_items_and_rates_of_another_organization_are_as_unknown_as_none(counter, item, other_shop):
    theirs = Counter(other_shop)
    their_item, their_rate = theirs.item(sku="THEIRS"), TAX_RATES.make(other_shop)["id"]
    for line, path in (
        ({"item_id": their_item, "quantity": "1"}, "lines.0.item_id"),
        ({"sku": "THEIRS", "quantity": "1"}, "lines.0.sku"),
        ({"item_id": item, "quantity": "1", "tax_rate_id": their_rate}, "lines.0.tax_rate_id"),
    ):
        assert refused(counter, counter.sale(line))[1] == path


def test_a_clock_hours_off_is_believed(counter, item):
    for hours in (-30, -5, 5, 23):
        sale = counter.sale(
            {"item_id": item, "quantity": "1"}, occurred_at=(now() + timedelta(hours=hours)).isoformat()
        )
        assert counter.post(sale)[0].status == "posted"


def test_an_exact_number_is_as_good_as_a_string_and_content_is_compared_by_value(counter, sale):
    assert send(counter, sale).status_code == 202
    same = sale | {"lines": [{"quantity": 2.0, "discount": 0, "item_id": sale["lines"][0]["item_id"].upper()}]}
    again = send(counter, dict(reversed(same.items())))
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (202, "true")
    other = send(counter, sale | {"tip": "1.00", "payments": [{"method": "cash", "amount": "999.00"}]})
    assert other.status_code == 409
    assert {fault["path"] for fault in other.json()["errors"]} == {"tip", "payments.0.amount"}
