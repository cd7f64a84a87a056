"""The tie-out: sales, payments, ledger and stock of every till and day, and the documents that make a difference."""

from domain.reports.tie_out.documents import tie_out_lines, tie_out_lines_table
from domain.reports.tie_out.report import tie_out_report, tie_out_table

__all__ = ["tie_out_lines", "tie_out_lines_table", "tie_out_report", "tie_out_table"]
