"""Row-level security as Postgres itself tells it, on the migrated database (docs/decisions/0004)."""

from uuid import uuid4

import psycopg
import pytest

from domain.registry import metadata

OWNED = {name for name, table in metadata.tables.items() if "org_id" in table.c} | {"core.organizations"}
# What may answer across organizations, each a narrow question.
ACROSS = {
    "core.background_waiting",
    "core.claim",
    "core.has_waiting",  # A drain's second look at its shard: yes or no, of nobody in particular.
    "core.imports_due",
    "core.jobs_due",
    "core.jobs_open",
    "core.memberships_of",
    "core.organization_ids",
    "core.raise_access_epoch",
    "core.time_zones",
    "core.unsummarized",
    "core.waiting_by_org",
    "core.waiting_shards",
}


@pytest.fixture
def application(database):
    """A raw connection of the application's role."""
    with psycopg.connect(database) as connection:
        yield connection


def test_every_table_of_an_organization_has_a_policy_that_binds_its_owner_too(application):
    walled = application.execute(
        """
        SELECT n.nspname || '.' || c.relname
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_policy p ON p.polrelid = c.oid AND p.polname = 'tenant'
        WHERE c.relrowsecurity AND c.relforcerowsecurity AND p.polqual IS NOT NULL AND p.polwithcheck IS NOT NULL
        """
    ).fetchall()
    assert {name for (name,) in walled} == OWNED


def test_the_application_owns_nothing_and_passes_no_policy(application):
    role = application.execute(
        """
        SELECT r.rolsuper, r.rolbypassrls, r.rolcreaterole, r.rolcreatedb,
            EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid),
            EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid)
        FROM pg_roles r WHERE r.rolname = current_user
        """
    ).fetchone()
    assert role == (False,) * 6


@pytest.mark.parametrize("visible", ["", "{}", f"{{{uuid4()}}}"], ids=["unset", "none", "another"])
def test_a_row_is_seen_by_its_organization_alone(application, visible):
    mine = uuid4()
    see = "SELECT set_config('app.org_ids', %s, true)"
    count = "SELECT count(*) FROM core.organizations"
    application.execute(see, [f"{{{mine}}}"])
    application.execute(
        """
        INSERT INTO core.organizations (id, name, currency, minor_digits, country, time_zone, chart_template)
        VALUES (%s, 'Mine', 'USD', 2, 'US', 'America/Chicago', 'retail')
        """,
        [mine],
    )
    assert application.execute(count).fetchone() == (1,)
    application.execute(see, [visible])
    assert application.execute(count).fetchone() == (0,)


def test_only_named_functions_look_across_organizations(application):
    found = application.execute(
        """
        SELECT n.nspname || '.' || p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE p.prosecdef AND n.nspname IN ('core', 'acct', 'inv', 'pos')
        """
    ).fetchall()
    assert {name for (name,) in found} == ACROSS


def test_each_of_them_has_a_fixed_search_path(application):
    loose = application.execute(
        """
        SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE p.prosecdef AND n.nspname IN ('core', 'acct', 'inv', 'pos')
            AND NOT coalesce(p.proconfig, '{}') @> ARRAY['search_path=pg_catalog']
        """
    ).fetchall()
    assert not loose
