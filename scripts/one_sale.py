"""Posts one sale through the real inbox and the real drain, and prints the rows it left: the README shows them.

Ids, hashes and times of this run are left out, so that every run prints the same. Only HTTP and the broker are missing:
the doorbell's answer is handed to the drain directly.
"""

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import psycopg

from cli.bench.databases import migrated_server
from domain.auth.permissions import ROLES, Role
from domain.auth.service import register_user
from domain.core.context import Actor, OrgContext
from domain.core.db import unit_of_work
from domain.core.ids import new_id
from domain.inventory.schemas import ItemCreate
from domain.inventory.service import create_item
from domain.onboarding.service import open_organization
from domain.operations.admission import AdmissionDesk, Wish
from domain.operations.payload import decode
from domain.org.schemas import OrganizationDraft
from domain.pos.schemas import TaxRateCreate, TerminalCreate
from domain.pos.service import TAX_RATES, TERMINALS
from domain.posting.drain import Drained, connect_for_posting, drain_shard
from domain.posting.kinds import KINDS
from domain.reports.verification import verify

DIGITS = 2
RING_TIMEOUT_S = 10

OPERATION = "SELECT kind, status, attempts, coalesce(result ->> 'receipt_number', '-') AS receipt FROM core.operations"
ROWS = (
    (
        "pos.sales",
        """
SELECT receipt_number AS receipt, business_date, net / 100.0 AS net, tax / 100.0 AS tax, tip / 100.0 AS tip,
    total / 100.0 AS total, change / 100.0 AS change, cost / 100.0 AS cost FROM pos.sales
""",
    ),
    (
        "pos.sale_lines",
        """
SELECT line_no AS line, sku, quantity, unit_price, discount / 100.0 AS discount, net / 100.0 AS net,
    tax / 100.0 AS tax, total / 100.0 AS total, cost / 100.0 AS cost FROM pos.sale_lines ORDER BY line_no
""",
    ),
    (
        "pos.payments",
        """
SELECT payment_no AS no, method, amount / 100.0 AS amount, change / 100.0 AS change
FROM pos.payments ORDER BY payment_no
""",
    ),
    (
        "inv.stock_movements",
        """
SELECT m.kind, i.sku, m.quantity, m.unit_cost, m.value / 100.0 AS value
FROM inv.stock_movements m JOIN inv.items i ON i.org_id = m.org_id AND i.id = m.item_id ORDER BY m.posted_at
""",
    ),
    (
        "inv.stock_levels",
        """
SELECT o.code AS location, i.sku, l.quantity, l.unit_cost, l.value / 100.0 AS value
FROM inv.stock_levels l JOIN inv.items i ON i.org_id = l.org_id AND i.id = l.item_id
JOIN inv.locations o ON o.org_id = l.org_id AND o.id = l.location_id
""",
    ),
    (
        "acct.journals",
        "SELECT book, number, business_date, memo, source_type AS source FROM acct.journals ORDER BY 1, 2",
    ),
    (
        "acct.journal_lines of the sale",
        """
SELECT a.code AS account, a.name, l.debit / 100.0 AS debit, l.credit / 100.0 AS credit
FROM acct.journal_lines l JOIN acct.journals j ON j.org_id = l.org_id AND j.id = l.journal_id
JOIN acct.chart_of_accounts a ON a.org_id = l.org_id AND a.id = l.account_id
WHERE j.source_type = 'sale' ORDER BY l.line_no
""",
    ),
)


@dataclass(frozen=True, slots=True)
class Shop:
    """An organization that can sell."""

    ctx: OrgContext
    location_id: UUID
    terminal_id: UUID


def open_shop() -> Shop:
    """Open an organization with a till, a tax, beans that are kept in stock and a latte that is not."""
    org_id = new_id()
    with unit_of_work() as uow:
        owner = register_user(uow, email="ana@example.com", name="Ana", password_hash="nobody logs in")  # noqa: S106
        uow.commit()
    draft = OrganizationDraft(name="Café Sol", currency="USD", country="US", time_zone="America/Chicago")
    ctx = OrgContext(
        org_id=org_id, actor=Actor("user", owner.id), role=Role.OWNER, permissions=frozenset(ROLES[Role.OWNER])
    )
    with unit_of_work(org_id) as uow:
        opened = open_organization(uow, org_id=org_id, owner_id=owner.id, draft=draft)
        location_id = opened.default_location_id
        assert location_id is not None
        till, _ = TERMINALS.create(uow, ctx, given=TerminalCreate(code="T1", name="Till 1", location_id=location_id))
        tax, _ = TAX_RATES.create(
            uow, ctx, given=TaxRateCreate.model_validate({"code": "VAT16", "name": "VAT", "percent": "16"})
        )
        for item in (
            {"sku": "BEANS", "name": "Coffee beans 1 kg", "price": "10.50"},
            {"sku": "LATTE", "name": "Latte", "price": "3.50", "stocked": False},
        ):
            create_item(uow, ctx, given=ItemCreate.model_validate({**item, "tax_rate_id": str(tax.id)}))
        uow.commit()
    return Shop(ctx, location_id, till.id)


