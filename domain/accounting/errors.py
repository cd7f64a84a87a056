"""What can go wrong with accounts, roles and journals."""

from domain.core.errors import ConflictError, InvalidError, NotFoundError


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


class AccountTooDeep(InvalidError):
    """Too many accounts stand above one another."""

    code = "accounting.account_too_deep"


class RoleNotByLocation(InvalidError):
    """The account of this role is one for all locations."""

    code = "accounting.role_not_by_location"


class ChartFileInvalid(InvalidError):
    """The file is no chart of accounts."""

    code = "accounting.chart_file_invalid"


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


class DraftHandedIn(ConflictError):
    """The draft was handed in; the operation of its id is what counts now."""

    code = "accounting.draft_handed_in"


class AttachmentWithdrawn(ConflictError):
    """The attachment was withdrawn before."""

    code = "accounting.attachment_withdrawn"


class UnknownPeriod(NotFoundError):
    """There is no such month; one is named like 2026-01."""

    code = "accounting.unknown_period"
