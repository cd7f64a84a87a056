"""Unique constraints and foreign keys look past row-level security (docs/decisions/0004, 0005)."""

import pytest
from sqlalchemy import ForeignKeyConstraint, PrimaryKeyConstraint, UniqueConstraint

from domain.registry import metadata

OWNED = {name: table for name, table in metadata.tables.items() if "org_id" in table.c}
# These belong to the installation, not to an organization.
SHARED = {
    "core.access_epoch",
    "core.heartbeats",  # When beat, broker and a worker together last did a round.
    "core.job_figures",  # What each job's runs come to over all organizations.
    "core.organizations",
    "core.password_resets",
    "core.refresh_tokens",
    "core.second_factors",
    "core.shards",
    "core.users",
}


def test_every_table_belongs_to_an_organization_or_is_named_here():
    assert set(metadata.tables) - set(OWNED) == SHARED


@pytest.mark.parametrize("table", OWNED)
def test_its_keys_start_with_the_organization(table):
    keys = [
        [column.name for column in constraint.columns]
        for constraint in OWNED[table].constraints
        if isinstance(constraint, PrimaryKeyConstraint | UniqueConstraint)
    ]
    keys += [[column.name for column in index.columns] for index in OWNED[table].indexes if index.unique]
    assert all(key[0] == "org_id" for key in keys)


@pytest.mark.parametrize("table", OWNED)
def test_it_refers_to_rows_of_its_own_organization_only(table):
    across = [
        constraint
        for constraint in OWNED[table].constraints
        if isinstance(constraint, ForeignKeyConstraint) and constraint.referred_table.fullname in OWNED
        if ("org_id", f"{constraint.referred_table.fullname}.org_id")
        not in {(element.parent.name, element.target_fullname) for element in constraint.elements}
    ]
    assert not across


def test_an_operation_is_its_organization_and_the_clients_id():
    assert [column.name for column in metadata.tables["core.operations"].primary_key] == ["org_id", "id"]
