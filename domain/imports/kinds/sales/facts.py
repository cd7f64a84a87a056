"""What past sales name, looked up for a whole chunk at once: tills, items, customers, taxes, tenders."""

from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any
from uuid import UUID

from domain.core.clock import zone
from domain.core.db import UnitOfWork
from domain.core.errors import DomainError
from domain.imports.errors import ManyOfThemError, OneNameError
from domain.imports.kinds.base import Batch, Work
from domain.imports.kinds.sales.columns import TENDERS
from domain.org.profile import profile_of
from domain.pos.price_rules.queries import RULED
from domain.posting.errors import (
    InactiveItemError,
    UnknownCustomerError,
    UnknownItemError,
    UnknownPaymentMethodError,
    UnknownTaxRateError,
    UnknownTerminalError,
)

SETTINGS = f"""
SELECT s.prices_include_tax, s.tax_rounding = 'document', s.cash_rounding <= 1 AND NOT {RULED}
FROM core.settings s JOIN core.organizations o ON o.id = s.org_id WHERE s.org_id = %(org_id)s
"""  # noqa: S608 - of constants
TERMINALS = """
SELECT t.code, t.id, t.location_id FROM pos.terminals t
WHERE t.org_id = %(org_id)s AND t.active AND t.code = ANY (%(keys)s)
"""
METHODS = "SELECT m.code, m.kind FROM pos.payment_methods m WHERE m.org_id = %(org_id)s AND m.active"
RATES = """
SELECT r.id, r.code, (r.percent * 1000000)::bigint, r.inclusive FROM pos.tax_rates r
WHERE r.org_id = %(org_id)s AND r.active
"""
# Each name is one look-up by its key, whatever a young table's statistics say.
ITEMS = """
SELECT w.name, i.active, coalesce(i.tax_rate_id, c.tax_rate_id) FROM unnest(%(keys)s::text[]) AS w (name)
CROSS JOIN LATERAL (
    SELECT n.active, n.tax_rate_id, n.category FROM inv.items n
    WHERE n.org_id = %(org_id)s AND n.sku = w.name LIMIT 1
) AS i
LEFT JOIN inv.categories c ON c.org_id = %(org_id)s AND c.code = i.category
"""
BARCODES = """
SELECT w.name, i.active, coalesce(i.tax_rate_id, c.tax_rate_id) FROM unnest(%(keys)s::text[]) AS w (name)
CROSS JOIN LATERAL (
    SELECT n.active, n.tax_rate_id, n.category FROM inv.item_barcodes b
    JOIN inv.items n ON n.org_id = b.org_id AND n.id = b.item_id
    WHERE b.org_id = %(org_id)s AND b.barcode = w.name LIMIT 1
) AS i
LEFT JOIN inv.categories c ON c.org_id = %(org_id)s AND c.code = i.category
"""
CUSTOMERS = """
SELECT w.name, coalesce(r.id, e.id), r.id IS NULL AND e.several FROM unnest(%(keys)s::text[]) AS w (name)
LEFT JOIN LATERAL (
    SELECT c.id FROM pos.customers c WHERE c.org_id = %(org_id)s AND c.reference = w.name AND c.active LIMIT 1
) AS r ON true
LEFT JOIN LATERAL (
    SELECT (min(c.id::text))::uuid AS id, count(*) > 1 AS several FROM pos.customers c
    WHERE position('@' IN w.name) > 1 AND c.org_id = %(org_id)s AND c.email = w.name AND c.active
) AS e ON r.id IS NULL
"""


@dataclass(frozen=True, slots=True)
class Till:
    """A terminal, and the location that is its lane."""

    id: UUID
    location_id: UUID


@dataclass(frozen=True, slots=True)
class Tax:
    """A tax rate; `percent` in millionths of a percent."""

    id: UUID | None
    percent: int
    inclusive: bool


UNTAXED = Tax(None, 0, inclusive=False)


