"""The nouns of master data: where each lives, a body to create one, and what may be wrong with it."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests.shops import Shop


@dataclass(frozen=True)
class Noun:
    """One kind of master data, as the contract describes it."""

    name: str
    address: str
    required: dict[str, Any]
    change: dict[str, Any]
    unique: str | None = "code"
    references: tuple[str, ...] = ()

    def body(self, shop: Shop, **given: Any) -> dict[str, Any]:
        """Return a body that creates one, with a code of its own."""
        body = {**self.required, **given}
        if self.unique and self.unique not in given:
            body[self.unique] = uuid4().hex[:12]
        if "location_id" in self.references and "location_id" not in given:
            body["location_id"] = str(shop.default_location_id)
        return body

    def make(self, shop: Shop, **given: Any) -> dict[str, Any]:
        """Create one and return it."""
        answer = shop.post(self.address, json=self.body(shop, **given))
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def at(self, made: dict[str, Any]) -> str:
        """Return the address of one."""
        return f"{self.address}/{made['id']}"


ITEMS = Noun(
    "item",
    "/api/inventory/items",
    {"name": "Coffee", "price": "10.50"},
    {"name": "Tea"},
    unique="sku",
    references=("tax_rate_id",),
)
CATEGORIES = Noun(
    "category",
    "/api/inventory/categories",
    {"name": "Hot drinks"},
    {"name": "Cold drinks"},
    references=("tax_rate_id",),
)
SUPPLIERS = Noun(
    "supplier", "/api/inventory/suppliers", {"name": "Roastery", "email": "a@example.org"}, {"payment_terms": "30 days"}
)
REASONS = Noun("reason", "/api/inventory/reasons", {"name": "Spilled"}, {"name": "Spilt"})
LOCATIONS = Noun("location", "/api/inventory/locations", {"name": "Second shop"}, {"name": "Third shop"})
TERMINALS = Noun("terminal", "/api/pos/terminals", {"name": "Till 1"}, {"name": "Till 2"}, references=("location_id",))
TAX_RATES = Noun("tax_rate", "/api/pos/tax-rates", {"name": "VAT", "percent": "16"}, {"percent": "17.5"})
PAYMENT_METHODS = Noun(
    "payment_method", "/api/pos/payment-methods", {"name": "Voucher", "kind": "other"}, {"name": "Coupon"}
)
CUSTOMERS = Noun("customer", "/api/pos/customers", {"name": "Ana"}, {"name": "Eva"}, unique=None)
ACCOUNTS = Noun("account", "/api/accounting/accounts", {"name": "Petty cash", "type": "asset"}, {"name": "Till float"})

PRICE_LISTS = Noun("price_list", "/api/pos/price-lists", {"name": "Wholesale"}, {"priority": 5})
PROMOTIONS = Noun(
    "promotion", "/api/pos/promotions", {"name": "Ten off", "kind": "percentage", "percent": "10"}, {"percent": "12.5"}
)

ENTRY = [{"account": "6020", "debit": "800.00"}, {"account": "1030", "credit": "800.00"}]
JOURNAL_TEMPLATES = Noun(
    "journal_template",
    "/api/accounting/journal-templates",
    {"name": "Rent", "lines": ENTRY},
    {"memo": "Rent of the shop"},
    unique="name",
)
RECURRING_JOURNALS = Noun(
    "recurring_journal",
    "/api/accounting/recurring-journals",
    {"name": "Rent", "lines": ENTRY, "first_date": "2099-01-31"},
    {"until": "2099-12-31"},
    unique="name",
)
BANK_RULES = Noun(
    "bank_rule",
    "/api/accounting/bank-rules",
    {"name": "Fees", "contains": "account fee", "account": "6040"},
    {"automatic": True},
    unique=None,
)

NOUNS = (
    ITEMS,
    CATEGORIES,
    SUPPLIERS,
    REASONS,
    LOCATIONS,
    TERMINALS,
    TAX_RATES,
    PAYMENT_METHODS,
    CUSTOMERS,
    PRICE_LISTS,
    PROMOTIONS,
    ACCOUNTS,
    JOURNAL_TEMPLATES,
    RECURRING_JOURNALS,
    BANK_RULES,
)
