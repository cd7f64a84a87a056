"""What the price lists and promotions of a shop make of a basket: pure rules, which explain what they did.

Frozen values in, prices and explanations out; no I/O. Units are those of `domain.pos.pricing`.
"""

from domain.pos.price_rules.basket import PricedLine, price_basket
from domain.pos.price_rules.conditions import Conditions, Hours, Occasion
from domain.pos.price_rules.explanation import Explanation
from domain.pos.price_rules.lists import Entry, PriceList
from domain.pos.price_rules.parts import BasketLine
from domain.pos.price_rules.promotions import Promotion, PromotionKind
from domain.pos.price_rules.reading import NO_RULES, Rules, entries_from, rules_from

__all__ = [
    "NO_RULES",
    "BasketLine",
    "Conditions",
    "Entry",
    "Explanation",
    "Hours",
    "Occasion",
    "PriceList",
    "PricedLine",
    "Promotion",
    "PromotionKind",
    "Rules",
    "entries_from",
    "price_basket",
    "rules_from",
]
