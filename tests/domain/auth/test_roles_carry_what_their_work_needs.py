"""Roles: each carries what its work needs; writing is for those whose work it is."""

import pytest

from domain.auth.permissions import ROLES, Permission, Role

READS_ONLY = {permission for permission in Permission if permission.endswith(".read")}


def test_every_role_has_its_permissions():
    assert set(ROLES) == set(Role)


@pytest.mark.parametrize("role", Role)
def test_nobody_may_more_than_the_owner(role):
    assert ROLES[role] <= ROLES[Role.OWNER] == set(Permission)


def test_a_viewer_changes_nothing():
    assert ROLES[Role.VIEWER] <= READS_ONLY


@pytest.mark.parametrize(
    ("permission", "roles"),
    [
        (Permission.POS_SALES_POST, {"owner", "admin", "manager", "cashier"}),
        (Permission.INVENTORY_STOCK_MOVE, {"owner", "admin", "manager", "stock_clerk"}),
        (Permission.ACCOUNTING_JOURNALS_POST, {"owner", "admin", "accountant"}),
        (Permission.ACCOUNTING_PERIODS_MANAGE, {"owner", "admin", "accountant"}),
        (Permission.POS_SALES_RETURN, {"owner", "admin", "manager", "cashier"}),
        (Permission.POS_SHIFTS_MANAGE, {"owner", "admin", "manager", "cashier"}),
        (Permission.POS_SALES_VOID, {"owner", "admin", "manager"}),
        (Permission.POS_RETURNS_BLIND, {"owner", "admin", "manager"}),
        (Permission.POS_DISCOUNTS_EXCEED, {"owner", "admin", "manager"}),
        (Permission.POS_PRICES_OVERRIDE, {"owner", "admin", "manager"}),
        (Permission.POS_DRAWER_OPEN, {"owner", "admin", "manager"}),
        (Permission.POS_STORED_VALUE_WRITE, {"owner", "admin", "manager"}),
        (Permission.POS_APPROVE, {"owner", "admin", "manager"}),
        (Permission.INVENTORY_COUNT, {"owner", "admin", "manager", "stock_clerk"}),
        (Permission.INVENTORY_TRANSFER, {"owner", "admin", "manager", "stock_clerk"}),
        (Permission.INVENTORY_REVALUE, {"owner", "admin", "manager", "accountant"}),
        (Permission.ORG_EXPORT, {"owner", "admin"}),
        (Permission.ORG_USERS_MANAGE, {"owner", "admin"}),
        (Permission.ORG_KEYS_MANAGE, {"owner", "admin"}),
        (Permission.ORG_SETTINGS_WRITE, {"owner", "admin"}),
    ],
)
def test_what_is_sensitive_is_for_those_whose_work_it_is(permission, roles):
    assert {role for role in Role if permission in ROLES[role]} == roles


@pytest.mark.parametrize("role", Role)
def test_who_posts_can_follow_what_became_of_it(role):
    posts = {Permission.POS_SALES_POST, Permission.INVENTORY_STOCK_MOVE, Permission.ACCOUNTING_JOURNALS_POST}
    assert not ROLES[role] & posts or Permission.OPERATIONS_READ in ROLES[role]
