"""The journals for other people's tools: an accountant's own program, or an independent check of our books."""

from domain.reports.export.service import ExportFormat, export_journals

__all__ = ["ExportFormat", "export_journals"]
