"""What goes in and comes out of accounts, sessions, memberships and keys."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, SecretStr, StringConstraints

from domain.auth.permissions import Permission
from domain.core.fields import Patch, ResourceId, absent
from domain.core.schemas import Input, Name, Output, example

SENTENCE = "a long sentence is best"
OTHER_SENTENCE = "a longer sentence is better"
RANDOM = "Zk3x0rGq1XcW5sB7kYt2vJm9uQd4eNh6oPa8fLi0zRw"

Email = Annotated[
    str, StringConstraints(min_length=3, max_length=254), Field(examples=["owner@example.com"], title="Email")
]
Password = Annotated[SecretStr, Field(max_length=1024, examples=[SENTENCE])]
RoleCode = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$"),
    Field(description="A built-in role, or one of the organization's own.", examples=["cashier"]),
]
Permissions = Annotated[
    list[Permission],
    Field(max_length=len(Permission), examples=[[Permission.POS_SALES_READ, Permission.POS_SALES_POST]]),
]
OneTimeCode = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=64),
    Field(description="Six digits of an authenticator, or a recovery code.", examples=["492039"]),
]
Token = Annotated[
    str,
    StringConstraints(min_length=1, max_length=500),
    Field(examples=[RANDOM]),
]
RefreshSecret = Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class Registration(Input, json_schema_extra=example(email="ana@example.com", password=SENTENCE, name="Ana")):
    """A person who wants an account."""

    email: Email
    password: Password
    name: Annotated[Name, Field(examples=["Ana"])]


class Login(Input, json_schema_extra=example(email="ana@example.com", password=SENTENCE, code="492039")):
    """Who says who they are."""

    email: Email
    password: Password
    code: OneTimeCode | None = None


class Refresh(Input, json_schema_extra=example(refresh_token=RANDOM)):
    """The refresh token of the last answer."""

    refresh_token: RefreshSecret


class Tokens(Output):
    """An access token, and the refresh token that follows the one before; `expires_in` in seconds."""

    access_token: str
    refresh_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - the scheme's name (RFC 6750), no secret
    expires_in: int


class Account(Output):
    """A person."""

    id: UUID
    email: str
    name: str


class Membership(Output):
    """What a person is, and may do, in one organization."""

    org_id: UUID
    name: str
    role: str
    permissions: list[Permission]
    closed_at: datetime | None = None


class Me(Account):
    """The person who asks, with every organization they belong to."""

    memberships: list[Membership]


class NewMember(Input, json_schema_extra=example(email="luis@example.com", role="cashier")):
    """Somebody with an account, to be made a member."""

    email: Email
    role: RoleCode


class RoleChange(Input, json_schema_extra=example(role="manager")):
    """Another role for a member."""

    role: RoleCode


class Member(Output):
    """One person of the organization."""

    id: UUID
    email: str
    name: str
    active: bool
    role: str
    joined_at: datetime


class RoleDescription(Output):
    """One role, and all that it may do."""

    role: str
    name: str
    custom: bool
    permissions: list[Permission]
    version: int = Field(exclude=True)


class NewRole(
    Input,
    json_schema_extra=example(
        code="weekend_seller", name="Weekend seller", permissions=["pos.sales.read", "pos.sales.post"]
    ),
):
    """A role of the organization's own, made from permissions."""

    code: RoleCode
    name: Annotated[Name, Field(examples=["Weekend seller"])]
    permissions: Permissions


class RoleChanges(
    Patch, json_schema_extra=example(permissions=["pos.sales.read", "pos.sales.post", "pos.shifts.read"])
):
    """What is to be different about a role."""

    name: Annotated[Name, Field(examples=["Weekend seller"])] = absent()
    permissions: Permissions = absent()


class NewInvitation(Input, json_schema_extra=example(email="luis@example.com", role="cashier")):
    """Somebody to be asked to become a member, with an account or without."""

    email: Email
    role: RoleCode


class InvitationView(Output):
    """Somebody who was asked to become a member."""

    id: UUID
    email: str
    role: str
    status: Literal["open", "accepted", "ended", "expired"]
    created_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    accepted_by: UUID | None


class InvitationMade(InvitationView):
    """A fresh invitation; its token is shown this one time, or was mailed and is not shown at all."""

    token: str | None
    mailed: bool


class Acceptance(
    Input,
    json_schema_extra=example(token=RANDOM, name="Luis", password=OTHER_SENTENCE),
):
    """An invitation accepted: with one's access token, or with a name and a password for a new account."""

    token: Token
    name: Annotated[Name | None, Field(examples=["Luis"])] = None
    password: Password | None = None


class SessionView(Output):
    """One session: from where it was last used, and whether it is the one that asks."""

    id: UUID
    started_at: datetime
    last_used_at: datetime
    expires_at: datetime
    address: str | None
    user_agent: str | None
    current: bool


class PasswordChange(Input, json_schema_extra=example(current_password=SENTENCE, new_password=OTHER_SENTENCE)):
    """Another password, by who knows the one there is."""

    current_password: Password
    new_password: Password


class PasswordResetWish(Input, json_schema_extra=example(email="ana@example.com")):
    """An account whose password was forgotten."""

    email: Email


class PasswordResetConfirmation(
    Input,
    json_schema_extra=example(token=RANDOM, password=OTHER_SENTENCE),
):
    """The token that was mailed, and another password."""

    token: Token
    password: Password


class PasswordShown(Input, json_schema_extra=example(password=SENTENCE)):
    """The account's password, once more."""

    password: Password


class CodeShown(Input, json_schema_extra=example(code="492039")):
    """A code of the authenticator."""

    code: OneTimeCode


class SecondFactorState(Output):
    """Whether a second factor is in force, and how many recovery codes are left."""

    enabled: bool
    recovery_codes_left: int


class SecondFactorSecret(Output):
    """What an authenticator needs; shown this one time, in force once its first code was shown."""

    secret: str
    uri: str


class RecoveryCodes(Output):
    """Codes to come in with when the authenticator is lost, each once; shown this one time."""

    recovery_codes: list[str]


class ApprovalWish(
    Input,
    json_schema_extra=example(
        operation_id="0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c01",
        permissions=["pos.discounts.exceed"],
        email="ana@example.com",
        password=SENTENCE,
    ),
):
    """What is to be approved, and by whom: email and password, or nothing for whoever asks."""

    operation_id: Annotated[ResourceId, Field(examples=["01930000-0000-7000-8000-000000000001"])]
    permissions: Annotated[
        list[Permission], Field(min_length=1, max_length=20, examples=[[Permission.POS_DISCOUNTS_EXCEED]])
    ]
    email: Email | None = None
    password: Password | None = None
    code: OneTimeCode | None = None


class ApprovalGiven(Output):
    """An approval, to be sent with the operation that it is for; `expires_in` in seconds."""

    approval: str
    expires_in: int


class NewKey(
    Input, json_schema_extra=example(name="Till 1", role="cashier", terminal_id="0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c02")
):
    """A device that needs a key; with a terminal, it can act as that terminal only."""

    name: Annotated[Name, Field(examples=["Till 1"])]
    role: RoleCode
    terminal_id: UUID | None = None
    expires_at: AwareDatetime | None = None


class Key(Output):
    """An API key, without its secret."""

    id: UUID
    name: str
    prefix: str
    role: str
    terminal_id: UUID | None
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None
    revoked_at: datetime | None


class KeyWithSecret(Key):
    """A fresh API key: the one time that its secret is shown."""

    secret: str
