"""United States: accounts below the lines of the corporation's income tax return.

No chart is prescribed in the United States. Published are the lines that a business must report by: Internal Revenue
Service, Form 1120 "U.S. Corporation Income Tax Return" (2024), page 1 and Schedule L "Balance Sheets per Books", and
Form 1125-A "Cost of Goods Sold" (rev. November 2018), irs.gov/pub/irs-pdf/f1120.pdf and f1125a.pdf; works of the
federal government. Headings are these lines with their titles; the accounts below them, and all codes, are ours.

A code is a digit for the part of the form (1 to 3 Schedule L, 4 income, 5 Form 1125-A, 6 deductions), the line's number
in two digits, and a digit of its own.
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

SOURCE = (
    "Internal Revenue Service, Form 1120 (2024) with Schedule L, and Form 1125-A (rev. November 2018):"
    " https://www.irs.gov/pub/irs-pdf/f1120.pdf, https://www.irs.gov/pub/irs-pdf/f1125a.pdf"
)

BALANCE_SHEET = (
    *account("1010 Cash", ASSET, "1011 Cash in drawers", "1012 Safe", "1013 Bank", cash_flow=CASH),
    *account("1020 Trade notes and accounts receivable", ASSET, "1021 Accounts receivable"),
    *account("1030 Inventories", ASSET, "1031 Merchandise inventory", "1032 Inventory in transit"),
    *account(
        "1060 Other current assets",
        ASSET,
        "1061 Card clearing",
        "1062 Other tender clearing",
        "1063 Prepaid expenses",
    ),
    *account("1100 Buildings and other depreciable assets", ASSET, "1101 Equipment and fixtures", cash_flow=INVESTING),
    *account("1105 Less accumulated depreciation", ASSET, "1106 Accumulated depreciation", cash_flow=OPERATING),
    *account("1140 Other assets", ASSET, "1141 Security deposits"),
    *account("2160 Accounts payable", LIABILITY, "2161 Trade payables", "2162 Goods received, not invoiced"),
    *account(
        "2170 Mortgages, notes, bonds payable in less than 1 year",
        LIABILITY,
        "2171 Short-term loans",
        cash_flow=FINANCING,
    ),
    *account(
        "2180 Other current liabilities",
        LIABILITY,
        "2181 Sales tax payable",
        "2182 Gift cards outstanding",
        "2183 Store credit outstanding",
        "2184 Customer deposits",
        "2185 Tips payable",
        "2186 Wages payable",
        "2187 Payroll taxes payable",
    ),
    *account(
        "2200 Mortgages, notes, bonds payable in 1 year or more",
        LIABILITY,
        "2201 Long-term loans",
        cash_flow=FINANCING,
    ),
    *account("3220 Capital stock", EQUITY, "3221 Common stock", cash_flow=FINANCING),
    *account("3230 Additional paid-in capital", EQUITY, "3231 Owners' contributions", cash_flow=FINANCING),
    *account(
        "3250 Retained earnings—Unappropriated",
        EQUITY,
        "3251 Retained earnings",
        account("3252 Distributions", EQUITY, cash_flow=FINANCING),
        "3253 Opening balances",
    ),
)


def _result(sales: tuple[str, ...], cost: tuple[str, ...], more: tuple[str, ...]) -> Lines:
    """Return income, cost of goods sold and deductions, with what one trade adds to them."""
    return (
        *account("4010 Gross receipts or sales", REVENUE, *sales),
        *account("4015 Returns and allowances", REVENUE, "4016 Sales discounts"),
        *account("4050 Interest", REVENUE, "4051 Interest earned"),
        *account("4100 Other income", REVENUE, "4101 Miscellaneous income"),
        *account("5020 Purchases", EXPENSE, *cost),
        *account("5050 Other costs", EXPENSE, "5051 Stock variance", "5052 Inbound freight"),
        *account("6120 Compensation of officers", EXPENSE, "6121 Officers' salaries"),
        *account("6130 Salaries and wages", EXPENSE, "6131 Wages"),
        *account("6140 Repairs and maintenance", EXPENSE, "6141 Repairs"),
        *account("6150 Bad debts", EXPENSE, "6151 Bad debts written off"),
        *account("6160 Rents", EXPENSE, "6161 Rent of premises"),
        *account("6170 Taxes and licenses", EXPENSE, "6171 Payroll taxes", "6172 Licenses and permits"),
        *account("6180 Interest", EXPENSE, "6181 Interest paid"),
        *account("6200 Depreciation", EXPENSE, "6201 Depreciation of equipment"),
        *account("6220 Advertising", EXPENSE, "6221 Advertising and promotion"),
        *account("6240 Employee benefit programs", EXPENSE, "6241 Health insurance and benefits"),
        *account(
            "6260 Other deductions",
            EXPENSE,
            "6261 Card and payment fees",
            "6262 Utilities",
            "6263 Insurance",
            "6264 Professional fees",
            "6265 Office and software",
            *more,
            "6290 Cash over and short",
            "6291 Rounding differences",
            "6292 Exchange differences",
        ),
    )


ROLES = MappingProxyType(
    {
        Role.CASH: "1011",
        Role.SAFE: "1012",
        Role.BANK: "1013",
        Role.CARD_CLEARING: "1061",
        Role.OTHER_TENDER: "1062",
        Role.RECEIVABLE: "1021",
        Role.INVENTORY: "1031",
        Role.STOCK_IN_TRANSIT: "1032",
        Role.GOODS_RECEIVED: "2162",
        Role.TAX_PAYABLE: "2181",
        Role.GIFT_CARD: "2182",
        Role.STORE_CREDIT: "2183",
        Role.CUSTOMER_DEPOSITS: "2184",
        Role.TIPS_PAYABLE: "2185",
        Role.OPENING_EQUITY: "3253",
        Role.RETAINED_EARNINGS: "3251",
        Role.SALES: "4011",
        Role.COGS: "5021",
        Role.STOCK_VARIANCE: "5051",
        Role.CASH_OVER_SHORT: "6290",
        Role.ROUNDING: "6291",
        Role.CARD_FEES: "6261",
        Role.EXCHANGE_DIFFERENCES: "6292",
    }
)

TRADES = {
    "retail": _result(
        ("4011 Merchandise sales", "4012 Service revenue", "4013 Delivery revenue"),
        ("5021 Cost of merchandise sold", "5022 Packaging"),
        ("6266 Store supplies", "6267 Security"),
    ),
    "restaurant": _result(
        ("4011 Food sales", "4012 Beverage sales", "4013 Alcohol sales", "4014 Catering"),
        ("5021 Cost of food and drink", "5022 Take-away packaging"),
        ("6266 Kitchen supplies", "6267 Linen and cleaning", "6268 Delivery platform fees"),
    ),
    "services": _result(
        ("4011 Service revenue", "4012 Product sales", "4013 Reimbursed expenses"),
        ("5021 Cost of products sold", "5022 Materials", "5023 Subcontractors"),
        ("6266 Travel", "6267 Training"),
    ),
    "generic": _result(("4011 Sales",), ("5021 Cost of goods sold",), ("6266 Other expenses",)),
}
TEMPLATES = tuple(
    Template(f"{trade}_us", trade, "US", SOURCE, in_order(BALANCE_SHEET, result), ROLES)
    for trade, result in TRADES.items()
)
