"""Charts of accounts to begin with: four-digit codes, one per trade, and which account serves which role.

The first digit is the type: 1 assets, 2 liabilities, 3 equity, 4 revenue, 5 cost of sales, 6 expenses. Codes ending in
00 of a thousand are headings that the others stand below. The charts differ in what a trade earns and spends on; the
accounts that the posting rules need have the same code in all of them.
"""

from dataclasses import dataclass
from types import MappingProxyType

from domain.accounting.schemas import AccountType, Role

ASSET, LIABILITY, EQUITY = AccountType.ASSET, AccountType.LIABILITY, AccountType.EQUITY
REVENUE, EXPENSE = AccountType.REVENUE, AccountType.EXPENSE


@dataclass(frozen=True, slots=True)
class ChartLine:
    """One account of a template; `parent` is a code of the same template."""

    code: str
    name: str
    type: AccountType
    parent: str | None


def _below(parent: str, account_type: AccountType, **names: str) -> tuple[ChartLine, ...]:
    """Return the accounts below one heading; a keyword `a1010` is the code 1010."""
    return tuple(ChartLine(key[1:], name, account_type, parent) for key, name in names.items())


HEADINGS = (
    ChartLine("1000", "Current assets", ASSET, None),
    ChartLine("1500", "Fixed assets", ASSET, None),
    ChartLine("2000", "Current liabilities", LIABILITY, None),
    ChartLine("2500", "Long-term liabilities", LIABILITY, None),
    ChartLine("3000", "Equity", EQUITY, None),
    ChartLine("4000", "Revenue", REVENUE, None),
    ChartLine("5000", "Cost of sales", EXPENSE, None),
    ChartLine("6000", "Operating expenses", EXPENSE, None),
)

BALANCE_SHEET = (
    *_below(
        "1000",
        ASSET,
        a1010="Cash in drawers",
        a1020="Safe",
        a1030="Bank",
        a1040="Card clearing",
        a1050="Other tender clearing",
        a1100="Accounts receivable",
        a1200="Inventory",
        a1210="Stock in transit",
        a1300="Prepaid expenses",
        a1310="Recoverable tax",
    ),
    *_below("1500", ASSET, a1510="Equipment and fixtures", a1590="Accumulated depreciation"),
    *_below(
        "2000",
        LIABILITY,
        a2010="Accounts payable",
        a2020="Goods received, not invoiced",
        a2100="Tax payable",
        a2200="Gift cards outstanding",
        a2210="Store credit outstanding",
        a2220="Customer deposits",
        a2300="Tips payable",
        a2310="Wages payable",
    ),
    *_below("2500", LIABILITY, a2510="Loans"),
    *_below(
        "3000",
        EQUITY,
        a3010="Owner's capital",
        a3020="Owner's drawings",
        a3100="Opening balances",
        a3200="Retained earnings",
    ),
)

EVERY_TRADE = (
    *_below("4000", REVENUE, a4090="Sales discounts", a4900="Other income"),
    *_below("5000", EXPENSE, a5100="Stock variance"),
    *_below(
        "6000",
        EXPENSE,
        a6010="Wages and salaries",
        a6020="Rent",
        a6030="Utilities",
        a6040="Card and payment fees",
        a6050="Advertising",
        a6060="Insurance",
        a6070="Professional fees",
        a6080="Repairs and maintenance",
        a6090="Office and software",
        a6100="Depreciation",
        a6900="Cash over and short",
        a6910="Rounding differences",
    ),
)

RETAIL = (
    *_below("4000", REVENUE, a4010="Merchandise sales", a4020="Service revenue", a4030="Delivery revenue"),
    *_below("5000", EXPENSE, a5010="Cost of merchandise sold", a5020="Inbound freight", a5030="Packaging"),
    *_below("6000", EXPENSE, a6110="Store supplies", a6120="Security"),
)
RESTAURANT = (
    *_below("4000", REVENUE, a4010="Food sales", a4020="Beverage sales", a4030="Alcohol sales", a4040="Catering"),
    *_below("5000", EXPENSE, a5010="Cost of food and drink", a5020="Spoilage", a5030="Take-away packaging"),
    *_below(
        "6000",
        EXPENSE,
        a6110="Kitchen supplies",
        a6120="Linen and cleaning",
        a6130="Licences and permits",
        a6140="Delivery platform fees",
    ),
)
SERVICES = (
    *_below("4000", REVENUE, a4010="Service revenue", a4020="Product sales", a4030="Reimbursed expenses"),
    *_below("5000", EXPENSE, a5010="Cost of products sold", a5020="Subcontractors", a5030="Materials"),
    *_below("6000", EXPENSE, a6110="Travel", a6120="Training"),
)
GENERIC = (
    *_below("4000", REVENUE, a4010="Sales"),
    *_below("5000", EXPENSE, a5010="Cost of goods sold"),
    *_below("6000", EXPENSE, a6110="Other expenses"),
)

TEMPLATES = MappingProxyType(
    {
        name: tuple(sorted((*HEADINGS, *BALANCE_SHEET, *EVERY_TRADE, *trade), key=lambda line: line.code))
        for name, trade in {
            "retail": RETAIL,
            "restaurant": RESTAURANT,
            "services": SERVICES,
            "generic": GENERIC,
        }.items()
    }
)

# `sales_discounts` stays unset: discounts lower the revenue itself until somebody gives the role an account (4090).
ROLES = MappingProxyType(
    {
        Role.CASH: "1010",
        Role.SAFE: "1020",
        Role.BANK: "1030",
        Role.CARD_CLEARING: "1040",
        Role.OTHER_TENDER: "1050",
        Role.RECEIVABLE: "1100",
        Role.INVENTORY: "1200",
        Role.STOCK_IN_TRANSIT: "1210",
        Role.GOODS_RECEIVED: "2020",
        Role.TAX_PAYABLE: "2100",
        Role.GIFT_CARD: "2200",
        Role.STORE_CREDIT: "2210",
        Role.CUSTOMER_DEPOSITS: "2220",
        Role.TIPS_PAYABLE: "2300",
        Role.OPENING_EQUITY: "3100",
        Role.RETAINED_EARNINGS: "3200",
        Role.SALES: "4010",
        Role.COGS: "5010",
        Role.STOCK_VARIANCE: "5100",
        Role.CASH_OVER_SHORT: "6900",
        Role.ROUNDING: "6910",
    }
)
