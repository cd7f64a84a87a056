"""The till's services, a file per noun."""

from domain.pos.service.installation import install_payment_methods

__all__ = ["install_payment_methods"]
