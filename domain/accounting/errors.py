"""What can go wrong with accounts, roles and journals."""

from domain.core.errors import ConflictError, InvalidError


class UnknownTemplate(InvalidError):
    """There is no chart of accounts of that name."""

    code = "accounting.unknown_template"


class UnknownAccount(InvalidError):
    """No account of the chart has that code."""

    code = "accounting.unknown_account"


class AccountInactive(InvalidError):
    """The account is not active."""

    code = "accounting.account_inactive"


class AccountCycle(InvalidError):
    """An account cannot stand below itself."""

    code = "accounting.account_cycle"


class AccountTypeFixed(ConflictError):
    """The type of an account that has been posted to cannot change."""

    code = "accounting.account_type_fixed"


class AccountServesRole(ConflictError):
    """The account serves a role; give the role to another account first."""

    code = "accounting.account_serves_role"
