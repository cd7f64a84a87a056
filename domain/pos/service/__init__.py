"""The till's services, a file per noun."""

from domain.pos.repository import DepositFilter, SaleFilter, ShiftFilter
from domain.pos.service.customers import (
    CustomerFilter,
    create_customer,
    delete_customer,
    get_customer,
    list_customers,
    update_customer,
)
from domain.pos.service.deposits import get_deposit, get_statement, list_deposits
from domain.pos.service.gaps import gaps_of_terminal
from domain.pos.service.installation import install_payment_methods
from domain.pos.service.payment_methods import PAYMENT_METHODS
from domain.pos.service.price_lists import (
    PRICE_LISTS,
    delete_entry,
    list_entries,
    list_prices,
    put_entries,
    put_entry,
    set_prices,
)
from domain.pos.service.promotions import PROMOTIONS
from domain.pos.service.receipts import (
    get_receipt,
    get_receipt_template,
    preview_receipt,
    put_receipt_template,
    render_preview,
    render_receipt,
    reset_receipt_template,
)
from domain.pos.service.sales import get_sale, item_is_sold, list_sales, location_has_sold
from domain.pos.service.shift_reports import get_shift_report, render_shift_report
from domain.pos.service.shifts import get_shift, list_shifts
from domain.pos.service.stored_values import (
    change_gift_card,
    get_gift_card,
    get_stored_value,
    list_stored_values,
    register_gift_card,
)
from domain.pos.service.tax_rates import TAX_RATES
from domain.pos.service.terminals import TERMINALS

__all__ = [
    "PAYMENT_METHODS",
    "PRICE_LISTS",
    "PROMOTIONS",
    "TAX_RATES",
    "TERMINALS",
    "CustomerFilter",
    "DepositFilter",
    "SaleFilter",
    "ShiftFilter",
    "change_gift_card",
    "create_customer",
    "delete_customer",
    "delete_entry",
    "gaps_of_terminal",
    "get_customer",
    "get_deposit",
    "get_gift_card",
    "get_receipt",
    "get_receipt_template",
    "get_sale",
    "get_shift",
    "get_shift_report",
    "get_statement",
    "get_stored_value",
    "install_payment_methods",
    "item_is_sold",
    "list_customers",
    "list_deposits",
    "list_entries",
    "list_prices",
    "list_sales",
    "list_shifts",
    "list_stored_values",
    "location_has_sold",
    "preview_receipt",
    "put_entries",
    "put_entry",
    "put_receipt_template",
    "register_gift_card",
    "render_preview",
    "render_receipt",
    "render_shift_report",
    "reset_receipt_template",
    "set_prices",
    "update_customer",
]
