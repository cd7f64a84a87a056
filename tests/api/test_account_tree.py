"""The chart as a tree: balances are summed upwards, on any day and for any place."""

import pytest

from tests.api.nouns import ACCOUNTS, LOCATIONS
from tests.postings import journal, post_all

TREE = f"{ACCOUNTS.address}/tree"


def nodes(items):
    """Yield every account of a tree."""
    for node in items:
        yield node
        yield from nodes(node["children"])


def tree(shop, **wanted):
    answer = shop.get(TREE, params=wanted)
    assert answer.status_code == 200, answer.text
    return answer.json()


def figures(shop, *codes, **wanted):
    found = {node["code"]: (node["balance"], node["total"]) for node in nodes(tree(shop, **wanted)["items"])}
    return [found[code] for code in codes]


def test_every_account_stands_below_its_own_once(shop):
    found = list(nodes(tree(shop)["items"]))
    listed = shop.get(ACCOUNTS.address, params={"limit": 500}).json()["items"]
    assert sorted(node["code"] for node in found) == [row["code"] for row in listed]
    assert {node["code"]: node["parent"] for node in found} == {row["code"]: row["parent"] for row in listed}
    for node in found:
        assert [child["parent"] for child in node["children"]] == [node["code"]] * len(node["children"])
        assert [child["code"] for child in node["children"]] == sorted(child["code"] for child in node["children"])


def test_balances_are_summed_upwards_as_of_a_day(shop):
    ACCOUNTS.make(shop, code="1011", parent="1010")
    post_all(
        shop,
        [
            journal("2026-01-15", "1011", "3010", "5.00"),
            journal("2026-01-20", "1010", "3010", "2.50"),
            journal("2026-02-01", "1030", "3010", "1.00"),
        ],
    )
    assert figures(shop, "1011", "1010", "1000") == [("5.00", "5.00"), ("2.50", "7.50"), ("0.00", "8.50")]
    assert figures(shop, "3010", "3000") == [("-8.50", "-8.50"), ("0.00", "-8.50")]
    assert figures(shop, "1010", "1000", as_of="2026-01-15") == [("0.00", "5.00"), ("0.00", "5.00")]
    assert figures(shop, "1000", as_of="2026-01-14") == [("0.00", "0.00")]


def test_what_was_posted_elsewhere_is_left_out(shop):
    there = LOCATIONS.make(shop)["id"]
    at, elsewhere = str(shop.default_location_id), there
    for place, amount in ((at, "3.00"), (elsewhere, "4.00")):
        kind, content = journal("2026-01-15", "1010", "3010", amount)
        for line in content["lines"]:
            line["location_id"] = place
        post_all(shop, [(kind, content)])
    assert figures(shop, "1000", location_id=at) == [("0.00", "3.00")]
    assert figures(shop, "1000", location_id=elsewhere) == [("0.00", "4.00")]
    assert figures(shop, "1000") == [("0.00", "7.00")]


def test_one_type_is_a_tree_too(shop):
    found = list(nodes(tree(shop, type="equity")["items"]))
    assert {node["type"] for node in found} == {"equity"}
    assert {"3000", "3010"} <= {node["code"] for node in found}


def test_who_may_not_read_reports_sees_no_balances(shop):
    cashier = shop.hire("cashier")
    assert shop.client.get(TREE, headers=shop.seen_by(cashier)).status_code == 403


def test_no_account_stands_deeper_than_a_tree_is_read(shop):
    above = "1010"
    for level in range(3, 21):
        above = ACCOUNTS.make(shop, code=f"L{level}", parent=above)["code"]
    for refused in (
        shop.post(ACCOUNTS.address, json=ACCOUNTS.body(shop, parent=above)),
        # The whole of what stands below it would come too deep.
        shop.patch(ACCOUNTS.at({"id": _id(shop, "1010")}), json={"parent": "1020"}),
    ):
        assert (refused.status_code, refused.json()["code"]) == (422, "accounting.account_too_deep")
    deepest = next(node for node in nodes(tree(shop)["items"]) if node["code"] == "L20")
    assert deepest["children"] == []


def _id(shop, code):
    return shop.get(ACCOUNTS.address, params={"code": code}).json()["items"][0]["id"]


@pytest.mark.parametrize(
    ("wanted", "codes"),
    [
        ({"parent": "2500"}, ["2510"]),
        ({"parent": "none"}, []),
        ({"q": "card"}, ["1040", "2200", "6040"]),
        ({"q": "_010"}, []),
        ({"q": "101"}, ["1010"]),
        ({"cash_flow": "cash"}, ["1010", "1020", "1030"]),
        ({"cash_flow": "financing"}, ["2510", "3010", "3020"]),
    ],
)
def test_the_list_is_narrowed(shop, wanted, codes):
    page = shop.get(ACCOUNTS.address, params=wanted).json()
    assert [row["code"] for row in page["items"]] == codes


def test_where_the_cash_flow_shows_an_account_is_said_and_unsaid(shop):
    made = ACCOUNTS.make(shop, cash_flow="investing")
    assert made["cash_flow"] == "investing"
    assert shop.patch(ACCOUNTS.at(made), json={"cash_flow": None}).json()["cash_flow"] is None
    refused = shop.patch(ACCOUNTS.at(made), json={"cash_flow": "rain"})
    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (422, "cash_flow")
