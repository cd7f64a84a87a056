"""I10: no row refers to another organization's row, nor to one that is not there.

Foreign keys guard the small tables; the hot line tables have none, because they cost more than half of the server's
time, so that this is their proof. Every column that holds an id is placed here: followed, or left out with the reason.
"""

# ruff: noqa: S608 - every statement is built from the constants below.

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from domain.core.ids import NIL
from domain.summaries.facts import FACTS


@dataclass(frozen=True, slots=True)
class Reference:
    """A column and the table whose rows it names by `id`."""

    column: str
    target: str
    when: str = "true"
    """Rows that refer to this table, where others refer elsewhere; SQL over `c`, the referring row."""
    scoped: bool = True
    """Whether the target belongs to an organization; people belong to many."""


def _refer(**targets: str) -> tuple[Reference, ...]:
    return tuple(Reference(column, target) for column, target in targets.items())


ACCOUNTS, JOURNALS = "acct.chart_of_accounts", "acct.journals"
BANK_ACCOUNTS, RECONCILIATIONS = "acct.bank_accounts", "acct.bank_reconciliations"
LOCATIONS, ITEMS, MOVEMENTS, DOCUMENTS = "inv.locations", "inv.items", "inv.stock_movements", "inv.stock_documents"
SALES, TERMINALS, RATES, CUSTOMERS = "pos.sales", "pos.terminals", "pos.tax_rates", "pos.customers"
PRICE_LISTS = "pos.price_lists"
METHODS, SHIFTS, STORED_VALUES = "pos.payment_methods", "pos.shifts", "pos.stored_values"
MONEY_DOCUMENTS, DEPOSITS = "pos.money_documents", "pos.deposits"
SALE_KINDS = "('sale', 'return', 'exchange', 'void')"
MONEY_KINDS = "('deposit', 'deposit_refund', 'customer_payment', 'money_void', 'shift_cash', 'drawer_open')"
SALE_SOURCES, MONEY_SOURCES = f"c.source_type IN {SALE_KINDS}", f"c.source_type IN {MONEY_KINDS}"
STOCK_DOCUMENTS = (
    *("receipt", "adjustment", "count", "revaluation", "supplier_return", "receipt_reversal"),
    *("transfer", "transfer_receipt", "transfer_close", "transfer_return"),
)
STOCK_SOURCES = f"c.source_type IN {STOCK_DOCUMENTS}"
ABOUT_TRANSFER = "c.kind IN ('transfer_receipt', 'transfer_close', 'transfer_return')"

