"""What may be done, and which role may do it."""

from collections.abc import Mapping
from enum import StrEnum


class Permission(StrEnum):
    """One thing that may be done in an organization."""

    ORG_SETTINGS_READ = "org.settings.read"
    ORG_SETTINGS_WRITE = "org.settings.write"
    ORG_USERS_MANAGE = "org.users.manage"
    ORG_KEYS_MANAGE = "org.keys.manage"
    ORG_AUDIT_READ = "org.audit.read"
    ACCOUNTING_ACCOUNTS_READ = "accounting.accounts.read"
    ACCOUNTING_ACCOUNTS_WRITE = "accounting.accounts.write"
    ACCOUNTING_JOURNALS_READ = "accounting.journals.read"
    ACCOUNTING_JOURNALS_POST = "accounting.journals.post"
    ACCOUNTING_REPORTS_READ = "accounting.reports.read"
    ACCOUNTING_PERIODS_MANAGE = "accounting.periods.manage"
    INVENTORY_ITEMS_READ = "inventory.items.read"
    INVENTORY_ITEMS_WRITE = "inventory.items.write"
    INVENTORY_LOCATIONS_WRITE = "inventory.locations.write"
    INVENTORY_STOCK_READ = "inventory.stock.read"
    INVENTORY_STOCK_MOVE = "inventory.stock.move"
    POS_SETUP_READ = "pos.setup.read"
    POS_SETUP_WRITE = "pos.setup.write"
    POS_CUSTOMERS_READ = "pos.customers.read"
    POS_CUSTOMERS_WRITE = "pos.customers.write"
    POS_SALES_READ = "pos.sales.read"
    POS_SALES_POST = "pos.sales.post"
    OPERATIONS_READ = "operations.read"
    OPERATIONS_MANAGE = "operations.manage"


class Role(StrEnum):
    """What a person or a device is in an organization."""

    OWNER = "owner"
    ADMIN = "admin"
    MANAGER = "manager"
    ACCOUNTANT = "accountant"
    STOCK_CLERK = "stock_clerk"
    CASHIER = "cashier"
    VIEWER = "viewer"


_EVERYTHING = frozenset(Permission)
_READING = frozenset(
    {
        Permission.ORG_SETTINGS_READ,
        Permission.ACCOUNTING_ACCOUNTS_READ,
        Permission.ACCOUNTING_JOURNALS_READ,
        Permission.ACCOUNTING_REPORTS_READ,
        Permission.INVENTORY_ITEMS_READ,
        Permission.INVENTORY_STOCK_READ,
        Permission.POS_SETUP_READ,
        Permission.POS_CUSTOMERS_READ,
        Permission.POS_SALES_READ,
        Permission.OPERATIONS_READ,
    }
)
_CATALOGUE = frozenset(
    {
        Permission.ORG_SETTINGS_READ,
        Permission.INVENTORY_ITEMS_READ,
        Permission.INVENTORY_STOCK_READ,
        Permission.POS_SETUP_READ,
        Permission.OPERATIONS_READ,
    }
)

# Owner and admin may do the same; that only an owner makes and unmakes owners is a rule of its own.
ROLES: Mapping[Role, frozenset[Permission]] = {
    Role.OWNER: _EVERYTHING,
    Role.ADMIN: _EVERYTHING,
    Role.MANAGER: _READING
    | {
        Permission.INVENTORY_ITEMS_WRITE,
        Permission.INVENTORY_LOCATIONS_WRITE,
        Permission.INVENTORY_STOCK_MOVE,
        Permission.POS_SETUP_WRITE,
        Permission.POS_CUSTOMERS_WRITE,
        Permission.POS_SALES_POST,
        Permission.OPERATIONS_MANAGE,
    },
    Role.ACCOUNTANT: _READING
    | {
        Permission.ORG_AUDIT_READ,
        Permission.ACCOUNTING_ACCOUNTS_WRITE,
        Permission.ACCOUNTING_JOURNALS_POST,
        Permission.ACCOUNTING_PERIODS_MANAGE,
        Permission.OPERATIONS_MANAGE,
    },
    Role.STOCK_CLERK: _CATALOGUE | {Permission.INVENTORY_ITEMS_WRITE, Permission.INVENTORY_STOCK_MOVE},
    Role.CASHIER: _CATALOGUE
    | {
        Permission.POS_CUSTOMERS_READ,
        Permission.POS_CUSTOMERS_WRITE,
        Permission.POS_SALES_READ,
        Permission.POS_SALES_POST,
    },
    Role.VIEWER: _READING,
}
