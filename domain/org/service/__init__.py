"""Organizations, their policies, and the log of who changed what."""

from domain.org.repository import AuditFilter
from domain.org.service.audit import list_audit, record_audit
from domain.org.service.organizations import (
    close_organization,
    create_organization,
    install_policies,
    is_closed,
    list_organizations,
    name_of,
)
from domain.org.service.policies import change_policies, get_policies, list_settings_history

__all__ = [
    "AuditFilter",
    "change_policies",
    "close_organization",
    "create_organization",
    "get_policies",
    "install_policies",
    "is_closed",
    "list_audit",
    "list_organizations",
    "list_settings_history",
    "name_of",
    "record_audit",
]
