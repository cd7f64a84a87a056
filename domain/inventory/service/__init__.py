"""The services of stock, a file per noun."""

from domain.inventory.service.installation import install_main_location

__all__ = ["install_main_location"]