def receipt_of_goods(shop: Shop) -> dict[str, Any]:
    """Return ten kilograms of beans, as a stock clerk sends them."""
    return {
        "id": str(new_id()),
        "location_id": str(shop.location_id),
        "occurred_at": "2025-03-03T08:00:00-06:00",
        "lines": [{"sku": "BEANS", "quantity": "10", "unit_cost": "6.25"}],
    }


def sale(shop: Shop) -> dict[str, Any]:
    """Return a sale with a discount and a tip, paid with a card and with cash, as a till sends it."""
    return {
        "id": str(new_id()),
        "terminal_id": str(shop.terminal_id),
        "occurred_at": "2025-03-03T10:15:00-06:00",
        "lines": [{"sku": "BEANS", "quantity": "2", "discount": "1.00"}, {"sku": "LATTE", "quantity": "1"}],
        "tip": "1.00",
        "payments": [{"method": "card", "amount": "20.00"}, {"method": "cash", "amount": "10.00"}],
    }


async def admit(shop: Shop, kind_name: str, body: dict[str, Any]) -> list[int]:
    """Have a body accepted durably; return the shards that the desk then asks to be rung."""
    kind = KINDS[kind_name]
    content = kind.canonical(decode(msgspec.json.encode(body), kind.payload_type), digits=DIGITS)
    wish = Wish(
        org_id=shop.ctx.org_id,
        id=UUID(content["id"]),
        kind=kind.name,
        lane=shop.location_id,
        subject_type=kind.subject_type,
        subject_id=UUID(content["id"]),
        actor=shop.ctx.actor,
        content=content,
    )
    rung: asyncio.Queue[list[int]] = asyncio.Queue()
    async with AdmissionDesk(lambda shards: rung.put_nowait(list(shards))) as desk:
        epoch = await desk.current_epoch()
        await desk.admit([wish], epoch=epoch)
        return await asyncio.wait_for(rung.get(), RING_TIMEOUT_S)


def drain(shards: Sequence[int]) -> Drained:
    """Post what waits, as a worker does that was rung for it."""
    with connect_for_posting() as connection:
        (drained,) = [drain_shard(connection, shard) for shard in shards]
    return drained


def show(shop: Shop, title: str, query: str) -> None:
    """Print a query's rows under the names of its columns, as the organization sees them."""
    with unit_of_work(shop.ctx.org_id, read_only=True) as uow:
        cursor = psycopg.Cursor(uow.driver)
        cursor.execute(query.encode())
        names = [column.name for column in cursor.description or ()]
        rows = [[_shown(value) for value in row] for row in cursor.fetchall()]
    widths = [max(map(len, column)) for column in zip(names, *rows, strict=True)]
    sys.stdout.write(f"\n{title}\n")
    for row in (names, *rows):
        line = "  ".join(value.ljust(width) for value, width in zip(row, widths, strict=True))
        sys.stdout.write(f"  {line.rstrip()}\n")


def _shown(value: Any) -> str:
    """Return a value as people write it: amounts with the currency's digits, quantities without trailing zeros."""
    if not isinstance(value, Decimal):
        return str(value)
    whole, _, fraction = f"{value:f}".partition(".")
    return f"{whole}.{fraction.rstrip('0').ljust(DIGITS, '0')}"


def main() -> None:
    """Receive ten kilograms of beans, sell two, and show what is there now."""
    with tempfile.TemporaryDirectory(prefix="arcoiris-one-sale-") as folder, migrated_server(Path(folder)):
        shop = open_shop()
        drain(asyncio.run(admit(shop, "stock.receive", receipt_of_goods(shop))))
        shards = asyncio.run(admit(shop, "sale.post", sale(shop)))
        sys.stdout.write(f"accepted; shards to ring: {len(shards)}\n")
        show(shop, "core.operations, before the drain", f"{OPERATION} ORDER BY position")
        drained = drain(shards)
        sys.stdout.write(f"\ndrained: {drained.batches} batch, {drained.ended.get('posted', 0)} posted\n")
        show(shop, "core.operations, after it", f"{OPERATION} ORDER BY position")
        for title, query in ROWS:
            show(shop, title, query)
        proof = verify([shop.ctx.org_id])
        sys.stdout.write(f"\nverify: {len(proof.findings)} invariants, {proof.differences} differences\n")


if __name__ == "__main__":
    main()
