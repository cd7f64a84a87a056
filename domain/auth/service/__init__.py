"""Accounts, sessions, memberships and keys, a file per noun."""

from domain.auth.service.access import context_of_user, key_context, person_context
from domain.auth.service.accounts import (
    check_credentials,
    describe_me,
    find_credentials,
    list_memberships,
    person,
    register_user,
)
from domain.auth.service.approvals import give_approval
from domain.auth.service.keys import create_key, get_key, list_keys, revoke_key, terminal_has_keys
from domain.auth.service.members import (
    add_member,
    change_role,
    get_member,
    list_members,
    list_roles,
    make_owner,
    remove_member,
)
from domain.auth.service.sessions import end_session, end_session_of, open_session, rotate_session

__all__ = [
    "add_member",
    "change_role",
    "check_credentials",
    "context_of_user",
    "create_key",
    "describe_me",
    "end_session",
    "end_session_of",
    "find_credentials",
    "get_key",
    "get_member",
    "give_approval",
    "key_context",
    "list_keys",
    "list_members",
    "list_memberships",
    "list_roles",
    "make_owner",
    "open_session",
    "person",
    "person_context",
    "register_user",
    "remove_member",
    "revoke_key",
    "rotate_session",
    "terminal_has_keys",
]
