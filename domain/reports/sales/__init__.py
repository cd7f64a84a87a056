"""What was sold, by whatever it can be told apart by: sales, gross margin, discounts."""

from domain.reports.sales.measures import DISCOUNTS, GROSS_MARGIN, SALES, SalesView
from domain.reports.sales.schemas import Compare, GroupBy
from domain.reports.sales.service import sales_report, sales_table

__all__ = [
    "DISCOUNTS",
    "GROSS_MARGIN",
    "SALES",
    "Compare",
    "GroupBy",
    "SalesView",
    "sales_report",
    "sales_table",
]