@dataclass(slots=True)
class Facts:
    """What a chunk names, as far as it is there."""

    digits: int
    zone: tzinfo
    tax_per_document: bool
    as_priced: bool
    """Whether a receipt comes to what its prices say: no rule takes anything off, and no coin is too small."""
    tills: dict[str, Till]
    methods: dict[str, str]
    rates: dict[str, Tax]
    taxes: dict[tuple[str, str], Tax]
    """By `sku` or `barcode` and its value the tax of the item."""
    customers: dict[str, UUID]
    faults: dict[int, list[tuple[str, DomainError]]] = field(default_factory=dict)
    """By place in the batch the column and what is wrong with it."""

    def fault(self, at: int, column: str, error: DomainError) -> None:
        """Note what is wrong with a row."""
        self.faults.setdefault(at, []).append((column, error))


def load_facts(uow: UnitOfWork, work: Work, batch: Batch) -> Facts:
    """Look up all that a chunk names, and note the rows that name what is not there."""
    org_id = work.ctx.org_id

    def ask(statement: str, *columns: str) -> list[tuple[Any, ...]]:
        keys = sorted({value for name in columns for value in batch.column(name) if value is not None})
        if columns and not keys:
            return []
        return uow.driver.execute(statement, {"org_id": org_id, "keys": keys}).fetchall()

    profile = profile_of(uow, org_id=org_id)
    ((inclusive, per_document, as_priced),) = ask(SETTINGS)
    rates = {
        rate_id: (code, Tax(rate_id, percent, inclusive if own is None else own))
        for rate_id, code, percent, own in ask(RATES)
    }
    found = [("sku", *row) for row in ask(ITEMS, "sku")] + [("barcode", *row) for row in ask(BARCODES, "barcode")]
    named = ask(CUSTOMERS, "customer")
    facts = Facts(
        digits=profile.digits,
        zone=zone(profile.time_zone),
        tax_per_document=per_document,
        as_priced=as_priced,
        tills={code: Till(till_id, location_id) for code, till_id, location_id in ask(TERMINALS, "terminal")},
        methods=dict(ask(METHODS)),
        rates=dict(rates.values()),
        taxes={
            (kind, name): rates[tax_id][1] if tax_id in rates else UNTAXED
            for kind, name, active, tax_id in found
            if active
        },
        customers={name: found_id for name, found_id, several in named if found_id is not None and not several},
    )
    _check_items(facts, batch, {(kind, name) for kind, name, active, _ in found if not active})
    _check(facts, batch, "terminal", facts.tills, UnknownTerminalError)
    _check(facts, batch, "tax_rate", facts.rates, UnknownTaxRateError)
    for at in range(1, TENDERS + 1):
        _check(facts, batch, "tender" if at == 1 else f"tender_{at}", facts.methods, UnknownPaymentMethodError)
    several = {name for name, _, many in named if many}
    for place, name in enumerate(batch.column("customer")):
        if name is not None and name not in facts.customers:
            facts.fault(place, "customer", ManyOfThemError() if name in several else UnknownCustomerError())
    return facts


def _check_items(facts: Facts, batch: Batch, inactive: set[tuple[str, str]]) -> None:
    """Note the rows whose item is not there, is no longer sold, or is named in two ways or none."""
    for at, (sku, barcode) in enumerate(zip(batch.column("sku"), batch.column("barcode"), strict=True)):
        if (sku is None) == (barcode is None):
            facts.fault(at, "sku", OneNameError())
            continue
        named = ("sku", sku) if sku is not None else ("barcode", barcode or "")
        if named not in facts.taxes:
            facts.fault(at, named[0], InactiveItemError() if named in inactive else UnknownItemError())


def _check(facts: Facts, batch: Batch, column: str, known: Any, error: type[DomainError]) -> None:
    for at, name in enumerate(batch.column(column)):
        if name is not None and name not in known:
            facts.fault(at, column, error())
