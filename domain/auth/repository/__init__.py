"""Rows of people, memberships, sessions, roles and keys. What belongs to an organization is built with its id."""

from domain.auth.repository.accounts import Accounts, MembershipRow
from domain.auth.repository.invitations import Invitations
from domain.auth.repository.keys import USE_NOTED_EVERY, Keys
from domain.auth.repository.members import MemberRow, Members
from domain.auth.repository.password_resets import PasswordResets
from domain.auth.repository.roles import CustomRoles
from domain.auth.repository.second_factors import SecondFactors
from domain.auth.repository.sessions import Sessions

__all__ = [
    "USE_NOTED_EVERY",
    "Accounts",
    "CustomRoles",
    "Invitations",
    "Keys",
    "MemberRow",
    "Members",
    "MembershipRow",
    "PasswordResets",
    "SecondFactors",
    "Sessions",
]
