"""Charts that follow no country's scheme: four-digit codes, one chart per trade.

The first digit is the type: 1 assets, 2 liabilities, 3 equity, 4 revenue, 5 cost of sales, 6 expenses. Codes ending in
00 of a thousand are headings that the others stand below. The charts differ in what a trade earns and spends on; the
accounts that the posting rules need have the same code in all of them.
"""

from types import MappingProxyType

from domain.accounting.chart.template import (
    ASSET,
    CASH,
    EQUITY,
    EXPENSE,
    FINANCING,
    INVESTING,
    LIABILITY,
    OPERATING,
    REVENUE,
    Lines,
    Template,
    account,
    in_order,
)
from domain.accounting.schemas import Role

SOURCE = "Arcoíris' own; it follows no country's scheme."

BALANCE_SHEET = (
    *account(
        "1000 Current assets",
        ASSET,
        account("1010 Cash in drawers", ASSET, cash_flow=CASH),
        account("1020 Safe", ASSET, cash_flow=CASH),
        account("1030 Bank", ASSET, cash_flow=CASH),
        "1040 Card clearing",
        "1050 Other tender clearing",
        "1100 Accounts receivable",
        "1200 Inventory",
        "1210 Stock in transit",
        "1300 Prepaid expenses",
        "1310 Recoverable tax",
    ),
    # What is written off is no money that comes in: it is added back to the result, not to what was invested.
    *account(
        "1500 Fixed assets",
        ASSET,
        account("1510 Equipment and fixtures", ASSET, cash_flow=INVESTING),
        account("1590 Accumulated depreciation", ASSET, cash_flow=OPERATING),
    ),
    *account(
        "2000 Current liabilities",
        LIABILITY,
        "2010 Accounts payable",
        "2020 Goods received, not invoiced",
        "2100 Tax payable",
        "2200 Gift cards outstanding",
        "2210 Store credit outstanding",
        "2220 Customer deposits",
        "2300 Tips payable",
        "2310 Wages payable",
    ),
    *account("2500 Long-term liabilities", LIABILITY, "2510 Loans", cash_flow=FINANCING),
    *account(
        "3000 Equity",
        EQUITY,
        account("3010 Owner's capital", EQUITY, cash_flow=FINANCING),
        account("3020 Owner's drawings", EQUITY, cash_flow=FINANCING),
        "3100 Opening balances",
        "3200 Retained earnings",
    ),
)


def _result(revenue: tuple[str, ...], cost: tuple[str, ...], expenses: tuple[str, ...]) -> Lines:
    """Return the accounts of the result: those of every trade, and those that one adds."""
    return (
        *account("4000 Revenue", REVENUE, *revenue, "4090 Sales discounts", "4900 Other income"),
        *account("5000 Cost of sales", EXPENSE, *cost, "5100 Stock variance"),
        *account(
            "6000 Operating expenses",
            EXPENSE,
            "6010 Wages and salaries",
            "6020 Rent",
            "6030 Utilities",
            "6040 Card and payment fees",
            "6050 Advertising",
            "6060 Insurance",
            "6070 Professional fees",
            "6080 Repairs and maintenance",
            "6090 Office and software",
            "6100 Depreciation",
            *expenses,
            "6900 Cash over and short",
            "6910 Rounding differences",
            "6920 Exchange differences",
        ),
    )


RETAIL = _result(
    ("4010 Merchandise sales", "4020 Service revenue", "4030 Delivery revenue"),
    ("5010 Cost of merchandise sold", "5020 Inbound freight", "5030 Packaging"),
    ("6110 Store supplies", "6120 Security"),
)
RESTAURANT = _result(
    ("4010 Food sales", "4020 Beverage sales", "4030 Alcohol sales", "4040 Catering"),
    ("5010 Cost of food and drink", "5020 Spoilage", "5030 Take-away packaging"),
    ("6110 Kitchen supplies", "6120 Linen and cleaning", "6130 Licences and permits", "6140 Delivery platform fees"),
)
SERVICES = _result(
    ("4010 Service revenue", "4020 Product sales", "4030 Reimbursed expenses"),
    ("5010 Cost of products sold", "5020 Subcontractors", "5030 Materials"),
    ("6110 Travel", "6120 Training"),
)
GENERIC = _result(("4010 Sales",), ("5010 Cost of goods sold",), ("6110 Other expenses",))

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
        Role.CARD_FEES: "6040",
        Role.EXCHANGE_DIFFERENCES: "6920",
    }
)

TEMPLATES = tuple(
    Template(trade, trade, None, SOURCE, in_order(BALANCE_SHEET, result), ROLES)
    for trade, result in (
        ("retail", RETAIL),
        ("restaurant", RESTAURANT),
        ("services", SERVICES),
        ("generic", GENERIC),
    )
)
