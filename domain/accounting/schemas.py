"""What goes in and comes out of the ledger's services."""

from enum import StrEnum


class AccountType(StrEnum):
    """The five kinds of account."""

    ASSET = "asset"
    LIABILITY = "liability"
    EQUITY = "equity"
    REVENUE = "revenue"
    EXPENSE = "expense"


class Role(StrEnum):
    """What the posting rules call an account, whatever its code in the chart."""

    CASH = "cash"
    BANK = "bank"
    CARD_CLEARING = "card_clearing"
    OTHER_TENDER = "other_tender"
    RECEIVABLE = "receivable"
    INVENTORY = "inventory"
    STOCK_IN_TRANSIT = "stock_in_transit"
    GOODS_RECEIVED = "goods_received"
    TAX_PAYABLE = "tax_payable"
    GIFT_CARD = "gift_card"
    STORE_CREDIT = "store_credit"
    CUSTOMER_DEPOSITS = "customer_deposits"
    TIPS_PAYABLE = "tips_payable"
    OPENING_EQUITY = "opening_equity"
    RETAINED_EARNINGS = "retained_earnings"
    SALES = "sales"
    SALES_DISCOUNTS = "sales_discounts"
    COGS = "cogs"
    STOCK_VARIANCE = "stock_variance"
    CASH_OVER_SHORT = "cash_over_short"
    ROUNDING = "rounding"
