"""Every kind of file that can be imported; a new one is a line here."""

from types import MappingProxyType

from domain.imports.kinds.bank_statement import BANK_STATEMENT
from domain.imports.kinds.base import Kind
from domain.imports.kinds.items import ITEMS
from domain.imports.kinds.journals import JOURNALS
from domain.imports.kinds.opening_stock import OPENING_STOCK
from domain.imports.kinds.partners import CUSTOMERS, SUPPLIERS
from domain.imports.kinds.price_lists import PRICE_LISTS
from domain.imports.kinds.sales import SALES

_ALL: tuple[Kind, ...] = (ITEMS, CUSTOMERS, SUPPLIERS, PRICE_LISTS, OPENING_STOCK, JOURNALS, SALES, BANK_STATEMENT)
KINDS = MappingProxyType({kind.name: kind for kind in _ALL})

__all__ = ["KINDS", "Kind"]
