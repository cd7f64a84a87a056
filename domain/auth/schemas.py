"""What goes in and comes out of accounts, sessions, memberships and keys."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, SecretStr, StringConstraints

from domain.auth.permissions import Permission, Role
from domain.core.fields import ResourceId
from domain.core.schemas import Input, Name, Output

Email = Annotated[
    str, StringConstraints(min_length=3, max_length=254), Field(examples=["owner@example.com"], title="Email")
]
Password = Annotated[SecretStr, Field(max_length=1024, examples=["a long sentence is best"])]
RefreshSecret = Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class Registration(Input):
    """A person who wants an account."""

    email: Email
    password: Password
    name: Name


class Login(Input):
    """Who says who they are."""

    email: Email
    password: Password


class Refresh(Input):
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
    role: Role
    permissions: list[Permission]


class Me(Account):
    """The person who asks, with every organization they belong to."""

    memberships: list[Membership]


class NewMember(Input):
    """Somebody with an account, to be made a member."""

    email: Email
    role: Role


class RoleChange(Input):
    """Another role for a member."""

    role: Role


class Member(Output):
    """One person of the organization."""

    id: UUID
    email: str
    name: str
    active: bool
    role: Role
    joined_at: datetime


class RoleDescription(Output):
    """One role, and all that it may do."""

    role: Role
    permissions: list[Permission]


class ApprovalWish(Input):
    """What is to be approved, and by whom: email and password, or nothing for whoever asks."""

    operation_id: ResourceId
    permissions: Annotated[
        list[Permission], Field(min_length=1, max_length=20, examples=[[Permission.POS_DISCOUNTS_EXCEED]])
    ]
    email: Email | None = None
    password: Password | None = None


class ApprovalGiven(Output):
    """An approval, to be sent with the operation that it is for; `expires_in` in seconds."""

    approval: str
    expires_in: int


class NewKey(Input):
    """A device that needs a key; with a terminal, it can act as that terminal only."""

    name: Name
    role: Role
    terminal_id: UUID | None = None


class Key(Output):
    """An API key, without its secret."""

    id: UUID
    name: str
    prefix: str
    role: Role
    terminal_id: UUID | None
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class KeyWithSecret(Key):
    """A fresh API key: the one time that its secret is shown."""

    secret: str