REFERENCES: Mapping[str, tuple[Reference, ...]] = MappingProxyType(
    {
        "core.settings": _refer(default_location_id=LOCATIONS),
        "core.user_org_roles": (Reference("user_id", "core.users", scoped=False),),
        "core.api_keys": (
            Reference("terminal_id", TERMINALS),
            Reference("created_by", "core.users", scoped=False),
        ),
        "core.imports": (
            Reference("actor_id", "core.users", when="c.actor_type = 'user'", scoped=False),
            Reference("actor_id", "core.api_keys", when="c.actor_type = 'api_key'"),
        ),
        "core.import_files": _refer(import_id="core.imports"),
        "core.import_rejects": _refer(import_id="core.imports"),
        "core.import_keys": _refer(import_id="core.imports"),
        "core.import_named": _refer(import_id="core.imports"),
        "core.import_chunks": _refer(import_id="core.imports"),
        "core.invitations": (
            Reference("actor_id", "core.users", when="c.actor_type = 'user'", scoped=False),
            Reference("actor_id", "core.api_keys", when="c.actor_type = 'api_key'"),
            Reference("accepted_by", "core.users", scoped=False),
        ),
        "core.operations": (
            Reference("actor_id", "core.users", when="c.actor_type = 'user'", scoped=False),
            Reference("actor_id", "core.api_keys", when="c.actor_type = 'api_key'"),
        ),
        "core.audit_log": (
            Reference("actor_id", "core.users", when="c.actor_type = 'user'", scoped=False),
            Reference("actor_id", "core.api_keys", when="c.actor_type = 'api_key'"),
        ),
        "acct.chart_of_accounts": _refer(parent_id=ACCOUNTS),
        "acct.account_roles": _refer(account_id=ACCOUNTS),
        "acct.account_role_overrides": _refer(account_id=ACCOUNTS, location_id=LOCATIONS),
        "acct.journals": (
            Reference("reverses_id", JOURNALS),
            Reference("source_id", SALES, when=SALE_SOURCES),
            Reference("source_id", MONEY_DOCUMENTS, when=MONEY_SOURCES),
            Reference("source_id", SHIFTS, when="c.source_type = 'shift_open'"),
            Reference("source_id", "core.operations", when="c.source_type = 'shift_close'"),
            Reference("source_id", DOCUMENTS, when=STOCK_SOURCES),
            Reference("source_id", JOURNALS, when="c.source_type IN ('journal', 'reversal')"),
            Reference("source_id", "acct.closings", when="c.source_type IN ('year_close', 'year_reopen')"),
            Reference("source_id", RECONCILIATIONS, when="c.source_type IN ('bank_line', 'bank_undo')"),
        ),
        "acct.journal_lines": _refer(journal_id=JOURNALS, account_id=ACCOUNTS, location_id=LOCATIONS),
        "acct.balances": (
            Reference("account_id", ACCOUNTS),
            Reference("location_id", LOCATIONS, when=f"c.location_id <> '{NIL}'"),
        ),
        "acct.foreign_lines": _refer(
            journal_id=JOURNALS, account_id=ACCOUNTS, location_id=LOCATIONS, settles_journal_id=JOURNALS
        ),
        "acct.foreign_items": _refer(journal_id=JOURNALS, account_id=ACCOUNTS, location_id=LOCATIONS),
        "acct.recurring_occurrences": _refer(recurring_id="acct.recurring_journals", operation_id="core.operations"),
        "acct.journal_attachments": _refer(journal_id=JOURNALS),
        "acct.periods": _refer(closing_id="core.operations"),
        "acct.fiscal_years": _refer(closing_id="acct.closings", journal_id=JOURNALS),
        "acct.closings": _refer(journal_id=JOURNALS),
        "acct.bank_accounts": _refer(account_id=ACCOUNTS),
        "acct.bank_statements": _refer(bank_account_id=BANK_ACCOUNTS),
        "acct.bank_lines": _refer(
            bank_account_id=BANK_ACCOUNTS, statement_id="acct.bank_statements", reconciliation_id=RECONCILIATIONS
        ),
        "acct.bank_rules": _refer(bank_account_id=BANK_ACCOUNTS, account_id=ACCOUNTS, location_id=LOCATIONS),
        "acct.bank_reconciliations": _refer(
            bank_account_id=BANK_ACCOUNTS, line_id="acct.bank_lines", undoes_id=RECONCILIATIONS, journal_id=JOURNALS
        ),
        "acct.bank_matches": _refer(
            reconciliation_id=RECONCILIATIONS, journal_id=JOURNALS, bank_account_id=BANK_ACCOUNTS
        ),
        "acct.bank_entries": _refer(bank_account_id=BANK_ACCOUNTS, journal_id=JOURNALS),
        "inv.categories": _refer(
            parent_id="inv.categories",
            sales_account_id=ACCOUNTS,
            cogs_account_id=ACCOUNTS,
            inventory_account_id=ACCOUNTS,
            tax_rate_id=RATES,
        ),
        "inv.reasons": _refer(account_id=ACCOUNTS),
        "inv.items": _refer(tax_rate_id=RATES, sales_account_id=ACCOUNTS),
        "inv.item_units": _refer(item_id=ITEMS),
        "inv.item_barcodes": _refer(item_id=ITEMS),
        "inv.kit_parts": _refer(kit_id=ITEMS, item_id=ITEMS),
        "inv.reorder_points": _refer(item_id=ITEMS, location_id=LOCATIONS),
        "inv.stock_levels": _refer(location_id=LOCATIONS, item_id=ITEMS),
        "inv.stock_movements": (
            *_refer(location_id=LOCATIONS, item_id=ITEMS),
            Reference("source_id", SALES, when=SALE_SOURCES),
            Reference("source_id", DOCUMENTS, when=STOCK_SOURCES),
        ),
        "inv.cost_layers": _refer(location_id=LOCATIONS, item_id=ITEMS, movement_id=MOVEMENTS, lot_id="inv.lots"),
        "inv.lots": _refer(item_id=ITEMS),
        "inv.lot_levels": _refer(location_id=LOCATIONS, item_id=ITEMS, lot_id="inv.lots"),
        "inv.lot_movements": _refer(movement_id=MOVEMENTS, lot_id="inv.lots", location_id=LOCATIONS, item_id=ITEMS),
        "inv.stock_documents": (
            *_refer(location_id=LOCATIONS, journal_id=JOURNALS, supplier_id="inv.suppliers"),
            Reference("about_id", "inv.transfers", when=ABOUT_TRANSFER),
            Reference("about_id", DOCUMENTS, when=f"NOT {ABOUT_TRANSFER}"),
        ),
        "inv.stock_document_lines": _refer(
            document_id=DOCUMENTS, item_id=ITEMS, movement_id=MOVEMENTS, revaluation_id=MOVEMENTS
        ),
        "inv.transfers": _refer(from_location_id=LOCATIONS, to_location_id=LOCATIONS),
        "inv.transfer_lines": _refer(transfer_id="inv.transfers", item_id=ITEMS),
        "inv.low_stock_events": _refer(location_id=LOCATIONS, item_id=ITEMS),
        "pos.tax_rates": _refer(account_id=ACCOUNTS),
        "pos.payment_methods": _refer(account_id=ACCOUNTS),
        "pos.customer_balances": _refer(customer_id=CUSTOMERS),
        "pos.terminals": _refer(location_id=LOCATIONS),
        "pos.receipt_sequences": _refer(terminal_id=TERMINALS),
        "pos.sales": _refer(
            original_sale_id=SALES,
            location_id=LOCATIONS,
            terminal_id=TERMINALS,
            shift_id=SHIFTS,
            customer_id=CUSTOMERS,
            journal_id=JOURNALS,
        ),
        "pos.sale_lines": _refer(
            sale_id=SALES,
            item_id=ITEMS,
            movement_id=MOVEMENTS,
            tax_rate_id=RATES,
            return_of_sale_id=SALES,
            stored_value_id=STORED_VALUES,
        ),
        "pos.sale_line_parts": _refer(sale_id=SALES, item_id=ITEMS, movement_id=MOVEMENTS),
        "pos.stored_values": _refer(customer_id=CUSTOMERS),
        "pos.stored_value_movements": (
            Reference("stored_value_id", STORED_VALUES),
            Reference("source_id", SALES, when=SALE_SOURCES),
            Reference("source_id", MONEY_DOCUMENTS, when=MONEY_SOURCES),
        ),
        "pos.deposits": _refer(stored_value_id=STORED_VALUES, customer_id=CUSTOMERS),
        "pos.layaway_lines": _refer(deposit_id=DEPOSITS, item_id=ITEMS),
        "pos.money_documents": _refer(
            location_id=LOCATIONS,
            terminal_id=TERMINALS,
            shift_id=SHIFTS,
            customer_id=CUSTOMERS,
            stored_value_id=STORED_VALUES,
            account_id=ACCOUNTS,
            original_id=MONEY_DOCUMENTS,
            journal_id=JOURNALS,
        ),
        "pos.money_tenders": _refer(document_id=MONEY_DOCUMENTS, method_id=METHODS, stored_value_id=STORED_VALUES),
        "pos.shifts": _refer(
            terminal_id=TERMINALS,
            location_id=LOCATIONS,
            opening_journal_id=JOURNALS,
            close_id="core.operations",
            closing_journal_id=JOURNALS,
        ),
        "pos.shift_totals": _refer(shift_id=SHIFTS),
        "pos.price_list_scopes": _refer(price_list_id=PRICE_LISTS, location_id=LOCATIONS, customer_id=CUSTOMERS),
        "pos.price_list_entries": _refer(price_list_id=PRICE_LISTS, item_id=ITEMS),
        "pos.promotion_scopes": _refer(
            promotion_id="pos.promotions", item_id=ITEMS, location_id=LOCATIONS, customer_id=CUSTOMERS
        ),
        "pos.payments": _refer(sale_id=SALES, method_id=METHODS, stored_value_id=STORED_VALUES),
    }
)

