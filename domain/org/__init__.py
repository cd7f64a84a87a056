"""Organizations, their settings, members, roles and keys."""
