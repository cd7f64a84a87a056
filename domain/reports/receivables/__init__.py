"""What customers owe, by age, and how each came to owe it."""

from domain.reports.receivables.aging import receivables_report, receivables_table
from domain.reports.receivables.statement import statement_report, statement_table

__all__ = ["receivables_report", "receivables_table", "statement_report", "statement_table"]
