"""Stock as reports tell it: what it is worth on any day, what nobody buys, what goes off, what is low, how it moved."""

from domain.reports.stock_kept.dead import dead_stock, dead_stock_table
from domain.reports.stock_kept.expiring import expiring, expiring_table
from domain.reports.stock_kept.tables import low_stock_table, stock_card_table
from domain.reports.stock_kept.valuation import stock_valuation, stock_valuation_table

__all__ = [
    "dead_stock",
    "dead_stock_table",
    "expiring",
    "expiring_table",
    "low_stock_table",
    "stock_card_table",
    "stock_valuation",
    "stock_valuation_table",
]
