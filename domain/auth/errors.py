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


class PermissionNotHeld(ForbiddenError):
    """A permission that one does not hold oneself cannot be put into a role, or taken out of one."""

    code = "auth.permission_not_held"


class UnknownRole(InvalidError):
    """This organization has no such role to give."""

    code = "auth.unknown_role"


class RoleNotFound(NotFoundError):
    """There is no such role in this organization."""

    code = "auth.role_not_found"


class BuiltInRole(ConflictError):
    """The built-in roles are the same everywhere; make one of your own."""

    code = "auth.built_in_role"


class RoleTaken(ConflictError):
    """There is a role with this code."""

    code = "auth.role_taken"


class RoleInUse(ConflictError):
    """A member, a key or an invitation has this role."""

    code = "auth.role_in_use"


class InvitationInvalid(InvalidError):
    """The invitation is not valid, or no longer."""

    code = "auth.invitation_invalid"


class InvitationForAnother(ForbiddenError):
    """The invitation is for another person."""

    code = "auth.invitation_for_another"


class InvitationNotFound(NotFoundError):
    """There is no such invitation in this organization."""

    code = "auth.invitation_not_found"


class InvitationBusy(ConflictError):
    """Somebody else has invited this person in this moment."""

    code = "auth.invitation_busy"


class SessionNotFound(NotFoundError):
    """There is no such session of yours."""

    code = "auth.session_not_found"


class PasswordRefused(ForbiddenError):
    """The password is wrong."""

    code = "auth.password_refused"


class PasswordResetInvalid(InvalidError):
    """The token for another password is not valid, or no longer."""

    code = "auth.password_reset_invalid"


class SecondFactorRequired(UnauthenticatedError):
    """The password is right; this account asks for a code as well."""

    code = "auth.second_factor_required"


class SecondFactorRefused(UnauthenticatedError):
    """The code is wrong, or was used before."""

    code = "auth.second_factor_refused"


class SecondFactorOn(ConflictError):
    """This account has a second factor; end it before another one begins."""

    code = "auth.second_factor_on"


class SecondFactorNotBegun(ConflictError):
    """This account has no second factor that waits for its first code."""

    code = "auth.second_factor_not_begun"


class CodeRefused(InvalidError):
    """The code is wrong, or was used before; make sure that the authenticator's clock is right."""

    code = "auth.code_refused"


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


class KeyExpiryPast(InvalidError):
    """The key would have expired already."""

    code = "auth.key_expiry_past"


class KeyNotFound(NotFoundError):
    """There is no such API key in this organization."""

    code = "auth.key_not_found"


class TooManyAttempts(BusyError):
    """Too many attempts; wait before the next one."""

    code = "auth.too_many_attempts"