LEFT_OUT: Mapping[str, str] = MappingProxyType(
    {
        "core.operations.lane": "A unit of order; what was accepted for an unknown location waits in that one's lane.",
        "core.operations.subject_id": "What the client asked for, there or not; I5 compares it with what was posted.",
        "core.refresh_tokens.user_id": "Belongs to no organization; a foreign key guards it.",
        "core.refresh_tokens.family_id": "Names a family of tokens, which is no row.",
        "core.second_factors.user_id": "As core.refresh_tokens.user_id.",
        "core.password_resets.user_id": "As core.refresh_tokens.user_id.",
        "core.organizations.closed_by": "A person, who belongs to no organization; the audit log names them too.",
        "core.imports.worker": "Names a worker's turn, which is no row.",
        "core.shards.cursor_org_id": "Where a round robin stands; it need not be there any more.",
        "core.shards.cursor_lane": "As cursor_org_id.",
        "core.shards.in_hand_org_ids": "What a worker has in hand; it need not be there any more.",
        "core.shards.in_hand_ids": "As in_hand_org_ids.",
        "core.import_chunks.operation_ids": "A list that is looked up in its own organization, and gone with the last.",
        **{
            f"{fact.table}.{key}": "A sum of rows that are followed themselves; I2 compares it with them."
            for fact in FACTS
            for key in fact.keys
            if key.endswith("_id")
        },
    }
)

