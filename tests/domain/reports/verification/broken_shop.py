"""A shop whose rows the superuser changes behind the program's back, so that the proof has something to find."""

from dataclasses import dataclass
from typing import Any

import psycopg
from starlette.testclient import TestClient

from domain.reports.verification import Difference, verify
from tests.postings import journal, post_all, receipt, sale
from tests.shops import Shop, open_shop


@dataclass
class Broken:
    """A shop with a little of everything posted, and the power to break it."""

    shop: Shop
    superuser_url: str
    ids: dict[str, str]
    results: list[dict[str, Any]]

    def run(self, statement: str, **given: Any) -> int:
        """Change rows as the superuser, past every trigger, constraint trigger and policy; return how many."""
        with psycopg.connect(self.superuser_url) as connection:
            connection.execute("SET session_replication_role = replica")
            cursor = connection.execute(statement, {"org_id": self.shop.org_id, **self.ids, **given})
            return cursor.rowcount

    def one(self, statement: str, **given: Any) -> Any:
        with psycopg.connect(self.superuser_url) as connection:
            row = connection.execute(statement, {"org_id": self.shop.org_id, **self.ids, **given}).fetchone()
        assert row is not None
        return row[0] if len(row) == 1 else row

    def breaks(self, statement: str, **given: Any) -> None:
        """Change exactly one row."""
        assert self.run(statement, **given) == 1

    def found(self) -> dict[str, list[Difference]]:
        """Return the differences by invariant, those that hold left out."""
        verification = verify([self.shop.org_id])
        for finding in verification.findings:
            assert finding.differences == len(finding.examples), "the tests here break few rows"
        return {finding.number: finding.examples for finding in verification.findings if finding.differences}

    def only(self, number: str) -> Difference:
        """Return the one difference there is, which must be of that invariant."""
        found = self.found()
        assert list(found) == [number]
        assert len(found[number]) == 1
        return found[number][0]


def open_and_sell(client: TestClient, superuser_url: str) -> Broken:
    """Post two receipts, a paid sale, one on account and a manual journal: all is well."""
    shop = open_shop(client)

    def made(path: str, **body: Any) -> str:
        answer = shop.post(path, json=body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    rate = made("/api/pos/tax-rates", code="VAT16", name="Tax", percent="16")
    terms = {"price": "10.00", "tax_rate_id": rate}
    ids = {
        "rate": rate,
        "bread": made("/api/inventory/items", sku="BREAD", name="Bread", **terms),
        "wine": made("/api/inventory/items", sku="WINE", name="Wine", **terms),
        "till": made("/api/pos/terminals", code="T1", name="Till", location_id=str(shop.default_location_id)),
        "customer": made("/api/pos/customers", name="Ana"),
        "location": str(shop.default_location_id),
    }
    _rule(shop, ids["bread"])
    # Never sold: there for what refers to what.
    made(
        "/api/inventory/items",
        sku="BASKET",
        name="Basket",
        price="20.00",
        category="Gifts",
        units=[{"code": "pair", "factor": "2"}],
        kit=[{"sku": "BREAD", "quantity": "1"}],
        reorder_points=[{"location_id": ids["location"], "quantity": "0"}],
    )
    results = post_all(
        shop,
        [
            receipt(shop, ids["bread"], quantity="10", unit_cost="4.00"),
            receipt(shop, ids["wine"], quantity="5", unit_cost="6.00"),
            sale(ids["till"], [ids["bread"], ids["wine"]], paid="25.00", tip="1.00"),
            sale(
                ids["till"],
                [ids["bread"]],
                paid="1.00",
                customer_id=ids["customer"],
                payments=[{"method": "on_account", "amount": "11.60"}],
            ),
            journal("2026-11-01", "6020", "1030", "700.00"),
        ],
    )
    ids |= {
        "receipt": results[0]["document_id"],
        "sale": results[2]["sale_id"],
        "sale_journal": results[2]["journal_id"],
        "second_sale": results[3]["sale_id"],
        "journal": results[4]["journal_id"],
    }
    broken = Broken(shop, superuser_url, ids, results)
    assert broken.found() == {}
    return broken


def _rule(shop: Shop, item_id: str) -> None:
    """Set up a price list and a promotion, at rest, so that items are sold at their own prices."""
    resting = {"name": "Rule", "location_ids": [str(shop.default_location_id)], "active": False}
    lists = "/api/pos/price-lists"
    price_list = shop.post(lists, json={"code": "LIST", **resting}).json()["id"]
    entry = {"prices": [{"price": "9.00"}]}
    answer = shop.client.put(f"{lists}/{price_list}/entries/{item_id}", json=entry, headers=shop.headers)
    assert answer.status_code == 200, answer.text
    ten = {"code": "TEN", "kind": "percentage", "percent": "10", **resting}
    assert shop.post("/api/pos/promotions", json=ten).status_code == 201
