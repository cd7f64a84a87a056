"""The till's services, a file per noun."""

from domain.pos.repository import SaleFilter
from domain.pos.service.customers import (
    CustomerFilter,
    create_customer,
    delete_customer,
    get_customer,
    list_customers,
    update_customer,
)
from domain.pos.service.installation import install_payment_methods
from domain.pos.service.payment_methods import (
    create_payment_method,
    delete_payment_method,
    get_payment_method,
    list_payment_methods,
    update_payment_method,
)
from domain.pos.service.sales import get_sale, item_is_sold, list_sales, location_has_sold
from domain.pos.service.tax_rates import (
    create_tax_rate,
    delete_tax_rate,
    get_tax_rate,
    list_tax_rates,
    update_tax_rate,
)
from domain.pos.service.terminals import (
    create_terminal,
    delete_terminal,
    get_terminal,
    list_terminals,
    update_terminal,
)

__all__ = [
    "CustomerFilter",
    "SaleFilter",
    "create_customer",
    "create_payment_method",
    "create_tax_rate",
    "create_terminal",
    "delete_customer",
    "delete_payment_method",
    "delete_tax_rate",
    "delete_terminal",
    "get_customer",
    "get_payment_method",
    "get_sale",
    "get_tax_rate",
    "get_terminal",
    "install_payment_methods",
    "item_is_sold",
    "list_customers",
    "list_payment_methods",
    "list_sales",
    "list_tax_rates",
    "list_terminals",
    "location_has_sold",
    "update_customer",
    "update_payment_method",
    "update_tax_rate",
    "update_terminal",
]
