"""Accounts, sessions, memberships and keys, a file per noun."""

from domain.auth.service.access import key_context, person_context

__all__ = ["key_context", "person_context"]
