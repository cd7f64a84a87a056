"""The tax on sales, by rate and period, and the tax accounts of the ledger beside it."""

from domain.reports.tax.report import tax_report, tax_table
from domain.reports.tax.schemas import TaxPeriod

__all__ = ["TaxPeriod", "tax_report", "tax_table"]
