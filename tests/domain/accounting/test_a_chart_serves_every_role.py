"""Every template is a whole chart: codes that are unique, parents that exist, an account for every role but one."""

import pytest
from sqlalchemy import text

from domain.accounting.chart import ROLES, TEMPLATES, ChartLine
from domain.accounting.errors import UnknownTemplate
from domain.accounting.schemas import AccountType, Role
from domain.accounting.service import install_chart
from domain.core.db import unit_of_work
from domain.core.ids import new_id
from domain.inventory.service import install_main_location
from domain.pos.service import install_payment_methods

FIRST_DIGITS = {
    "1": AccountType.ASSET,
    "2": AccountType.LIABILITY,
    "3": AccountType.EQUITY,
    "4": AccountType.REVENUE,
    "5": AccountType.EXPENSE,
    "6": AccountType.EXPENSE,
}


@pytest.mark.parametrize("template", TEMPLATES)
def test_codes_are_unique_and_parents_stand_before_their_children(template):
    seen: dict[str, ChartLine] = {}
    for line in TEMPLATES[template]:
        assert line.code not in seen
        assert len(line.code) == 4
        assert line.type is FIRST_DIGITS[line.code[0]]
        if line.parent is not None:
            assert seen[line.parent].type is line.type
        seen[line.code] = line


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_role_but_sales_discounts_has_an_account_of_the_template(template):
    assert set(Role) - set(ROLES) == {Role.SALES_DISCOUNTS}
    assert set(ROLES.values()) <= {line.code for line in TEMPLATES[template]}


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_new_organization_has_chart_location_and_payment_methods(template, database):
    org_id = new_id()
    with unit_of_work(org_id) as uow:
        uow.session.execute(
            text(
                "INSERT INTO core.organizations (id, name, currency, minor_digits, country, time_zone, chart_template)"
                " VALUES (:id, 'Sol', 'USD', 2, 'US', 'UTC', :template)"
            ),
            {"id": org_id, "template": template},
        )
        install_chart(uow, org_id=org_id, template=template)
        location_id = install_main_location(uow, org_id=org_id)
        install_payment_methods(uow, org_id=org_id)
        uow.commit()
    with unit_of_work(org_id, read_only=True) as uow:
        accounts = uow.session.execute(text("SELECT count(*) FROM acct.chart_of_accounts")).scalar_one()
        served = uow.session.execute(
            text(
                "SELECT r.role, a.code FROM acct.account_roles r JOIN acct.chart_of_accounts a"
                " ON (a.org_id, a.id) = (r.org_id, r.account_id)"
            )
        )
        roles = {row.role: row.code for row in served}
        methods = uow.session.execute(text("SELECT array_agg(code ORDER BY code) FROM pos.payment_methods"))
        location = uow.session.execute(text("SELECT id, code FROM inv.locations")).one()
        assert accounts == len(TEMPLATES[template])
        assert roles == {role.value: code for role, code in ROLES.items()}
        assert methods.scalar_one() == ["card", "cash", "deposit", "gift_card", "on_account", "store_credit"]
        assert location == (location_id, "MAIN")


def test_an_unknown_template_is_refused_by_name(database):
    org_id = new_id()
    with unit_of_work(org_id) as uow, pytest.raises(UnknownTemplate) as refused:
        install_chart(uow, org_id=org_id, template="bakery")
    assert refused.value.errors[0].path == "chart_template"
