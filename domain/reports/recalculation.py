"""Levels and balances derived again from movements and lines, and put right where they differ.

Posting adds to a row exactly what it adds to the sum that the row stands for, in one transaction. What a row lacks is
therefore the same before and after any sale, so that it can be found without a lock, and added while sales go on.
"""

# ruff: noqa: S608 - every statement is built from constants of this package.

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.core.clock import month_of
from domain.core.context import Actor, OrgContext
from domain.core.db import UnitOfWork
from domain.core.ids import NIL
from domain.org.profile import profile_of
from domain.org.service import record_audit
from domain.reports.layers import layers_apart
from domain.reports.verification import Difference
from domain.reports.verification.costing import LOT_LEVELS
from domain.reports.verification.finding import EXAMPLES
from domain.reports.verification.foreign import ITEMS as FOREIGN_ITEMS
from domain.reports.verification.ledger import BALANCES, RECEIVABLES
from domain.reports.verification.money import STORED_VALUES
from domain.reports.verification.shifts import GRAND_TOTALS, TOTALS
from domain.reports.verification.stock import LEVELS
from domain.reports.verification.summaries import SUMMARIES
from domain.summaries import rebuild

# One repair of an organization at a time: a second one begins where the first has ended, and finds nothing.
ALONE = "SELECT pg_advisory_xact_lock(7265, hashtext(%s))"
PLANS = "SELECT set_config('enable_nestloop', %s, true)"
# Whole tables are hashed; what does not fit goes to disk and comes back.
ROOM = "SELECT set_config('work_mem', '64MB', true), set_config('jit', 'off', true)"
SYSTEM = Actor("system", NIL)


@dataclass(frozen=True, slots=True)
class Derived:
    """One kind of row that is a sum: how differences are found, and how such rows are made, locked and put right.

    `keys` and `values` name columns with their types, in the order of the differences' `missing`.
    """

    subject: str
    table: str
    differences: str
    keys: dict[str, str]
    values: dict[str, str]
    since: str
    given: dict[str, str]

    def find(self) -> str:
        """Return the statement that finds every difference; `since` limits them, null does not."""
        return f"""
SELECT d.what, d.place, d.found, d.expected, d.missing
FROM ({self.differences}) d WHERE %(since)s::date IS NULL OR {self.since} ORDER BY d.place::text
"""

    def make(self) -> str:
        """Return the statement that makes rows that are not there, with nothing in them."""
        columns = [*self.keys, *self.values, *self.given]
        empty = [f"w.{key}" for key in self.keys] + ["0"] * len(self.values) + list(self.given.values())
        return self._wanted(
            f"INSERT INTO {self.table} (org_id, {', '.join(columns)}) SELECT %(org_id)s, {', '.join(empty)} FROM w"
            " ON CONFLICT DO NOTHING"
        )

    def lock(self) -> str:
        """Return the statement that locks the rows in the order in which posting locks them."""
        order = ", ".join(f"x.{key}" for key in self.keys)
        return self._wanted(f"SELECT FROM {self._joined('JOIN w ON')} ORDER BY {order} FOR NO KEY UPDATE OF x")

    def mend(self) -> str:
        """Return the statement that adds what is missing to the rows as they are now."""
        added = ", ".join(f"{value} = x.{value} + w.{value}" for value in self.values)
        matching = " AND ".join(f"x.{key} = w.{key}" for key in self.keys)
        return self._wanted(f"UPDATE {self.table} x SET {added} FROM w WHERE x.org_id = %(org_id)s AND {matching}")

    def _joined(self, join: str) -> str:
        matching = " AND ".join(f"x.{key} = w.{key}" for key in self.keys)
        return f"{self.table} x {join} x.org_id = %(org_id)s AND {matching}"

    def _wanted(self, statement: str) -> str:
        columns = {**self.keys, **self.values}
        wanted = ", ".join(f"(e ->> {at})::{kind} AS {name}" for at, (name, kind) in enumerate(columns.items()))
        return f"WITH w AS MATERIALIZED (SELECT {wanted} FROM jsonb_array_elements(%(rows)s::jsonb) AS e) {statement}"


