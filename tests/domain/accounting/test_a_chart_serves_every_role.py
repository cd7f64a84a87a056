"""Every template is a whole chart: codes that are unique, parents that exist, an account for every role but one."""

import pytest
from sqlalchemy import text

from domain.accounting.chart import TEMPLATES, ChartLine
from domain.accounting.errors import UnknownTemplate
from domain.accounting.schemas import AccountType, CashFlow, Role
from domain.accounting.service import install_chart
from domain.accounting.service.roles import CONTROL_ROLES, TYPES
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
OF_NO_COUNTRY = [code for code, template in TEMPLATES.items() if template.country is None]


@pytest.mark.parametrize("template", TEMPLATES)
def test_codes_are_unique_and_parents_of_the_same_type_stand_before_their_children(template):
    seen: dict[str, ChartLine] = {}
    for line in TEMPLATES[template].lines:
        assert line.code not in seen
        assert 0 < len(line.code) <= 20
        assert line.name == line.name.strip() != ""
        if line.parent is not None:
            assert seen[line.parent].type is line.type
        seen[line.code] = line


@pytest.mark.parametrize("template", OF_NO_COUNTRY)
def test_four_digits_tell_the_type_where_no_country_says_otherwise(template):
    for line in TEMPLATES[template].lines:
        assert (len(line.code), line.type) == (4, FIRST_DIGITS[line.code[0]])


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_role_but_sales_discounts_has_an_account_of_the_template_that_fits_it(template):
    chart = TEMPLATES[template]
    lines = {line.code: line for line in chart.lines}
    assert set(Role) - set(chart.roles) == {Role.SALES_DISCOUNTS}
    headings = {line.parent for line in chart.lines}
    for role, code in chart.roles.items():
        assert lines[code].type in TYPES[role], role
        assert code not in headings, f"{role}: what is posted to sums nothing else"
    assert len({chart.roles[role] for role in CONTROL_ROLES}) == len(CONTROL_ROLES)
    others = {code for role, code in chart.roles.items() if role not in CONTROL_ROLES}
    assert not others & {chart.roles[role] for role in CONTROL_ROLES}


@pytest.mark.parametrize("template", TEMPLATES)
def test_cash_is_cash_and_what_is_owned_or_owed_for_long_is_no_business_of_the_day(template):
    chart = TEMPLATES[template]
    lines = {line.code: line for line in chart.lines}
    for role in (Role.CASH, Role.SAFE, Role.BANK):
        assert lines[chart.roles[role]].cash_flow is CashFlow.CASH
    assert {line.type for line in chart.lines if line.cash_flow is CashFlow.CASH} == {AccountType.ASSET}
    assert {line.type for line in chart.lines if line.cash_flow is CashFlow.INVESTING} == {AccountType.ASSET}
    financing = {line.type for line in chart.lines if line.cash_flow is CashFlow.FINANCING}
    assert financing == {AccountType.LIABILITY, AccountType.EQUITY}
    headings = {line.parent for line in chart.lines}
    assert not [line for line in chart.lines if line.cash_flow and line.code in headings]


def test_every_trade_has_a_chart_for_every_country_and_each_names_what_was_published():
    trades = {template.trade for template in TEMPLATES.values()}
    countries = {template.country for template in TEMPLATES.values()}
    assert (trades, countries) == ({"retail", "restaurant", "services", "generic"}, {None, "US", "MX", "FR", "ES"})
    for code, template in TEMPLATES.items():
        assert code == (f"{template.trade}_{template.country.lower()}" if template.country else template.trade)
        assert template.country is None or "https://" in template.source
    assert len(TEMPLATES) == len(trades) * len(countries)


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
        assert accounts == len(TEMPLATES[template].lines)
        assert roles == {role.value: code for role, code in TEMPLATES[template].roles.items()}
        assert methods.scalar_one() == ["card", "cash", "deposit", "gift_card", "on_account", "store_credit"]
        assert location == (location_id, "MAIN")


def test_an_unknown_template_is_refused_by_name(database):
    org_id = new_id()
    with unit_of_work(org_id) as uow, pytest.raises(UnknownTemplate) as refused:
        install_chart(uow, org_id=org_id, template="bakery")
    assert refused.value.errors[0].path == "chart_template"