# What tells a row of a table from the others, besides its organization; `id` where nothing is said.
KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "core.import_files": ("import_id", "seq"),
        "core.import_rejects": ("import_id", "line"),
        "core.import_keys": ("import_id", "key"),
        "core.import_named": ("import_id", "line"),
        "core.import_chunks": ("import_id", "first_line"),
        "core.settings": (),
        "core.user_org_roles": ("user_id",),
        "acct.account_roles": ("role",),
        "acct.account_role_overrides": ("role", "location_id"),
        "acct.journal_lines": ("journal_id", "line_no"),
        "acct.balances": ("period", "account_id", "location_id"),
        "acct.foreign_lines": ("journal_id", "line_no"),
        "acct.foreign_items": ("journal_id", "line_no"),
        "acct.recurring_occurrences": ("recurring_id", "date"),
        "acct.periods": ("period", "module"),
        "acct.fiscal_years": ("fiscal_year",),
        "acct.bank_matches": ("reconciliation_id", "journal_id", "line_no"),
        "acct.bank_entries": ("bank_account_id", "journal_id", "line_no"),
        "inv.item_units": ("item_id", "code"),
        "inv.item_barcodes": ("barcode",),
        "inv.kit_parts": ("kit_id", "part_no"),
        "inv.reorder_points": ("item_id", "location_id"),
        "inv.stock_levels": ("location_id", "item_id"),
        "inv.stock_document_lines": ("document_id", "line_no"),
        "inv.transfer_lines": ("transfer_id", "line_no"),
        "inv.cost_layers": ("location_id", "item_id", "seq"),
        "inv.lot_levels": ("location_id", "item_id", "lot_id"),
        "inv.lot_movements": ("movement_id", "lot_id"),
        "pos.price_list_entries": ("item_id", "price_list_id", "min_quantity"),
        "pos.customer_balances": ("customer_id",),
        "pos.receipt_sequences": ("terminal_id",),
        "pos.sale_lines": ("sale_id", "line_no"),
        "pos.payments": ("sale_id", "payment_no"),
        "pos.sale_line_parts": ("sale_id", "line_no", "part_no"),
        "pos.money_tenders": ("document_id", "tender_no"),
        "pos.layaway_lines": ("deposit_id", "line_no"),
        "pos.shift_totals": ("shift_id", "supplement", "measure", "code"),
    }
)


def statements() -> Iterator[str]:
    """Yield one statement per table: a single walk through it beside the ids of all that it refers to."""
    for table, references in REFERENCES.items():
        yield _statement(table, references)


def _statement(table: str, references: tuple[Reference, ...]) -> str:
    joins, dangling = [], []
    for at, reference in enumerate(references):
        scope = f"t{at}.org_id = %(org_id)s AND " if reference.scoped else ""
        joins.append(f"LEFT JOIN {reference.target} t{at} ON {scope}t{at}.id = c.{reference.column}")
        dangling.append(f"({reference.when}) AND c.{reference.column} IS NOT NULL AND t{at}.id IS NULL")
    key = ", ".join(f"'{column}', c.{column}" for column in KEYS.get(table, ("id",)))
    found = " || ".join(
        f"CASE WHEN {test} THEN jsonb_build_object('{reference.column}', c.{reference.column}) ELSE '{{}}'::jsonb END"
        for reference, test in zip(references, dangling, strict=True)
    )
    expected = " || ".join(
        f"CASE WHEN {test} THEN jsonb_build_object('{reference.column}', 'a row of {reference.target}')"
        " ELSE '{}'::jsonb END"
        for reference, test in zip(references, dangling, strict=True)
    )
    return f"""
SELECT 'a row of {table} refers to what is not in its organization' AS what,
    jsonb_build_object({key}) AS place, {found} AS found, {expected} AS expected
FROM {table} c
{" ".join(joins)}
WHERE c.org_id = %(org_id)s AND ({" OR ".join(f"({test})" for test in dangling)})
"""
