"""What can go wrong with credentials, accounts, memberships and keys."""

from domain.core.errors import (
    BusyError,
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    UnauthenticatedError,
)


class LoginRefused(UnauthenticatedError):
    """The email or the password is wrong."""

    code = "auth.login_refused"


class TokenInvalid(UnauthenticatedError):
    """The access token is not valid, or no longer."""

    code = "auth.token_invalid"


class KeyInvalid(UnauthenticatedError):
    """The API key is not valid, or no longer."""

    code = "auth.key_invalid"


class RefreshTokenInvalid(UnauthenticatedError):
    """The refresh token is not valid, or no longer."""

    code = "auth.refresh_token_invalid"


class RefreshTokenReused(UnauthenticatedError):
    """The refresh token was used before; every token that came from the same login is revoked."""

    code = "auth.refresh_token_reused"


class NotAMember(ForbiddenError):
    """These credentials do not belong to this organization."""

    code = "auth.not_a_member"


class OrganizationNotNamed(ForbiddenError):
    """The header X-Org-ID must name the organization by its id."""

    code = "auth.organization_not_named"


class ApprovalInvalid(ForbiddenError):
    """The approval was not given for this, or is not valid any more."""

    code = "auth.approval_invalid"


class ApproverNotNamed(ForbiddenError):
    """A person approves: a device gives the email and password of whoever does."""

    code = "auth.approver_not_named"


class RegistrationClosed(ForbiddenError):
    """This installation does not let people register themselves."""

    code = "auth.registration_closed"


class RoleExceedsOwn(ForbiddenError):
    """A role that may do more than one's own cannot be given, changed or taken away."""

    code = "auth.role_exceeds_own"


class EmailTaken(ConflictError):
    """There is an account with this email."""

    code = "auth.email_taken"


class EmailInvalid(InvalidError):
    """This is not an email address."""

    code = "auth.email_invalid"


class WeakPassword(InvalidError):
    """The password is too short, too long, or the email itself."""

    code = "auth.weak_password"


class NobodyToAdd(InvalidError):
    """Nobody can be added under this email; ask the person to register first."""

    code = "auth.nobody_to_add"


class AlreadyMember(ConflictError):
    """This person is a member already."""

    code = "auth.already_member"


class LastOwner(ConflictError):
    """An organization keeps at least one owner."""

    code = "auth.last_owner"


class MemberNotFound(NotFoundError):
    """There is no such member in this organization."""

    code = "auth.member_not_found"


class KeyNotFound(NotFoundError):
    """There is no such API key in this organization."""

    code = "auth.key_not_found"


class TooManyAttempts(BusyError):
    """Too many attempts; wait before the next one."""

    code = "auth.too_many_attempts"
