"""What reports answer from: sums by day and month, rolled up behind a watermark, never kept by posting."""

from domain.summaries.service import Summarized, rebuild, summarize

__all__ = ["Summarized", "rebuild", "summarize"]
