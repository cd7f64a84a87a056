"""Which account serves a role of the posting rules: the organization's, or a location's own."""

from collections.abc import Collection
from dataclasses import dataclass, field

from domain.posting.errors import AccountRoleMissingError


@dataclass(slots=True, kw_only=True)
class RoleAccounts:
    """The accounts of one organization's roles."""

    roles: dict[str, str] = field(default_factory=dict)
    has_location_roles: bool = False
    """Whether some role has an account of its own at some location; most have none, and nothing more is loaded."""
    location_roles: dict[tuple[str, str], str] = field(default_factory=dict)
    """These accounts, by location and role."""

    def account(self, role: str, location_id: str | None = None) -> str:
        """Return the account that serves a role, at a location that may have one of its own.

        Every rule that posts to a location says which: what an item, a category, a tender, a tax or a reason names
        itself goes before either. Raises `AccountRoleMissingError`.
        """
        found = self.account_if_any(role, location_id)
        if found is None:
            message = f"No account serves the role {role}."
            raise AccountRoleMissingError(message)
        return found

    def account_if_any(self, role: str, location_id: str | None = None) -> str | None:
        """Return the account that serves a role at a location, if one does."""
        if self.location_roles and location_id is not None:
            own = self.location_roles.get((location_id, role))
            if own is not None:
                return own
        return self.roles.get(role)

    def accounts_of(self, roles: Collection[str]) -> set[str]:
        """Return every account that serves one of these roles, somewhere."""
        found = {account_id for role in roles if (account_id := self.roles.get(role)) is not None}
        return found | {account_id for (_, role), account_id in self.location_roles.items() if role in roles}