# In the order of the locks that posting takes: levels, customers, balances last. Lots are guarded by their level.
DERIVED = (
    Derived(
        subject="stock_level",
        table="inv.stock_levels",
        differences=LEVELS,
        keys={"location_id": "uuid", "item_id": "uuid"},
        values={"quantity": "numeric", "value": "bigint"},
        since="""EXISTS (
            SELECT FROM inv.stock_movements m
            WHERE m.org_id = %(org_id)s AND m.location_id = (d.missing ->> 0)::uuid
                AND m.item_id = (d.missing ->> 1)::uuid AND m.business_date >= %(since)s
        )""",
        given={
            "unit_cost": """coalesce((
                SELECT m.unit_cost FROM inv.stock_movements m
                WHERE m.org_id = %(org_id)s AND m.location_id = w.location_id AND m.item_id = w.item_id
                ORDER BY m.id DESC LIMIT 1
            ), 0)"""
        },
    ),
    Derived(
        subject="customer_balance",
        table="pos.customer_balances",
        differences=RECEIVABLES,
        keys={"customer_id": "uuid"},
        values={"receivable": "bigint"},
        since="true",
        given={},
    ),
    Derived(
        subject="stored_value",
        table="pos.stored_values",
        # One that is gone cannot be made again: nothing else knows its code. It stays a difference.
        differences=f"SELECT v.* FROM ({STORED_VALUES}) v WHERE v.place ->> 'kind' IS NOT NULL",
        keys={"id": "uuid"},
        values={"balance": "bigint"},
        since="true",
        given={
            column: f"(SELECT v.{column} FROM pos.stored_values v WHERE v.org_id = %(org_id)s AND v.id = w.id)"
            for column in ("kind", "code")
        },
    ),
    Derived(
        subject="lot_level",
        table="inv.lot_levels",
        differences=LOT_LEVELS,
        keys={"location_id": "uuid", "item_id": "uuid", "lot_id": "uuid"},
        values={"quantity": "numeric"},
        since="true",
        given={},
    ),
    Derived(
        subject="grand_total",
        table="pos.receipt_sequences",
        differences=GRAND_TOTALS,
        keys={"terminal_id": "uuid"},
        values={"grand_total": "bigint"},
        since="true",
        given={"last_number": "0"},
    ),
    Derived(
        subject="shift_total",
        table="pos.shift_totals",
        differences=TOTALS,
        keys={"shift_id": "uuid", "supplement": "boolean", "measure": "text", "code": "text"},
        values={"number": "bigint", "amount": "bigint"},
        since="true",
        given={},
    ),
    Derived(
        subject="foreign_item",
        table="acct.foreign_items",
        # One that is gone is not made again: it stays a difference.
        differences=f"SELECT i.* FROM ({FOREIGN_ITEMS}) i WHERE i.place ->> 'currency' IS NOT NULL",
        keys={"journal_id": "uuid", "line_no": "smallint"},
        values={"settled": "bigint", "settled_base": "bigint"},
        since="true",
        given={
            column: f"""(
                SELECT i.{column} FROM acct.foreign_items i
                WHERE i.org_id = %(org_id)s AND i.journal_id = w.journal_id AND i.line_no = w.line_no
            )"""
            for column in ("account_id", "currency", "business_date", "amount", "base")
        },
    ),
    Derived(
        subject="balance",
        table="acct.balances",
        differences=BALANCES,
        keys={"period": "date", "account_id": "uuid", "location_id": "uuid"},
        values={"debit": "bigint", "credit": "bigint"},
        since="(d.missing ->> 0)::date >= %(since_month)s",
        given={},
    ),
)


def recalculate(
    uow: UnitOfWork, *, org_id: UUID, since: dt.date | None = None, repair: bool = False, actor: Actor = SYSTEM
) -> list[Difference]:
    """Derive levels, lots, receivables, balances, layers and summaries again; return each difference.

    `repair` mends them. `since` looks at the balances of its month and later, and at levels that have moved on that
    business date or later. Locks are held from the first row that is put right until the caller commits. What is put
    right is in the audit log, with who ordered it.
    """
    connection = uow.driver
    if repair:
        connection.execute(ALONE, (str(org_id),))
    connection.execute(ROOM)
    # Before a row is locked that a sale could wait for.
    ctx = OrgContext(org_id=org_id, actor=actor, role="")
    of_summaries = _summaries_apart(uow, ctx, repair=repair)
    given = {"org_id": org_id, "since": since, "since_month": None if since is None else month_of(since)}
    digits = profile_of(uow, org_id=org_id).digits
    differences: list[Difference] = []
    for derived in DERIVED:
        # Whole tables are compared; the few rows that differ are then looked up one by one.
        connection.execute(PLANS, ("off",))
        found = connection.execute(derived.find(), given).fetchall()
        connection.execute(PLANS, ("on",))
        here = [Difference(org_id, what, place, is_now, expected, digits) for what, place, is_now, expected, _ in found]
        differences.extend(here)
        if repair and here:
            _mend(uow, org_id, derived, [missing for *_, missing in found])
            _note(uow, ctx, derived.subject, here)
    apart = layers_apart(uow, org_id=org_id, repair=repair)
    if repair and apart:
        _note(uow, ctx, "cost_layers", apart)
    return differences + apart + of_summaries


def _summaries_apart(uow: UnitOfWork, ctx: OrgContext, *, repair: bool) -> list[Difference]:
    """Return the summaries that are not the sum of their rows; with `repair`, make all of them again.

    Nobody but the roll-up writes them, so that where one is wrong any may be; the log keeps some of what differed.
    """
    uow.driver.execute(PLANS, ("off",))
    org_id = ctx.org_id
    rows = [row for statement in SUMMARIES for row in uow.driver.execute(statement, {"org_id": org_id}).fetchall()]
    uow.driver.execute(PLANS, ("on",))
    digits = profile_of(uow, org_id=org_id).digits
    apart = [Difference(org_id, what, place, is_now, expected, digits) for what, place, is_now, expected in rows]
    if repair and apart:
        rebuild(uow.driver, org_id=org_id)
        record_audit(
            uow,
            ctx,
            action="summaries.recalculate",
            subject_type="summaries",
            subject_id=str(org_id),
            before={"differences": len(apart), "examples": [one.as_dict() for one in apart[:EXAMPLES]]},
            after={"differences": 0},
        )
    return apart


def _mend(uow: UnitOfWork, org_id: UUID, derived: Derived, missing: list[list[Any]]) -> None:
    rows = {"org_id": org_id, "rows": json.dumps(missing)}
    for statement in (derived.make(), derived.lock(), derived.mend()):
        uow.driver.execute(statement, rows)


def _note(uow: UnitOfWork, ctx: OrgContext, subject: str, differences: Iterable[Difference]) -> None:
    """Keep in the audit log what each row was and became, amounts in the currency's digits."""
    for difference in differences:
        told = difference.as_dict()
        place = " ".join(str(part) for part in difference.where.values() if part is not None)
        record_audit(
            uow,
            ctx,
            action=f"{subject}.recalculate",
            subject_type=subject,
            subject_id=place,
            before=told["found"],
            after=told["expected"],
        )
