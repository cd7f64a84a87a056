"""What documents say against what the ledger says, and every journal that makes the difference."""

from domain.reports.against.accounts import RECEIVABLES, TAXES
from domain.reports.against.documents import Measure
from domain.reports.against.service import Against, against_ledger

__all__ = ["RECEIVABLES", "TAXES", "Against", "Measure", "against_ledger"]
