"""The ledger's services, a file per noun."""

from domain.accounting.service.installation import install_chart

__all__ = ["install_chart"]
