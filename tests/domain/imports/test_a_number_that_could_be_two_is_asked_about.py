"""“1,000” is one or a thousand: where nothing in the file decides, somebody has to say, and no price is wrong."""

import pytest


def prices(shop):
    return {item["sku"]: item["price"] for item in shop.get("/api/inventory/items?q=Ana").json()["items"]}


@pytest.mark.parametrize(
    ("content", "price"),
    [
        ('sku,name,price\nA,Ana,"1,000"\n', "1000.00"),
        ("sku,name,price\nA,Ana,1.000\n", "1.00"),
        ("sku;name;price\nA;Ana;0,500\n", "0.50"),
        ("sku;name;price\nA;Ana;1.000\nB;Bo;2,50\n", "1000.00"),
        ("sku;name;price\nA;Ana;1,000\nB;Bo;2.50\n", "1000.00"),
        ("sku;name;price\nA;Ana;1.000.000\n", "1000000.00"),
        ("sku;name;price\nA;Ana;1234,567\n", "1234.567"),
        # What is no number of ours decides nothing.
        ("sku;name;price\n1,000;Ana 3;2\n", None),
    ],
)
def test_a_file_that_decides_it_is_not_asked_about(shop, imported, content, price):
    done = imported(content)
    assert done.status == "done", done.error
    if price is not None:
        assert prices(shop)["A"] == price


@pytest.mark.parametrize("number", ["1,000", "1.000", "-12,500"])
@pytest.mark.parametrize("comma", [True, False])
def test_a_file_that_does_not_is_read_as_somebody_says(shop, imported, number, comma):
    content = f"sku;name;price;reorder_point\nA;Ana;5;{number.lstrip('-')}\n"
    asked = imported(content)
    assert (asked.status, asked.error.code) == ("failed", "imports.decimal_mark")
    assert [(fault["path"], number.lstrip("-") in fault["message"]) for fault in asked.error.errors] == [
        ("reorder_point", True)
    ]
    assert prices(shop) == {}
    done = imported(content, decimal_comma=comma)
    assert done.status == "done", done.error
    [item] = shop.get("/api/inventory/items").json()["items"]
    whole = float(number.lstrip("-").replace(",", ".")) * (1 if ("," in number) is comma else 1000)
    assert float(item["reorder_point"]) == whole


def test_a_number_far_down_the_file_decides_too(shop, imported):
    rows = "".join(f"S{n};Item;1,000\n" for n in range(3_000))
    done = imported(f"sku;name;price\n{rows}A;Ana;2,50\n")
    assert (done.status, done.shape.decimal_comma) == ("done", True), done.error
    assert prices(shop)["A"] == "2.50"
