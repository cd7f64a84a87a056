"""Accounts, sessions, memberships and keys, a file per noun."""

from domain.auth.service.access import context_of_user, key_context, person_context
from domain.auth.service.accounts import (
    check_credentials,
    describe_me,
    find_credentials,
    list_memberships,
    organizations_of,
    person,
    register_user,
)
from domain.auth.service.approvals import give_approval
from domain.auth.service.forgetting import forget_invitations, forget_password_resets, forget_sessions
from domain.auth.service.invitations import (
    accept_invitation,
    get_invitation,
    invite,
    invited_email,
    list_invitations,
    revoke_invitation,
)
from domain.auth.service.keys import create_key, get_key, list_keys, revoke_all_keys, revoke_key, terminal_has_keys
from domain.auth.service.members import (
    add_member,
    change_role,
    get_member,
    list_members,
    make_owner,
    remove_member,
)
from domain.auth.service.password_changes import (
    account_of_password_reset,
    begin_password_reset,
    change_password,
    reset_password,
)
from domain.auth.service.roles import create_role, delete_role, get_role, list_roles, redefine_role
from domain.auth.service.second_factors import (
    begin_second_factor,
    check_second_factor,
    confirm_second_factor,
    end_second_factor,
    second_factor_state,
)
from domain.auth.service.sessions import (
    end_all_sessions,
    end_session,
    end_session_of,
    end_session_of_person,
    list_sessions,
    open_session,
    rotate_session,
)
from domain.auth.service.traces import record_everywhere

__all__ = [
    "accept_invitation",
    "account_of_password_reset",
    "add_member",
    "begin_password_reset",
    "begin_second_factor",
    "change_password",
    "change_role",
    "check_credentials",
    "check_second_factor",
    "confirm_second_factor",
    "context_of_user",
    "create_key",
    "create_role",
    "delete_role",
    "describe_me",
    "end_all_sessions",
    "end_second_factor",
    "end_session",
    "end_session_of",
    "end_session_of_person",
    "find_credentials",
    "forget_invitations",
    "forget_password_resets",
    "forget_sessions",
    "get_invitation",
    "get_key",
    "get_member",
    "get_role",
    "give_approval",
    "invite",
    "invited_email",
    "key_context",
    "list_invitations",
    "list_keys",
    "list_members",
    "list_memberships",
    "list_roles",
    "list_sessions",
    "make_owner",
    "open_session",
    "organizations_of",
    "person",
    "person_context",
    "record_everywhere",
    "redefine_role",
    "register_user",
    "remove_member",
    "reset_password",
    "revoke_all_keys",
    "revoke_invitation",
    "revoke_key",
    "rotate_session",
    "second_factor_state",
    "terminal_has_keys",
]
