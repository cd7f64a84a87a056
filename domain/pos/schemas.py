"""What goes in and comes out of the till's services."""

from enum import StrEnum


class PaymentKind(StrEnum):
    """How a tender behaves: cash gives change, on account becomes a debt, credit and gift cards are our liability."""

    CASH = "cash"
    CARD = "card"
    STORE_CREDIT = "store_credit"
    GIFT_CARD = "gift_card"
    ON_ACCOUNT = "on_account"
    OTHER = "other"
