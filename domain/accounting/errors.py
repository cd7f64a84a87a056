"""What can go wrong with accounts, roles and journals."""

from domain.core.errors import ConflictError, InvalidError


class UnknownTemplate(InvalidError):
    """There is no chart of accounts of that name."""

    code = "accounting.unknown_template"


class UnknownAccount(InvalidError):
    """The chart has no active account of that code."""

    code = "accounting.unknown_account"


class ControlAccount(InvalidError):
    """The account must equal the value of the stock; only movements of stock post to it."""

    code = "accounting.control_account"


class WrongAccountType(InvalidError):
    """An account of that type cannot serve this."""

    code = "accounting.wrong_account_type"


class AccountCycle(InvalidError):
    """An account cannot stand below itself."""

    code = "accounting.account_cycle"


class RoleNeeded(InvalidError):
    """Posting cannot do without an account for this role."""

    code = "accounting.role_needed"


class AccountTypeFixed(ConflictError):
    """The type of an account that was posted to, or serves a role, cannot change."""

    code = "accounting.account_type_fixed"


class AccountServesRole(ConflictError):
    """The account serves a role; give the role to another account first."""

    code = "accounting.account_serves_role"


class RoleFixed(ConflictError):
    """The account of this role was posted to and must equal what stands behind it; the role cannot move."""

    code = "accounting.role_fixed"
