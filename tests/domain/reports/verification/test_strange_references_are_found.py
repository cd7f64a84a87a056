import pytest
from sqlalchemy import Uuid
from sqlalchemy.dialects.postgresql import ARRAY

from domain.registry import metadata
from domain.reports.verification import verify
from domain.reports.verification.references import KEYS, LEFT_OUT, REFERENCES
from tests.shops import open_shop

IDENTITY = {"id", "org_id"}


def columns_with_ids():
    """Return every column that holds ids, but a row's own id and its organization."""
    return {
        f"{table.schema}.{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.c
        if column.name not in IDENTITY
        and (
            isinstance(column.type, Uuid)
            or (isinstance(column.type, ARRAY) and isinstance(column.type.item_type, Uuid))
        )
    }


def placed():
    followed = {f"{table}.{reference.column}" for table, references in REFERENCES.items() for reference in references}
    return followed, set(LEFT_OUT)


def test_every_column_that_holds_an_id_is_followed_or_left_out_with_a_reason():
    followed, left_out = placed()
    assert not followed & left_out
    # Where a row's own id is another row's too, it may be followed; it need not.
    assert {name for name in followed | left_out if not name.endswith(".id")} == columns_with_ids()
    assert all(reason.endswith(".") for reason in LEFT_OUT.values())


def test_a_difference_names_the_whole_key_of_its_row():
    for name in REFERENCES:
        key = tuple(column.name for column in metadata.tables[name].primary_key if column.name != "org_id")
        assert KEYS.get(name, ("id",)) == key, name


# A column, and the row whose reference is bent: its key by the names of the shop's ids, or by value.
STRANGE: dict[str, dict[str, str | int]] = {
    "acct.journal_lines.account_id": {"journal_id": "journal", "line_no": 1},
    "pos.sale_lines.item_id": {"sale_id": "sale", "line_no": 2},
    "pos.sale_lines.tax_rate_id": {"sale_id": "sale", "line_no": 1},
    "pos.payments.method_id": {"sale_id": "second_sale", "payment_no": 1},
    "pos.sales.terminal_id": {"id": "sale"},
    "inv.stock_documents.location_id": {"id": "receipt"},
    "inv.items.tax_rate_id": {"id": "bread"},
    "acct.journals.source_id": {"id": "sale_journal"},
    "core.operations.actor_id": {"id": "journal"},
}


@pytest.mark.parametrize("column", STRANGE)
def test_i10_a_row_that_refers_to_another_organizations(broken, client, column):
    table, _, name = column.rpartition(".")
    key = {part: broken.ids.get(str(value), value) for part, value in STRANGE[column].items()}
    stranger = other_item(client)
    row = " AND ".join(f"{part} = %({part})s" for part in key)
    broken.breaks(
        f"UPDATE {table} SET {name} = %(stranger)s WHERE org_id = %(org_id)s AND {row}", stranger=stranger, **key
    )
    [difference] = broken.found()["I10"]
    assert f" {table} " in difference.what
    assert difference.where == key
    assert difference.found == {name: stranger}
    assert list(difference.expected) == [name]


def other_item(client):
    answer = open_shop(client).post("/api/inventory/items", json={"sku": "X", "name": "X", "price": "1"})
    assert answer.status_code == 201
    return answer.json()["id"]


EMPTY = {
    "acct.account_role_overrides",
    "acct.bank_accounts",
    "acct.bank_entries",
    "acct.bank_lines",
    "acct.bank_matches",
    "acct.bank_reconciliations",
    "acct.bank_rules",
    "acct.bank_statements",
    "acct.closings",
    "acct.fiscal_years",
    "acct.foreign_items",
    "acct.foreign_lines",
    "acct.journal_attachments",
    "acct.periods",
    "acct.recurring_occurrences",
    "core.api_keys",
    "core.invitations",
    "inv.cost_layers",
    "inv.item_barcodes",
    "inv.lot_levels",
    "inv.lot_movements",
    "inv.lots",
    "inv.low_stock_events",
    "inv.transfer_lines",
    "inv.transfers",
    "pos.deposits",
    "pos.layaway_lines",
    "pos.money_documents",
    "pos.money_tenders",
    "pos.sale_line_parts",
    "pos.shift_totals",
    "pos.shifts",
    "pos.stored_value_movements",
    "pos.stored_values",
    "core.imports",
    "core.import_files",
    "core.import_rejects",
    "core.import_keys",
    "core.import_named",
    "core.import_chunks",
}


def test_i10_looks_into_every_table(broken):
    for table, references in REFERENCES.items():
        when = references[0].when.replace("c.", "x.")
        changed = broken.run(
            f"UPDATE {table} c SET {references[0].column} = gen_random_uuid() WHERE c.ctid IN"
            f" (SELECT x.ctid FROM {table} x WHERE x.org_id = %(org_id)s AND ({when}) LIMIT 1)"
        )
        assert changed == (table not in EMPTY), table
    verification = verify([broken.shop.org_id])
    [finding] = [finding for finding in verification.findings if finding.number == "I10"]
    assert {difference.what.split()[3] for difference in finding.examples} <= set(REFERENCES) - EMPTY
    assert finding.differences == len(REFERENCES) - len(EMPTY)
