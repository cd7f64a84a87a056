"""The initial schema: every table of organizations, the inbox, the ledger, stock and the till.

Freely edited until 0.1.0 is released, never after. The tables are written out here; what cannot be said in Alembic's
words (schemas, policies, triggers, functions, grants) stands beside it in `migrations/sql/`.
"""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import make_url

from domain.core.settings import settings

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def _app_role() -> str:
    """Return the role that the application connects as, quoted."""
    name = op.get_context().opts.get("app_role") or make_url(settings().database_url).username or ""
    return op.get_bind().dialect.identifier_preparer.quote(name)


def _run(file: str) -> None:
    """Send one file of SQL as it stands, in this transaction."""
    statements = (SQL / file).read_text(encoding="utf-8").replace("{app_role}", _app_role())
    op.get_bind().connection.cursor().execute(statements.encode())


def _versioned() -> tuple[sa.Column[Any], ...]:
    """Return the columns of what can be changed."""
    return (
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
    )


def _written() -> tuple[sa.Column[Any], ...]:
    """Return what a journal says that is not posted yet."""
    return (
        sa.Column("memo", sa.Text(), server_default="", nullable=False),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("rate", sa.Numeric(precision=20, scale=10), nullable=True),
        sa.Column("lines", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    )


def upgrade() -> None:
    """Create everything."""
    _run("0001_before_tables.sql")
    op.create_table(
        "balances",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("debit", sa.BigInteger(), nullable=False),
        sa.Column("credit", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "period", "account_id", "location_id", name=op.f("pk_balances")),
        schema="acct",
        postgresql_with={"fillfactor": "50"},
    )
    op.create_table(
        "books",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("last_number", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("last_hash", postgresql.BYTEA(), server_default=sa.text("'\\x'::bytea"), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "code", name=op.f("pk_books")),
        schema="acct",
        postgresql_with={"fillfactor": "50"},
    )
    op.create_table(
        "journal_lines",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("journal_id", sa.Uuid(), nullable=False),
        sa.Column("line_no", sa.SmallInteger(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=True),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("debit", sa.BigInteger(), nullable=False),
        sa.Column("credit", sa.BigInteger(), nullable=False),
        sa.Column("memo", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "debit >= 0 AND credit >= 0 AND (debit = 0) <> (credit = 0)", name=op.f("ck_journal_lines_one_side")
        ),
        sa.PrimaryKeyConstraint("org_id", "journal_id", "line_no", name=op.f("pk_journal_lines")),
        schema="acct",
    )
    op.create_table(
        "journals",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("book", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("original_date", sa.Date(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("memo", sa.Text(), nullable=False),
        sa.Column("source_type", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("reverses_id", sa.Uuid(), nullable=True),
        sa.Column("previous_hash", postgresql.BYTEA(), nullable=False),
        sa.Column("hash", postgresql.BYTEA(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_journals")),
        sa.UniqueConstraint("org_id", "book", "number", name=op.f("uq_journals_org_id_book_number")),
        schema="acct",
    )
    op.create_index("ix_journals_business_date", "journals", ["org_id", "business_date"], unique=False, schema="acct")
    op.create_index(
        "uq_journals_reverses_id",
        "journals",
        ["org_id", "reverses_id"],
        unique=True,
        schema="acct",
        postgresql_where=sa.text("reverses_id IS NOT NULL"),
    )
    op.create_table(
        "periods",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("module", sa.Text(), nullable=False),
        sa.Column("closing_id", sa.Uuid(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("barrier_xid", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("org_id", "period", "module", name=op.f("pk_periods")),
        schema="acct",
    )
    op.create_table(
        "fiscal_years",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("fiscal_year", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("closing_id", sa.Uuid(), nullable=False),
        sa.Column("journal_id", sa.Uuid(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "fiscal_year", name=op.f("pk_fiscal_years")),
        schema="acct",
    )
    op.create_table(
        "closings",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("period", sa.Date(), nullable=True),
        sa.Column("module", sa.Text(), nullable=True),
        sa.Column("fiscal_year", sa.SmallInteger(), nullable=True),
        sa.Column("journal_id", sa.Uuid(), nullable=True),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("barrier_xid", sa.BigInteger(), nullable=True),
        sa.Column("debit", sa.BigInteger(), nullable=True),
        sa.Column("credit", sa.BigInteger(), nullable=True),
        sa.Column("profit", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("xid", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_closings")),
        schema="acct",
    )
    op.create_table(
        "access_epoch",
        sa.Column("singleton", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("epoch", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("singleton", name=op.f("ck_access_epoch_singleton")),
        sa.PrimaryKeyConstraint("singleton", name=op.f("pk_access_epoch")),
        schema="core",
    )
    op.create_table(
        "audit_log",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("actor_type", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("user_agent", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_audit_log")),
        schema="core",
    )
    op.create_index("ix_audit_log_actor_id", "audit_log", ["org_id", "actor_id", "id"], unique=False, schema="core")
    op.create_index("ix_audit_log_subject_id", "audit_log", ["org_id", "subject_id", "id"], unique=False, schema="core")
    op.create_index("ix_audit_log_at", "audit_log", ["org_id", "at"], unique=False, schema="core")
    op.create_table(
        "operations",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("shard", sa.SmallInteger(), nullable=False),
        sa.Column("lane", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="pending", nullable=False),
        sa.Column("attempts", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("actor_type", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("grants", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column(
            "submitted_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_xid", sa.BigInteger(), nullable=True),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("mended", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("result", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("error", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.CheckConstraint("(status = 'pending') = (ended_at IS NULL)", name=op.f("ck_operations_ended")),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_operations")),
        schema="core",
    )
    op.create_index(
        "ix_operations_ended",
        "operations",
        ["org_id", "ended_xid", "position"],
        unique=False,
        schema="core",
        postgresql_where=sa.text("ended_xid IS NOT NULL"),
    )
    op.create_index(
        "ix_operations_pending",
        "operations",
        ["shard", "org_id", "lane", "position"],
        unique=False,
        schema="core",
        postgresql_where=sa.text("status = 'pending'"),
    )
    op.create_index(
        "ix_operations_set_aside",
        "operations",
        ["org_id", "position"],
        unique=False,
        schema="core",
        postgresql_where=sa.text("status IN ('rejected', 'failed')"),
    )
    op.create_index(
        "ix_operations_submitted_at",
        "operations",
        ["org_id", "submitted_at", "position"],
        unique=False,
        schema="core",
    )
    op.create_table(
        "organizations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("minor_digits", sa.SmallInteger(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("chart_template", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organizations")),
        schema="core",
    )
    op.create_table(
        "heartbeats",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeats")),
        schema="core",
    )
    op.create_table(
        "job_figures",
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("done", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("failed", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("last_done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_duration_ms", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_job_figures")),
        schema="core",
    )
    op.create_table(
        "job_runs",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("slot", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("duration_ms", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("outcome", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("error", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("org_id", "job", "slot", name=op.f("pk_job_runs")),
        schema="core",
    )
    op.create_index(
        "ix_job_runs_open",
        "job_runs",
        ["not_before"],
        unique=False,
        schema="core",
        postgresql_where=sa.text("status IN ('waiting', 'running')"),
    )
    op.create_table(
        "imports",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=True),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("given", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("shape", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("heading", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("mapping", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("on_error", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("options", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("rows_total", sa.BigInteger(), nullable=True),
        sa.Column("rows_done", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rows_rejected", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rows_new", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rows_changed", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rows_unchanged", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("bytes_done", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("next_row", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column(
            "state", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column("error", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("cancel_requested", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("actor_type", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("user_agent", sa.Text(), nullable=True),
        sa.Column("worker", sa.Uuid(), nullable=True),
        sa.Column("attempts", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("turn_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("pass_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_imports")),
        schema="core",
    )
    op.create_index("ix_imports_created_at", "imports", ["org_id", "created_at", "id"], unique=False, schema="core")
    op.create_index("ix_imports_sha256", "imports", ["org_id", "sha256"], unique=False, schema="core")
    op.create_index(
        "ix_imports_open",
        "imports",
        ["turn_at"],
        unique=False,
        schema="core",
        postgresql_where=sa.text("status IN ('received', 'checking', 'applying')"),
    )
    op.create_table(
        "import_files",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "import_id", "seq", name=op.f("pk_import_files")),
        schema="core",
    )
    op.create_table(
        "import_rejects",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("cells", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("errors", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "import_id", "line", name=op.f("pk_import_rejects")),
        schema="core",
    )
    op.create_table(
        "import_keys",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("times", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("org_id", "import_id", "key", name=op.f("pk_import_keys")),
        schema="core",
    )
    op.create_table(
        "import_named",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("keys", sa.Text(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "import_id", "line", name=op.f("pk_import_named")),
        schema="core",
    )
    op.create_table(
        "import_operations",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("operation_id", sa.Uuid(), nullable=False),
        sa.Column("rows", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "import_id", "operation_id", name=op.f("pk_import_operations")),
        schema="core",
    )
    op.create_table(
        "import_mappings",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("mapping", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("given", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "kind", "fingerprint", name=op.f("pk_import_mappings")),
        schema="core",
    )
    op.create_table(
        "shards",
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("rung_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sweeps", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("cursor_org_id", sa.Uuid(), nullable=True),
        sa.Column("cursor_lane", sa.Uuid(), nullable=True),
        sa.Column("in_hand_org_ids", postgresql.ARRAY(sa.Uuid()), nullable=True),
        sa.Column("in_hand_ids", postgresql.ARRAY(sa.Uuid()), nullable=True),
        sa.PrimaryKeyConstraint("shard", name=op.f("pk_shards")),
        schema="core",
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        schema="core",
    )
    op.create_index("uq_users_email", "users", [sa.literal_column("lower(email)")], unique=True, schema="core")
    op.create_table(
        "stock_document_lines",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("line_no", sa.SmallInteger(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("movement_id", sa.Uuid(), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("unit_cost", sa.Numeric(precision=18, scale=6), nullable=True),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("revaluation_id", sa.Uuid(), nullable=True),
        sa.Column("about_line_no", sa.SmallInteger(), nullable=True),
        sa.Column("details", postgresql.JSONB(), nullable=True),
        sa.PrimaryKeyConstraint("org_id", "document_id", "line_no", name=op.f("pk_stock_document_lines")),
        schema="inv",
    )
    op.create_table(
        "stock_documents",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("supplier", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("journal_id", sa.Uuid(), nullable=True),
        sa.Column("supplier_id", sa.Uuid(), nullable=True),
        sa.Column("about_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("details", postgresql.JSONB(), nullable=True),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_stock_documents")),
        schema="inv",
    )
    op.create_index(
        "ix_stock_documents_about_id",
        "stock_documents",
        ["org_id", "about_id"],
        unique=False,
        schema="inv",
        postgresql_where=sa.text("about_id IS NOT NULL"),
    )
    op.create_index(
        "ix_stock_documents_supplier_id",
        "stock_documents",
        ["org_id", "supplier_id"],
        unique=False,
        schema="inv",
        postgresql_where=sa.text("supplier_id IS NOT NULL"),
    )
    op.create_index(
        "ix_stock_documents_kind",
        "stock_documents",
        ["org_id", "kind", "posted_at", "id"],
        unique=False,
        schema="inv",
    )
    op.create_table(
        "transfers",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("from_location_id", sa.Uuid(), nullable=False),
        sa.Column("to_location_id", sa.Uuid(), nullable=False),
        sa.Column("receive", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_transfers")),
        schema="inv",
    )
    op.create_index("ix_transfers_posted_at", "transfers", ["org_id", "posted_at", "id"], unique=False, schema="inv")
    op.create_table(
        "transfer_lines",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("transfer_id", sa.Uuid(), nullable=False),
        sa.Column("line_no", sa.SmallInteger(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("shipped", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("received_value", sa.BigInteger(), nullable=False),
        sa.Column("lost", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("lost_value", sa.BigInteger(), nullable=False),
        sa.Column("returned", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("returned_value", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "shipped > 0 AND received >= 0 AND lost >= 0 AND returned >= 0 AND received + lost + returned <= shipped",
            name=op.f("ck_transfer_lines_accounted_for"),
        ),
        sa.PrimaryKeyConstraint("org_id", "transfer_id", "line_no", name=op.f("pk_transfer_lines")),
        schema="inv",
    )
    op.create_table(
        "low_stock_events",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("reorder_point", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("xid", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_low_stock_events")),
        schema="inv",
    )
    op.create_index("ix_low_stock_events_xid", "low_stock_events", ["org_id", "xid"], unique=False, schema="inv")
    op.create_table(
        "stock_levels",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("unit_cost", sa.Numeric(precision=18, scale=6), nullable=True),
        sa.PrimaryKeyConstraint("org_id", "location_id", "item_id", name=op.f("pk_stock_levels")),
        schema="inv",
        postgresql_with={"fillfactor": "50"},
    )
    op.create_table(
        "stock_movements",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("unit_cost", sa.Numeric(precision=18, scale=6), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source_type", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_stock_movements")),
        schema="inv",
    )
    op.create_index(
        "ix_stock_movements_item_id",
        "stock_movements",
        ["org_id", "item_id", "location_id", "id"],
        unique=False,
        schema="inv",
    )
    op.create_table(
        "customer_balances",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("receivable", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "customer_id", name=op.f("pk_customer_balances")),
        schema="pos",
        postgresql_with={"fillfactor": "50"},
    )
    op.create_table(
        "payments",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("sale_id", sa.Uuid(), nullable=False),
        sa.Column("payment_no", sa.SmallInteger(), nullable=False),
        sa.Column("method_id", sa.Uuid(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("stored_value_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("org_id", "sale_id", "payment_no", name=op.f("pk_payments")),
        schema="pos",
    )
    op.create_table(
        "receipt_sequences",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("terminal_id", sa.Uuid(), nullable=False),
        sa.Column("last_number", sa.BigInteger(), nullable=False),
        sa.Column("last_shift", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("last_z", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("grand_total", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column(
            "seen",
            postgresql.INT8MULTIRANGE(),
            server_default=sa.text("'{}'::int8multirange"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("org_id", "terminal_id", name=op.f("pk_receipt_sequences")),
        schema="pos",
        postgresql_with={"fillfactor": "50"},
    )
    op.create_table(
        "sale_lines",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("sale_id", sa.Uuid(), nullable=False),
        sa.Column("line_no", sa.SmallInteger(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("movement_id", sa.Uuid(), nullable=True),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=18, scale=6), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("tax_rate_id", sa.Uuid(), nullable=True),
        sa.Column("tax_percent", sa.Numeric(precision=9, scale=6), nullable=False),
        sa.Column("tax_inclusive", sa.Boolean(), nullable=False),
        sa.Column("returned", sa.Numeric(precision=18, scale=4), server_default="0", nullable=False),
        sa.Column("return_of_sale_id", sa.Uuid(), nullable=True),
        sa.Column("return_of_line_no", sa.SmallInteger(), nullable=True),
        sa.Column("restocked", sa.Boolean(), nullable=True),
        sa.Column("stored_value_id", sa.Uuid(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("unit_quantity", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("explained", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("org_id", "sale_id", "line_no", name=op.f("pk_sale_lines")),
        schema="pos",
    )
    op.create_table(
        "sales",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="sale", nullable=False),
        sa.Column("original_sale_id", sa.Uuid(), nullable=True),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("terminal_id", sa.Uuid(), nullable=False),
        sa.Column("terminal_seq", sa.BigInteger(), nullable=True),
        sa.Column("shift_id", sa.Uuid(), nullable=True),
        sa.Column("supplement", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("receipt_number", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), server_default="posted", nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("original_date", sa.Date(), nullable=True),
        sa.Column("posted_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("tax_rounding", sa.Text(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("tip", sa.BigInteger(), nullable=False),
        sa.Column("rounding", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("journal_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_sales")),
        sa.UniqueConstraint(
            "org_id", "terminal_id", "receipt_number", name=op.f("uq_sales_org_id_terminal_id_receipt_number")
        ),
        schema="pos",
    )
    op.create_index("ix_sales_posted_at", "sales", ["org_id", "posted_at", "id"], unique=False, schema="pos")
    op.create_index(
        "ix_sales_customer_id",
        "sales",
        ["org_id", "customer_id"],
        unique=False,
        schema="pos",
        postgresql_where=sa.text("customer_id IS NOT NULL"),
    )
    op.create_index(
        "ix_sales_original_sale_id",
        "sales",
        ["org_id", "original_sale_id"],
        unique=False,
        schema="pos",
        postgresql_where=sa.text("original_sale_id IS NOT NULL"),
    )
    op.create_table(
        "sale_line_parts",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("sale_id", sa.Uuid(), nullable=False),
        sa.Column("line_no", sa.SmallInteger(), nullable=False),
        sa.Column("part_no", sa.SmallInteger(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("movement_id", sa.Uuid(), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "sale_id", "line_no", "part_no", name=op.f("pk_sale_line_parts")),
        schema="pos",
    )
    op.create_table(
        "stored_values",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("balance", sa.BigInteger(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("blocked", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("balance >= 0", name=op.f("ck_stored_values_not_overdrawn")),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_stored_values")),
        sa.UniqueConstraint("org_id", "kind", "code", name=op.f("uq_stored_values_org_id_kind_code")),
        schema="pos",
        postgresql_with={"fillfactor": "70"},
    )
    op.create_index(
        "ix_stored_values_customer_id",
        "stored_values",
        ["org_id", "customer_id"],
        unique=False,
        schema="pos",
        postgresql_where=sa.text("customer_id IS NOT NULL"),
    )
    op.create_table(
        "stored_value_movements",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stored_value_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("source_type", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_stored_value_movements")),
        schema="pos",
    )
    op.create_index(
        "ix_stored_value_movements_stored_value_id",
        "stored_value_movements",
        ["org_id", "stored_value_id", "id"],
        unique=False,
        schema="pos",
    )
    op.create_table(
        "money_documents",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("terminal_id", sa.Uuid(), nullable=True),
        sa.Column("shift_id", sa.Uuid(), nullable=True),
        sa.Column("supplement", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("stored_value_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("rounding", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("original_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("original_date", sa.Date(), nullable=True),
        sa.Column("posted_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("journal_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_money_documents")),
        schema="pos",
    )
    op.create_index(
        "ix_money_documents_customer_id",
        "money_documents",
        ["org_id", "customer_id"],
        unique=False,
        schema="pos",
        postgresql_where=sa.text("customer_id IS NOT NULL"),
    )
    op.create_index(
        "ix_money_documents_original_id",
        "money_documents",
        ["org_id", "original_id"],
        unique=True,
        schema="pos",
        postgresql_where=sa.text("original_id IS NOT NULL"),
    )
    op.create_index(
        "ix_money_documents_stored_value_id",
        "money_documents",
        ["org_id", "stored_value_id"],
        unique=False,
        schema="pos",
        postgresql_where=sa.text("stored_value_id IS NOT NULL"),
    )
    op.create_table(
        "deposits",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stored_value_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_deposits")),
        schema="pos",
    )
    op.create_index("ix_deposits_taken_at", "deposits", ["org_id", "taken_at", "id"], unique=False, schema="pos")
    op.create_table(
        "layaway_lines",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("deposit_id", sa.Uuid(), nullable=False),
        sa.Column("line_no", sa.SmallInteger(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=18, scale=6), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("org_id", "deposit_id", "line_no", name=op.f("pk_layaway_lines")),
        schema="pos",
    )
    op.create_table(
        "money_tenders",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("tender_no", sa.SmallInteger(), nullable=False),
        sa.Column("method_id", sa.Uuid(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("change", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("stored_value_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("org_id", "document_id", "tender_no", name=op.f("pk_money_tenders")),
        schema="pos",
    )
    op.create_table(
        "shifts",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("terminal_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), server_default="open", nullable=False),
        sa.Column("opening_float", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("opening_journal_id", sa.Uuid(), nullable=False),
        sa.Column("first_receipt", sa.BigInteger(), nullable=False),
        sa.Column("close_id", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("z_number", sa.BigInteger(), nullable=True),
        sa.Column("counted", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("variance", sa.BigInteger(), nullable=True),
        sa.Column("last_receipt", sa.BigInteger(), nullable=True),
        sa.Column("grand_total", sa.BigInteger(), nullable=True),
        sa.Column("manifest", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("closing_note", sa.Text(), nullable=True),
        sa.Column("closing_journal_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_shifts")),
        sa.UniqueConstraint("org_id", "terminal_id", "number", name=op.f("uq_shifts_org_id_terminal_id_number")),
        schema="pos",
    )
    op.create_index("ix_shifts_opened_at", "shifts", ["org_id", "opened_at", "id"], unique=False, schema="pos")
    op.create_index(
        "uq_shifts_open",
        "shifts",
        ["org_id", "terminal_id"],
        unique=True,
        schema="pos",
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_table(
        "shift_totals",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("shift_id", sa.Uuid(), nullable=False),
        sa.Column("supplement", sa.Boolean(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "shift_id", "supplement", "measure", "code", name=op.f("pk_shift_totals")),
        schema="pos",
        postgresql_with={"fillfactor": "50"},
    )
    op.create_table(
        "chart_of_accounts",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("cash_flow", sa.Text(), nullable=True),
        sa.Column("controlled", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "parent_id"],
            ["acct.chart_of_accounts.org_id", "acct.chart_of_accounts.id"],
            name=op.f("fk_chart_of_accounts_org_id_parent_id"),
        ),
        sa.ForeignKeyConstraint(["org_id"], ["core.organizations.id"], name=op.f("fk_chart_of_accounts_org_id")),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_chart_of_accounts")),
        sa.UniqueConstraint("org_id", "code", name=op.f("uq_chart_of_accounts_org_id_code")),
        schema="acct",
    )
    op.create_table(
        "api_keys",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("secret_hash", postgresql.BYTEA(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("terminal_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["org_id"], ["core.organizations.id"], name=op.f("fk_api_keys_org_id")),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_api_keys")),
        schema="core",
    )
    op.create_index("uq_api_keys_org_id_secret_hash", "api_keys", ["org_id", "secret_hash"], unique=True, schema="core")
    op.create_table(
        "refresh_tokens",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", postgresql.BYTEA(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("user_agent", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["core.users.id"], name=op.f("fk_refresh_tokens_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refresh_tokens")),
        schema="core",
    )
    op.create_index("ix_refresh_tokens_family_id", "refresh_tokens", ["family_id"], unique=False, schema="core")
    op.create_index("ix_refresh_tokens_user_id", "refresh_tokens", ["user_id"], unique=False, schema="core")
    op.create_index("uq_refresh_tokens_token_hash", "refresh_tokens", ["token_hash"], unique=True, schema="core")
    op.create_table(
        "second_factors",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("secret", postgresql.BYTEA(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("recovery_hashes", postgresql.ARRAY(postgresql.BYTEA()), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["core.users.id"], name=op.f("fk_second_factors_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_second_factors")),
        schema="core",
    )
    op.create_table(
        "password_resets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", postgresql.BYTEA(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["core.users.id"], name=op.f("fk_password_resets_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_resets")),
        schema="core",
    )
    op.create_index("ix_password_resets_user_id", "password_resets", ["user_id"], unique=False, schema="core")
    op.create_index("uq_password_resets_token_hash", "password_resets", ["token_hash"], unique=True, schema="core")
    op.create_table(
        "roles",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("permissions", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["core.organizations.id"], name=op.f("fk_roles_org_id")),
        sa.PrimaryKeyConstraint("org_id", "code", name=op.f("pk_roles")),
        schema="core",
    )
    op.create_table(
        "invitations",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("token_hash", postgresql.BYTEA(), nullable=False),
        sa.Column("actor_type", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["org_id"], ["core.organizations.id"], name=op.f("fk_invitations_org_id")),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_invitations")),
        schema="core",
    )
    op.create_index("uq_invitations_token_hash", "invitations", ["org_id", "token_hash"], unique=True, schema="core")
    op.create_index(
        "uq_invitations_email",
        "invitations",
        ["org_id", "email"],
        unique=True,
        schema="core",
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "settings",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("default_location_id", sa.Uuid(), nullable=False),
        sa.Column("negative_stock", sa.Text(), server_default="allow", nullable=False),
        sa.Column("late_sale", sa.Text(), server_default="post_to_open", nullable=False),
        sa.Column("tax_rounding", sa.Text(), server_default="line", nullable=False),
        sa.Column("prices_include_tax", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("cash_rounding", sa.Integer(), server_default="0", nullable=False),
        sa.Column("costing_method", sa.Text(), server_default="average", nullable=False),
        sa.Column("expired_stock", sa.Text(), server_default="allow", nullable=False),
        sa.Column("day_cutoff", sa.Time(), server_default="00:00", nullable=False),
        sa.Column("price_check", sa.Text(), server_default="trust_client", nullable=False),
        sa.Column("discount_limit", sa.Numeric(precision=9, scale=6), nullable=True),
        sa.Column("fiscal_year_start", sa.SmallInteger(), server_default="1", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["core.organizations.id"], name=op.f("fk_settings_org_id")),
        sa.PrimaryKeyConstraint("org_id", name=op.f("pk_settings")),
        schema="core",
    )
    op.create_table(
        "user_org_roles",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["core.organizations.id"], name=op.f("fk_user_org_roles_org_id")),
        sa.ForeignKeyConstraint(["user_id"], ["core.users.id"], name=op.f("fk_user_org_roles_user_id")),
        sa.PrimaryKeyConstraint("org_id", "user_id", name=op.f("pk_user_org_roles")),
        schema="core",
    )
    op.create_index("ix_user_org_roles_user_id", "user_org_roles", ["user_id"], unique=False, schema="core")
    op.create_table(
        "locations",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["core.organizations.id"], name=op.f("fk_locations_org_id")),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_locations")),
        sa.UniqueConstraint("org_id", "code", name=op.f("uq_locations_org_id_code")),
        schema="inv",
    )
    op.create_table(
        "customers",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("tax_id", sa.Text(), nullable=True),
        sa.Column("credit_limit", sa.BigInteger(), nullable=True),
        sa.Column("price_group", sa.Text(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["core.organizations.id"], name=op.f("fk_customers_org_id")),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_customers")),
        sa.UniqueConstraint("org_id", "reference", name=op.f("uq_customers_org_id_reference")),
        schema="pos",
    )
    op.create_index("ix_customers_created_at", "customers", ["org_id", "created_at", "id"], unique=False, schema="pos")
    op.create_table(
        "account_roles",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "account_id"],
            ["acct.chart_of_accounts.org_id", "acct.chart_of_accounts.id"],
            name=op.f("fk_account_roles_org_id_account_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "role", name=op.f("pk_account_roles")),
        schema="acct",
    )
    op.create_table(
        "account_role_overrides",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "account_id"],
            ["acct.chart_of_accounts.org_id", "acct.chart_of_accounts.id"],
            name=op.f("fk_account_role_overrides_org_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "location_id"],
            ["inv.locations.org_id", "inv.locations.id"],
            name=op.f("fk_account_role_overrides_org_id_location_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "role", "location_id", name=op.f("pk_account_role_overrides")),
        schema="acct",
    )
    op.create_table(
        "payment_methods",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "account_id"],
            ["acct.chart_of_accounts.org_id", "acct.chart_of_accounts.id"],
            name=op.f("fk_payment_methods_org_id_account_id"),
        ),
        sa.ForeignKeyConstraint(["org_id"], ["core.organizations.id"], name=op.f("fk_payment_methods_org_id")),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_payment_methods")),
        sa.UniqueConstraint("org_id", "code", name=op.f("uq_payment_methods_org_id_code")),
        schema="pos",
    )
    op.create_table(
        "tax_rates",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("percent", sa.Numeric(precision=9, scale=6), nullable=False),
        sa.Column("inclusive", sa.Boolean(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "account_id"],
            ["acct.chart_of_accounts.org_id", "acct.chart_of_accounts.id"],
            name=op.f("fk_tax_rates_org_id_account_id"),
        ),
        sa.ForeignKeyConstraint(["org_id"], ["core.organizations.id"], name=op.f("fk_tax_rates_org_id")),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_tax_rates")),
        sa.UniqueConstraint("org_id", "code", name=op.f("uq_tax_rates_org_id_code")),
        schema="pos",
    )
    op.create_table(
        "receipt_templates",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("template", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["core.organizations.id"], name=op.f("fk_receipt_templates_org_id")),
        sa.PrimaryKeyConstraint("org_id", name=op.f("pk_receipt_templates")),
        schema="pos",
    )
    op.create_table(
        "terminals",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "location_id"],
            ["inv.locations.org_id", "inv.locations.id"],
            name=op.f("fk_terminals_org_id_location_id"),
        ),
        sa.ForeignKeyConstraint(["org_id"], ["core.organizations.id"], name=op.f("fk_terminals_org_id")),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_terminals")),
        sa.UniqueConstraint("org_id", "code", name=op.f("uq_terminals_org_id_code")),
        schema="pos",
    )
    op.create_table(
        "categories",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("sales_account_id", sa.Uuid(), nullable=True),
        sa.Column("cogs_account_id", sa.Uuid(), nullable=True),
        sa.Column("inventory_account_id", sa.Uuid(), nullable=True),
        sa.Column("tax_rate_id", sa.Uuid(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "parent_id"],
            ["inv.categories.org_id", "inv.categories.id"],
            name=op.f("fk_categories_org_id_parent_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "sales_account_id"],
            ["acct.chart_of_accounts.org_id", "acct.chart_of_accounts.id"],
            name=op.f("fk_categories_org_id_sales_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "cogs_account_id"],
            ["acct.chart_of_accounts.org_id", "acct.chart_of_accounts.id"],
            name=op.f("fk_categories_org_id_cogs_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "inventory_account_id"],
            ["acct.chart_of_accounts.org_id", "acct.chart_of_accounts.id"],
            name=op.f("fk_categories_org_id_inventory_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "tax_rate_id"],
            ["pos.tax_rates.org_id", "pos.tax_rates.id"],
            name=op.f("fk_categories_org_id_tax_rate_id"),
        ),
        sa.ForeignKeyConstraint(["org_id"], ["core.organizations.id"], name=op.f("fk_categories_org_id")),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_categories")),
        sa.UniqueConstraint("org_id", "code", name=op.f("uq_categories_org_id_code")),
        schema="inv",
    )
    op.create_table(
        "suppliers",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("tax_id", sa.Text(), nullable=True),
        sa.Column("payment_terms", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["core.organizations.id"], name=op.f("fk_suppliers_org_id")),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_suppliers")),
        sa.UniqueConstraint("org_id", "code", name=op.f("uq_suppliers_org_id_code")),
        schema="inv",
    )
    # Whoever deletes a supplier is told of documents that name it, posted or just being so.
    op.create_foreign_key(
        op.f("fk_stock_documents_org_id_supplier_id"),
        "stock_documents",
        "suppliers",
        ["org_id", "supplier_id"],
        ["org_id", "id"],
        source_schema="inv",
        referent_schema="inv",
    )
    op.create_table(
        "reasons",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "account_id"],
            ["acct.chart_of_accounts.org_id", "acct.chart_of_accounts.id"],
            name=op.f("fk_reasons_org_id_account_id"),
        ),
        sa.ForeignKeyConstraint(["org_id"], ["core.organizations.id"], name=op.f("fk_reasons_org_id")),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_reasons")),
        sa.UniqueConstraint("org_id", "code", name=op.f("uq_reasons_org_id_code")),
        schema="inv",
    )
    op.create_table(
        "items",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), server_default="each", nullable=False),
        sa.Column("price", sa.Numeric(precision=18, scale=6), nullable=False),
        sa.Column("cost", sa.Numeric(precision=18, scale=6), nullable=True),
        sa.Column("tax_rate_id", sa.Uuid(), nullable=True),
        sa.Column("sales_account_id", sa.Uuid(), nullable=True),
        sa.Column("stocked", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("tracking", sa.Text(), server_default="none", nullable=False),
        sa.Column("gift_card", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("has_units", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("is_kit", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("reorder_point", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "sales_account_id"],
            ["acct.chart_of_accounts.org_id", "acct.chart_of_accounts.id"],
            name=op.f("fk_items_org_id_sales_account_id"),
        ),
        sa.CheckConstraint("NOT (stocked AND (is_kit OR gift_card))", name=op.f("ck_items_never_stocked")),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_items")),
        sa.UniqueConstraint("org_id", "sku", name=op.f("uq_items_org_id_sku")),
        schema="inv",
    )
    op.create_table(
        "item_units",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("factor", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("price", sa.Numeric(precision=18, scale=6), nullable=True),
        sa.CheckConstraint("factor > 0", name=op.f("ck_item_units_positive")),
        sa.ForeignKeyConstraint(
            ["org_id", "item_id"],
            ["inv.items.org_id", "inv.items.id"],
            name=op.f("fk_item_units_org_id_item_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("org_id", "item_id", "code", name=op.f("pk_item_units")),
        schema="inv",
    )
    op.create_table(
        "item_barcodes",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("barcode", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "item_id"],
            ["inv.items.org_id", "inv.items.id"],
            name=op.f("fk_item_barcodes_org_id_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "item_id", "unit"],
            ["inv.item_units.org_id", "inv.item_units.item_id", "inv.item_units.code"],
            name=op.f("fk_item_barcodes_org_id_item_id_unit"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("org_id", "barcode", name=op.f("pk_item_barcodes")),
        schema="inv",
    )
    op.create_table(
        "kit_parts",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("kit_id", sa.Uuid(), nullable=False),
        sa.Column("part_no", sa.SmallInteger(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_kit_parts_positive")),
        sa.ForeignKeyConstraint(
            ["org_id", "kit_id"],
            ["inv.items.org_id", "inv.items.id"],
            name=op.f("fk_kit_parts_org_id_kit_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "item_id"],
            ["inv.items.org_id", "inv.items.id"],
            name=op.f("fk_kit_parts_org_id_item_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "kit_id", "part_no", name=op.f("pk_kit_parts")),
        sa.UniqueConstraint("org_id", "kit_id", "item_id", name=op.f("uq_kit_parts_org_id_kit_id_item_id")),
        schema="inv",
    )
    op.create_table(
        "reorder_points",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "item_id"],
            ["inv.items.org_id", "inv.items.id"],
            name=op.f("fk_reorder_points_org_id_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "location_id"],
            ["inv.locations.org_id", "inv.locations.id"],
            name=op.f("fk_reorder_points_org_id_location_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "item_id", "location_id", name=op.f("pk_reorder_points")),
        schema="inv",
    )
    op.create_index("ix_items_created_at", "items", ["org_id", "created_at", "id"], unique=False, schema="inv")
    op.create_index(
        "ix_items_category",
        "items",
        ["org_id", "category"],
        unique=False,
        schema="inv",
        postgresql_where=sa.text("category IS NOT NULL"),
    )
    op.create_index("ix_kit_parts_item_id", "kit_parts", ["org_id", "item_id"], unique=False, schema="inv")
    op.create_index("ix_item_barcodes_item_id", "item_barcodes", ["org_id", "item_id"], unique=False, schema="inv")
    op.create_table(
        "cost_layers",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("unit_cost", sa.Numeric(precision=18, scale=6), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("movement_id", sa.Uuid(), nullable=True),
        sa.Column("lot_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "quantity >= 0 AND value >= 0 AND open = (quantity > 0)", name=op.f("ck_cost_layers_remains")
        ),
        sa.PrimaryKeyConstraint("org_id", "location_id", "item_id", "seq", name=op.f("pk_cost_layers")),
        schema="inv",
        postgresql_with={"fillfactor": "50"},
    )
    op.create_index(
        "ix_cost_layers_open",
        "cost_layers",
        ["org_id", "location_id", "item_id", "seq"],
        unique=False,
        schema="inv",
        postgresql_where=sa.text("open"),
    )
    op.create_table(
        "lots",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "item_id"], ["inv.items.org_id", "inv.items.id"], name=op.f("fk_lots_org_id_item_id")
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_lots")),
        sa.UniqueConstraint("org_id", "item_id", "code", name=op.f("uq_lots_org_id_item_id_code")),
        schema="inv",
    )
    op.create_index(
        "ix_lots_expires_on",
        "lots",
        ["org_id", "expires_on", "id"],
        unique=False,
        schema="inv",
        postgresql_where=sa.text("expires_on IS NOT NULL"),
    )
    op.create_table(
        "lot_levels",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "location_id", "item_id", "lot_id", name=op.f("pk_lot_levels")),
        schema="inv",
        postgresql_with={"fillfactor": "50"},
    )
    op.create_table(
        "lot_movements",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("movement_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "movement_id", "lot_id", name=op.f("pk_lot_movements")),
        schema="inv",
    )
    op.create_index(
        "ix_lot_movements_lot_id", "lot_movements", ["org_id", "lot_id", "location_id"], unique=False, schema="inv"
    )
    op.create_table(
        "price_lists",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("priority", sa.Integer(), server_default="0", nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("weekdays", postgresql.ARRAY(sa.SmallInteger()), server_default="{}", nullable=False),
        sa.Column("hours", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["core.organizations.id"], name=op.f("fk_price_lists_org_id")),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_price_lists")),
        sa.UniqueConstraint("org_id", "code", name=op.f("uq_price_lists_org_id_code")),
        schema="pos",
    )
    op.create_table(
        "price_list_scopes",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("price_list_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=True),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("customer_group", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(location_id, customer_id, customer_group) = 1", name=op.f("ck_price_list_scopes_one")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "customer_id"],
            ["pos.customers.org_id", "pos.customers.id"],
            name=op.f("fk_price_list_scopes_org_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "location_id"],
            ["inv.locations.org_id", "inv.locations.id"],
            name=op.f("fk_price_list_scopes_org_id_location_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "price_list_id"],
            ["pos.price_lists.org_id", "pos.price_lists.id"],
            name=op.f("fk_price_list_scopes_org_id_price_list_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_price_list_scopes")),
        schema="pos",
    )
    op.create_index(
        "ix_price_list_scopes_price_list_id",
        "price_list_scopes",
        ["org_id", "price_list_id"],
        unique=False,
        schema="pos",
    )
    op.create_table(
        "price_list_entries",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("price_list_id", sa.Uuid(), nullable=False),
        sa.Column("min_quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("price", sa.Numeric(precision=18, scale=6), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "item_id"],
            ["inv.items.org_id", "inv.items.id"],
            name=op.f("fk_price_list_entries_org_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "price_list_id"],
            ["pos.price_lists.org_id", "pos.price_lists.id"],
            name=op.f("fk_price_list_entries_org_id_price_list_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "org_id", "item_id", "price_list_id", "min_quantity", name=op.f("pk_price_list_entries")
        ),
        schema="pos",
    )
    op.create_index(
        "ix_price_list_entries_price_list_id",
        "price_list_entries",
        ["org_id", "price_list_id", "item_id"],
        unique=False,
        schema="pos",
    )
    op.create_table(
        "promotions",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("exclusive", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("percent", sa.Numeric(precision=9, scale=6), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("per_unit", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("buy", sa.Integer(), nullable=True),
        sa.Column("get", sa.Integer(), nullable=True),
        sa.Column("min_amount", sa.BigInteger(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("priority", sa.Integer(), server_default="0", nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("weekdays", postgresql.ARRAY(sa.SmallInteger()), server_default="{}", nullable=False),
        sa.Column("hours", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["core.organizations.id"], name=op.f("fk_promotions_org_id")),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_promotions")),
        sa.UniqueConstraint("org_id", "code", name=op.f("uq_promotions_org_id_code")),
        schema="pos",
    )
    op.create_table(
        "promotion_scopes",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("promotion_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("location_id", sa.Uuid(), nullable=True),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("customer_group", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(item_id, category, location_id, customer_id, customer_group) = 1",
            name=op.f("ck_promotion_scopes_one"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "category"],
            ["inv.categories.org_id", "inv.categories.code"],
            name=op.f("fk_promotion_scopes_org_id_category"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "customer_id"],
            ["pos.customers.org_id", "pos.customers.id"],
            name=op.f("fk_promotion_scopes_org_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "item_id"], ["inv.items.org_id", "inv.items.id"], name=op.f("fk_promotion_scopes_org_id_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "location_id"],
            ["inv.locations.org_id", "inv.locations.id"],
            name=op.f("fk_promotion_scopes_org_id_location_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "promotion_id"],
            ["pos.promotions.org_id", "pos.promotions.id"],
            name=op.f("fk_promotion_scopes_org_id_promotion_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_promotion_scopes")),
        schema="pos",
    )
    op.create_index(
        "ix_promotion_scopes_promotion_id", "promotion_scopes", ["org_id", "promotion_id"], unique=False, schema="pos"
    )
    op.create_table(
        "exchange_rates",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("rate", sa.Numeric(precision=20, scale=10), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        *_versioned(),
        sa.ForeignKeyConstraint(["org_id"], ["core.organizations.id"], name=op.f("fk_exchange_rates_org_id")),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_exchange_rates")),
        sa.UniqueConstraint("org_id", "currency", "date", name=op.f("uq_exchange_rates_org_id_currency_date")),
        schema="acct",
    )
    op.create_table(
        "foreign_lines",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("journal_id", sa.Uuid(), nullable=False),
        sa.Column("line_no", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("base", sa.BigInteger(), nullable=False),
        sa.Column("rate", sa.Numeric(precision=20, scale=10), nullable=False),
        sa.Column("settles_journal_id", sa.Uuid(), nullable=True),
        sa.Column("settles_line_no", sa.SmallInteger(), nullable=True),
        sa.PrimaryKeyConstraint("org_id", "journal_id", "line_no", name=op.f("pk_foreign_lines")),
        schema="acct",
    )
    op.create_index(
        "ix_foreign_lines_settles",
        "foreign_lines",
        ["org_id", "settles_journal_id", "settles_line_no"],
        unique=False,
        schema="acct",
        postgresql_where=sa.text("settles_journal_id IS NOT NULL"),
    )
    op.create_table(
        "foreign_items",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("journal_id", sa.Uuid(), nullable=False),
        sa.Column("line_no", sa.SmallInteger(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("base", sa.BigInteger(), nullable=False),
        sa.Column("settled", sa.BigInteger(), nullable=False),
        sa.Column("settled_base", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "abs(settled) <= abs(amount) AND abs(settled_base) <= abs(base) AND sign(settled) IN (0, sign(amount))",
            name=op.f("ck_foreign_items_settled"),
        ),
        sa.PrimaryKeyConstraint("org_id", "journal_id", "line_no", name=op.f("pk_foreign_items")),
        schema="acct",
    )
    op.create_index(
        "ix_foreign_items_open",
        "foreign_items",
        ["org_id", "business_date", "journal_id"],
        unique=False,
        schema="acct",
        postgresql_where=sa.text("settled <> amount"),
    )
    op.create_table(
        "journal_drafts",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *_written(),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("reverse_on", sa.Date(), nullable=True),
        *_versioned(),
        sa.ForeignKeyConstraint(["org_id"], ["core.organizations.id"], name=op.f("fk_journal_drafts_org_id")),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_journal_drafts")),
        schema="acct",
    )
    op.create_table(
        "journal_templates",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *_written(),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        *_versioned(),
        sa.ForeignKeyConstraint(["org_id"], ["core.organizations.id"], name=op.f("fk_journal_templates_org_id")),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_journal_templates")),
        sa.UniqueConstraint("org_id", "name", name=op.f("uq_journal_templates_org_id_name")),
        schema="acct",
    )
    op.create_table(
        "recurring_journals",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *_written(),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("every", sa.SmallInteger(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("first_date", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("times", sa.SmallInteger(), nullable=True),
        sa.Column("reverse_after", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("due_from", sa.Date(), nullable=False),
        *_versioned(),
        sa.ForeignKeyConstraint(["org_id"], ["core.organizations.id"], name=op.f("fk_recurring_journals_org_id")),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_recurring_journals")),
        sa.UniqueConstraint("org_id", "name", name=op.f("uq_recurring_journals_org_id_name")),
        schema="acct",
    )
    op.create_table(
        "recurring_occurrences",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("recurring_id", sa.Uuid(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("operation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "recurring_id"],
            ["acct.recurring_journals.org_id", "acct.recurring_journals.id"],
            name=op.f("fk_recurring_occurrences_org_id_recurring_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "recurring_id", "date", name=op.f("pk_recurring_occurrences")),
        schema="acct",
    )
    op.create_table(
        "journal_attachments",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("journal_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "journal_id"],
            ["acct.journals.org_id", "acct.journals.id"],
            name=op.f("fk_journal_attachments_org_id_journal_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_journal_attachments")),
        schema="acct",
    )
    op.create_index(
        "ix_journal_attachments_journal_id",
        "journal_attachments",
        ["org_id", "journal_id"],
        unique=False,
        schema="acct",
    )
    op.create_table(
        "day_totals",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("debit", sa.BigInteger(), nullable=False),
        sa.Column("credit", sa.BigInteger(), nullable=False),
        sa.Column("lines", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "business_date", "account_id", "location_id", name=op.f("pk_day_totals")),
        schema="acct",
        postgresql_with={"fillfactor": "50"},
    )
    op.create_table(
        "summary_marks",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("book", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "book", name=op.f("pk_summary_marks")),
        schema="acct",
        postgresql_with={"fillfactor": "50"},
    )
    op.create_table(
        "stock_days",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "business_date", "location_id", "item_id", name=op.f("pk_stock_days")),
        schema="inv",
        postgresql_with={"fillfactor": "50"},
    )
    op.create_table(
        "stock_months",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "month", "location_id", "item_id", name=op.f("pk_stock_months")),
        schema="inv",
        postgresql_with={"fillfactor": "50"},
    )
    op.create_table(
        "item_days",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("loaded", sa.BigInteger(), nullable=False),
        sa.Column("lines", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "business_date", "location_id", "item_id", name=op.f("pk_item_days")),
        schema="pos",
        postgresql_with={"fillfactor": "50"},
    )
    op.create_table(
        "item_months",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("loaded", sa.BigInteger(), nullable=False),
        sa.Column("lines", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "month", "location_id", "item_id", name=op.f("pk_item_months")),
        schema="pos",
        postgresql_with={"fillfactor": "50"},
    )
    op.create_table(
        "sales_hours",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("hour", sa.SmallInteger(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("terminal_id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("documents", sa.BigInteger(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("tip", sa.BigInteger(), nullable=False),
        sa.Column("rounding", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("loaded", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "org_id",
            "business_date",
            "hour",
            "location_id",
            "terminal_id",
            "actor_id",
            "kind",
            name=op.f("pk_sales_hours"),
        ),
        schema="pos",
        postgresql_with={"fillfactor": "50"},
    )
    op.create_table(
        "tax_days",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("tax_rate_id", sa.Uuid(), nullable=False),
        sa.Column("percent", sa.Numeric(precision=9, scale=6), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("returned_net", sa.BigInteger(), nullable=False),
        sa.Column("returned_tax", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "org_id", "business_date", "location_id", "tax_rate_id", "percent", name=op.f("pk_tax_days")
        ),
        schema="pos",
        postgresql_with={"fillfactor": "50"},
    )
    op.create_table(
        "receivable_days",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("charged", sa.BigInteger(), nullable=False),
        sa.Column("credited", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "org_id", "business_date", "customer_id", "location_id", name=op.f("pk_receivable_days")
        ),
        schema="pos",
        postgresql_with={"fillfactor": "50"},
    )
    op.create_table(
        "item_years",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Date(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("loaded", sa.BigInteger(), nullable=False),
        sa.Column("lines", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "year", "item_id", name=op.f("pk_item_years")),
        schema="pos",
        postgresql_with={"fillfactor": "50"},
    )
    op.create_table(
        "stock_years",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Date(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "year", "item_id", name=op.f("pk_stock_years")),
        schema="inv",
        postgresql_with={"fillfactor": "50"},
    )
    op.create_table(
        "tender_days",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("terminal_id", sa.Uuid(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "org_id", "business_date", "location_id", "terminal_id", "method", "kind", name=op.f("pk_tender_days")
        ),
        schema="pos",
        postgresql_with={"fillfactor": "50"},
    )
    op.create_table(
        "tie_out_accounts",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("terminal_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("debit", sa.BigInteger(), nullable=False),
        sa.Column("credit", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "org_id", "business_date", "location_id", "terminal_id", "account_id", name=op.f("pk_tie_out_accounts")
        ),
        schema="pos",
        postgresql_with={"fillfactor": "50"},
    )
    op.create_table(
        "tie_outs",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("terminal_id", sa.Uuid(), nullable=False),
        sa.Column("sales", sa.BigInteger(), nullable=False),
        sa.Column("payments", sa.BigInteger(), nullable=False),
        sa.Column("loaded", sa.BigInteger(), nullable=False),
        sa.Column("line_cost", sa.BigInteger(), nullable=False),
        sa.Column("written_off", sa.BigInteger(), nullable=False),
        sa.Column("revalued", sa.BigInteger(), nullable=False),
        sa.Column("stock_value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "business_date", "location_id", "terminal_id", name=op.f("pk_tie_outs")),
        schema="pos",
        postgresql_with={"fillfactor": "50"},
    )
    op.create_table(
        "bank_accounts",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("iban", sa.Text(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("mapping", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "account_id"],
            ["acct.chart_of_accounts.org_id", "acct.chart_of_accounts.id"],
            name=op.f("fk_bank_accounts_org_id_account_id"),
        ),
        sa.ForeignKeyConstraint(["org_id"], ["core.organizations.id"], name=op.f("fk_bank_accounts_org_id")),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_bank_accounts")),
        sa.UniqueConstraint("org_id", "account_id", name=op.f("uq_bank_accounts_org_id_account_id")),
        schema="acct",
    )
    op.create_table(
        "bank_statements",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bank_account_id", sa.Uuid(), nullable=False),
        sa.Column("content_hash", postgresql.BYTEA(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("first_date", sa.Date(), nullable=True),
        sa.Column("last_date", sa.Date(), nullable=True),
        sa.Column("opening", sa.BigInteger(), nullable=True),
        sa.Column("closing", sa.BigInteger(), nullable=True),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("recognised", sa.Integer(), nullable=False),
        sa.Column("moved", sa.BigInteger(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "bank_account_id"],
            ["acct.bank_accounts.org_id", "acct.bank_accounts.id"],
            name=op.f("fk_bank_statements_org_id_bank_account_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_bank_statements")),
        sa.UniqueConstraint(
            "org_id",
            "bank_account_id",
            "content_hash",
            name=op.f("uq_bank_statements_org_id_bank_account_id_content_hash"),
        ),
        schema="acct",
    )
    op.create_table(
        "bank_lines",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bank_account_id", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("value_date", sa.Date(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("counterparty", sa.Text(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("bank_id", sa.Text(), nullable=True),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("reconciliation_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "bank_account_id"],
            ["acct.bank_accounts.org_id", "acct.bank_accounts.id"],
            name=op.f("fk_bank_lines_org_id_bank_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "statement_id"],
            ["acct.bank_statements.org_id", "acct.bank_statements.id"],
            name=op.f("fk_bank_lines_org_id_statement_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_bank_lines")),
        sa.UniqueConstraint(
            "org_id", "bank_account_id", "fingerprint", name=op.f("uq_bank_lines_org_id_bank_account_id_fingerprint")
        ),
        schema="acct",
    )
    op.create_index(
        "ix_bank_lines_date", "bank_lines", ["org_id", "bank_account_id", "date", "id"], unique=False, schema="acct"
    )
    op.create_index(
        "ix_bank_lines_open",
        "bank_lines",
        ["org_id", "bank_account_id", "date", "id"],
        unique=False,
        schema="acct",
        postgresql_where=sa.text("reconciliation_id IS NULL"),
    )
    op.create_index(
        "ix_bank_lines_statement_id", "bank_lines", ["org_id", "statement_id", "line_no"], unique=False, schema="acct"
    )
    op.create_table(
        "bank_rules",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("bank_account_id", sa.Uuid(), nullable=True),
        sa.Column("contains", sa.Text(), nullable=True),
        sa.Column("pattern", sa.Text(), nullable=True),
        sa.Column("direction", sa.Text(), nullable=True),
        sa.Column("min_amount", sa.BigInteger(), nullable=True),
        sa.Column("max_amount", sa.BigInteger(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=True),
        sa.Column("memo", sa.Text(), nullable=True),
        sa.Column("automatic", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "account_id"],
            ["acct.chart_of_accounts.org_id", "acct.chart_of_accounts.id"],
            name=op.f("fk_bank_rules_org_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "bank_account_id"],
            ["acct.bank_accounts.org_id", "acct.bank_accounts.id"],
            name=op.f("fk_bank_rules_org_id_bank_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "location_id"],
            ["inv.locations.org_id", "inv.locations.id"],
            name=op.f("fk_bank_rules_org_id_location_id"),
        ),
        sa.ForeignKeyConstraint(["org_id"], ["core.organizations.id"], name=op.f("fk_bank_rules_org_id")),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_bank_rules")),
        schema="acct",
    )
    op.create_table(
        "bank_reconciliations",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("bank_account_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("undoes_id", sa.Uuid(), nullable=True),
        sa.Column("journal_id", sa.Uuid(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("cleared_on", sa.Date(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "line_id"],
            ["acct.bank_lines.org_id", "acct.bank_lines.id"],
            name=op.f("fk_bank_reconciliations_org_id_line_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_bank_reconciliations")),
        schema="acct",
    )
    op.create_index(
        "ix_bank_reconciliations_line_id", "bank_reconciliations", ["org_id", "line_id"], unique=False, schema="acct"
    )
    op.create_index(
        "uq_bank_reconciliations_undoes_id",
        "bank_reconciliations",
        ["org_id", "undoes_id"],
        unique=True,
        schema="acct",
        postgresql_where=sa.text("undoes_id IS NOT NULL"),
    )
    op.create_table(
        "bank_matches",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("reconciliation_id", sa.Uuid(), nullable=False),
        sa.Column("journal_id", sa.Uuid(), nullable=False),
        sa.Column("line_no", sa.SmallInteger(), nullable=False),
        sa.Column("bank_account_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "reconciliation_id", "journal_id", "line_no", name=op.f("pk_bank_matches")),
        schema="acct",
    )
    op.create_index(
        "uq_bank_matches_active",
        "bank_matches",
        ["org_id", "journal_id", "line_no"],
        unique=True,
        schema="acct",
        postgresql_where=sa.text("active"),
    )
    op.create_table(
        "bank_entries",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("bank_account_id", sa.Uuid(), nullable=False),
        sa.Column("journal_id", sa.Uuid(), nullable=False),
        sa.Column("line_no", sa.SmallInteger(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "bank_account_id", "journal_id", "line_no", name=op.f("pk_bank_entries")),
        schema="acct",
    )
    op.create_index(
        "ix_bank_entries_business_date",
        "bank_entries",
        ["org_id", "bank_account_id", "business_date"],
        unique=False,
        schema="acct",
    )
    op.create_table(
        "bank_marks",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("book", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "book", name=op.f("pk_bank_marks")),
        schema="acct",
    )
    for schema, table, column, target in (
        ("acct", "balances", "account_id", "acct.chart_of_accounts"),
        ("inv", "transfers", "from_location_id", "inv.locations"),
        ("inv", "transfers", "to_location_id", "inv.locations"),
        ("pos", "money_documents", "location_id", "inv.locations"),
        ("pos", "money_documents", "terminal_id", "pos.terminals"),
        ("pos", "money_documents", "customer_id", "pos.customers"),
        ("pos", "money_documents", "account_id", "acct.chart_of_accounts"),
        ("pos", "money_tenders", "method_id", "pos.payment_methods"),
        ("pos", "shifts", "terminal_id", "pos.terminals"),
        ("pos", "shifts", "location_id", "inv.locations"),
        ("pos", "stored_values", "customer_id", "pos.customers"),
        ("pos", "deposits", "customer_id", "pos.customers"),
        ("pos", "layaway_lines", "item_id", "inv.items"),
        ("core", "api_keys", "terminal_id", "pos.terminals"),
    ):
        referred_schema, referred = target.split(".")
        op.create_foreign_key(
            op.f(f"fk_{table}_org_id_{column}"),
            table,
            referred,
            ["org_id", column],
            ["org_id", "id"],
            source_schema=schema,
            referent_schema=referred_schema,
        )
    _run("0001_after_tables.sql")
    op.execute(
        sa.text("INSERT INTO core.shards (shard) SELECT generate_series(0, CAST(:most AS integer))").bindparams(
            most=settings().shard_count - 1
        )
    )


def downgrade() -> None:
    """Drop everything, data included."""
    _run("0001_down.sql")
