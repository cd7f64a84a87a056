"""The proof that the books are right: the eleven invariants of the posting rules, checked row by row."""

from domain.reports.verification.finding import Difference, Finding, Verification
from domain.reports.verification.service import organization_ids, verify, verify_organization

__all__ = ["Difference", "Finding", "Verification", "organization_ids", "verify", "verify_organization"]
