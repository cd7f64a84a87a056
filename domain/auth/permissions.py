"""What may be done, and which role may do it."""

from collections.abc import Collection, Mapping
from enum import StrEnum


class Permission(StrEnum):
    """One thing that may be done in an organization."""

    ORG_SETTINGS_READ = "org.settings.read"
    ORG_SETTINGS_WRITE = "org.settings.write"
    ORG_USERS_MANAGE = "org.users.manage"
    ORG_KEYS_MANAGE = "org.keys.manage"
    ORG_AUDIT_READ = "org.audit.read"
    ORG_EXPORT = "org.export"
    ORG_JOBS_READ = "org.jobs.read"
    ORG_JOBS_RUN = "org.jobs.run"
    ACCOUNTING_ACCOUNTS_READ = "accounting.accounts.read"
    ACCOUNTING_ACCOUNTS_WRITE = "accounting.accounts.write"
    ACCOUNTING_JOURNALS_READ = "accounting.journals.read"
    ACCOUNTING_JOURNALS_POST = "accounting.journals.post"
    ACCOUNTING_REPORTS_READ = "accounting.reports.read"
    ACCOUNTING_PERIODS_MANAGE = "accounting.periods.manage"
    ACCOUNTING_BANK_WRITE = "accounting.bank.write"
    ACCOUNTING_BANK_RECONCILE = "accounting.bank.reconcile"
    ACCOUNTING_BALANCES_REPAIR = "accounting.balances.repair"
    INVENTORY_ITEMS_READ = "inventory.items.read"
    INVENTORY_ITEMS_WRITE = "inventory.items.write"
    INVENTORY_LOCATIONS_WRITE = "inventory.locations.write"
    INVENTORY_STOCK_READ = "inventory.stock.read"
    INVENTORY_STOCK_MOVE = "inventory.stock.move"
    INVENTORY_COUNT = "inventory.stock.count"
    INVENTORY_TRANSFER = "inventory.stock.transfer"
    INVENTORY_REVALUE = "inventory.stock.revalue"
    INVENTORY_SUPPLIERS_READ = "inventory.suppliers.read"
    INVENTORY_SUPPLIERS_WRITE = "inventory.suppliers.write"
    POS_SETUP_READ = "pos.setup.read"
    POS_SETUP_WRITE = "pos.setup.write"
    POS_CUSTOMERS_READ = "pos.customers.read"
    POS_CUSTOMERS_WRITE = "pos.customers.write"
    POS_SALES_READ = "pos.sales.read"
    POS_SALES_POST = "pos.sales.post"
    POS_SALES_RETURN = "pos.sales.return"
    POS_SALES_VOID = "pos.sales.void"
    POS_RETURNS_BLIND = "pos.returns.blind"
    POS_DISCOUNTS_EXCEED = "pos.discounts.exceed"
    POS_PRICES_OVERRIDE = "pos.prices.override"
    POS_PRICES_WRITE = "pos.prices.write"
    POS_DRAWER_OPEN = "pos.drawer.open"
    POS_SHIFTS_READ = "pos.shifts.read"
    POS_SHIFTS_MANAGE = "pos.shifts.manage"
    POS_DEPOSITS_TAKE = "pos.deposits.take"
    POS_CUSTOMERS_PAY = "pos.customers.pay"
    POS_STORED_VALUE_READ = "pos.stored_value.read"
    POS_STORED_VALUE_WRITE = "pos.stored_value.write"
    POS_APPROVE = "pos.approve"
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
        Permission.INVENTORY_SUPPLIERS_READ,
        Permission.POS_SETUP_READ,
        Permission.POS_CUSTOMERS_READ,
        Permission.POS_SALES_READ,
        Permission.POS_SHIFTS_READ,
        Permission.POS_STORED_VALUE_READ,
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
# What is done at a till every day, by whoever stands there.
_SELLING = frozenset(
    {
        Permission.POS_CUSTOMERS_READ,
        Permission.POS_CUSTOMERS_WRITE,
        Permission.POS_CUSTOMERS_PAY,
        Permission.POS_SALES_READ,
        Permission.POS_SALES_POST,
        Permission.POS_SALES_RETURN,
        Permission.POS_SHIFTS_READ,
        Permission.POS_SHIFTS_MANAGE,
        Permission.POS_DEPOSITS_TAKE,
        Permission.POS_STORED_VALUE_READ,
    }
)
# What takes money or goods out of the ordinary: a manager does it, or approves it for somebody at a till.
_OVERRIDING = frozenset(
    {
        Permission.POS_SALES_VOID,
        Permission.POS_RETURNS_BLIND,
        Permission.POS_DISCOUNTS_EXCEED,
        Permission.POS_PRICES_OVERRIDE,
        Permission.POS_DRAWER_OPEN,
        Permission.POS_STORED_VALUE_WRITE,
        Permission.POS_APPROVE,
    }
)
_STOREKEEPING = frozenset(
    {
        Permission.INVENTORY_ITEMS_WRITE,
        Permission.INVENTORY_STOCK_MOVE,
        Permission.INVENTORY_COUNT,
        Permission.INVENTORY_TRANSFER,
        Permission.INVENTORY_SUPPLIERS_READ,
        Permission.INVENTORY_SUPPLIERS_WRITE,
    }
)

# Owner and admin may do the same; that only an owner makes and unmakes owners is a rule of its own.
ROLES: Mapping[Role, frozenset[Permission]] = {
    Role.OWNER: _EVERYTHING,
    Role.ADMIN: _EVERYTHING,
    Role.MANAGER: _READING
    | _SELLING
    | _OVERRIDING
    | _STOREKEEPING
    | {
        Permission.INVENTORY_LOCATIONS_WRITE,
        Permission.INVENTORY_REVALUE,
        Permission.POS_SETUP_WRITE,
        Permission.POS_PRICES_WRITE,
        Permission.OPERATIONS_MANAGE,
        Permission.ORG_JOBS_READ,
    },
    Role.ACCOUNTANT: _READING
    | {
        Permission.ORG_AUDIT_READ,
        Permission.ORG_JOBS_READ,
        Permission.ORG_JOBS_RUN,
        Permission.ACCOUNTING_BALANCES_REPAIR,
        Permission.ACCOUNTING_ACCOUNTS_WRITE,
        Permission.ACCOUNTING_JOURNALS_POST,
        Permission.ACCOUNTING_PERIODS_MANAGE,
        Permission.ACCOUNTING_BANK_WRITE,
        Permission.ACCOUNTING_BANK_RECONCILE,
        Permission.INVENTORY_REVALUE,
        Permission.OPERATIONS_MANAGE,
    },
    Role.STOCK_CLERK: _CATALOGUE | _STOREKEEPING,
    Role.CASHIER: _CATALOGUE | _SELLING,
    Role.VIEWER: _READING,
}


def knows_costs(permissions: Collection[str]) -> bool:
    """Say whether somebody keeps the stock or reads the books.

    What things cost is not for everybody who sees how many there are.
    """
    return not {Permission.ACCOUNTING_REPORTS_READ, Permission.INVENTORY_STOCK_MOVE}.isdisjoint(permissions)
