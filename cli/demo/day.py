"""The day itself: the shop opens, the tills sell, what was set aside is mended, and everything is proven."""

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from rich.console import Console

from cli.demo.basket import mended
from cli.demo.board import Board
from cli.demo.client import Line, StreamEnded
from cli.demo.proof import Before, Proof, look_before, prove
from cli.demo.report import Report, grouped
from cli.demo.shop import NAME, Shop, open_shop, receive_stock
from cli.demo.tally import Tally
from cli.demo.tills import TillAtWork, plan_day
from domain.core.money import text_of

STREAM_PAUSE_S = 0.3
PATIENCE_S = 60.0
"""How long nothing may end before the demo gives up waiting."""
LOOK_S = 0.05


async def run_day(*, base_url: str, kept_in: Path, sales: int, tills: int, console: Console) -> tuple[Shop, bool]:
    """Run the whole day and tell of it; return the shop and whether everything holds.

    Raises: `Refused`, `LoadError` when the shop cannot be opened.
    """
    began = time.monotonic()
    shop = await open_shop(base_url, kept_in=kept_in, tills=tills)
    value = await receive_stock(shop, sales=sales)
    before = await asyncio.to_thread(look_before, shop.org_id)
    console.print(
        f"[green]✓[/] {NAME}: {len(shop.assortment.items)} articles, {len(shop.locations)} locations, "
        f"{tills} till{'s' if tills > 1 else ''}, goods for {grouped(text_of(value, 2))}"
        f" [dim]({time.monotonic() - began:.1f} s)[/]",
        highlight=False,
        soft_wrap=True,
    )
    if before.sales:
        console.print(f"  {before.sales:,} sales of earlier runs are in its books", style="dim", highlight=False)
    tally = Tally(wanted=sales)
    async with _listening(shop, tally, last_id=before.last_event_id):
        await _sell(shop, tally, before=before, sales=sales, console=console)
        reason = await _mend(shop, tally)
    return shop, await _tell(shop, tally, before=before, reason=reason, console=console)


async def _sell(shop: Shop, tally: Tally, *, before: Before, sales: int, console: Console) -> None:
    """Let every till work through its day, then wait until all that was promised has ended."""
    # Each run is another day, so that a second one is not the first one again.
    dice = random.Random(before.sales)
    async with contextlib.AsyncExitStack() as held:
        working = [
            TillAtWork(
                till=till,
                line=await held.enter_async_context(Line(shop.base_url, token=till.secret, org_id=shop.org_id)),
                plan=plan,
                assortment=shop.assortment,
                tally=tally,
                dice=random.Random(dice.random()),
                seq=before.last_seq.get(till.id, 0),
            )
            for till, plan in zip(shop.tills, plan_day(dice, sales=sales, tills=len(shop.tills)), strict=True)
        ]
        board = Board(console, tally=tally, tills=working, title=f"{NAME} is open: {sales:,} sales")
        with board.shown():
            await asyncio.gather(*(till.work() for till in working))
            await _wait_until_all_ended(tally)
            tally.finished = time.monotonic()


async def _wait_until_all_ended(tally: Tally) -> None:
    ended, since = len(tally.ended), time.monotonic()
    while not tally.all_ended:
        await asyncio.sleep(LOOK_S)
        if len(tally.ended) != ended:
            ended, since = len(tally.ended), time.monotonic()
        elif time.monotonic() - since > PATIENCE_S:
            tally.problems.append(f"nothing was posted for {PATIENCE_S:.0f} s")
            return


@contextlib.asynccontextmanager
async def _listening(shop: Shop, tally: Tally, *, last_id: str) -> AsyncIterator[None]:
    """Take every event that the server sends of ended operations, for the length of a block."""

    async def listen() -> None:
        last_seen = last_id
        while True:
            async with shop.owner() as owner:
                with contextlib.suppress(StreamEnded):
                    async for event_id, operation in owner.events("/api/operations/stream", last_id=last_seen):
                        if operation is not None:
                            last_seen = event_id
                            tally.end(operation)
            await asyncio.sleep(STREAM_PAUSE_S)

    listening = asyncio.create_task(listen())
    try:
        yield
    finally:
        listening.cancel()
        await asyncio.wait([listening])


async def _mend(shop: Shop, tally: Tally) -> dict[str, Any] | None:
    """Pay in full what was paid too little, and let it be tried again; return why it had been set aside."""
    reason = None
    async with shop.owner() as owner:
        for sale_id, error in list(tally.rejections.items()):
            sale = tally.shorts.get(sale_id)
            if sale is None:
                tally.problems.append(f"sale {sale_id} was set aside: {error['code']}: {error['detail']}")
                continue
            reason = error
            del tally.ended[sale_id]
            await owner.make(f"/api/operations/{sale_id}/retry", {"payload": mended(sale)})
    await _wait_until_all_ended(tally)
    return reason


async def _tell(shop: Shop, tally: Tally, *, before: Before, reason: dict[str, Any] | None, console: Console) -> bool:
    """Print what came of it; return whether everything holds."""
    report = Report(console)
    async with shop.owner() as owner:
        if tally.accepted:
            sale = await owner.get(f"/api/sales/{tally.told[1]}")
            codes = {till.id: till for till in shop.tills}
            till = codes[sale["terminal_id"]]
            report.sale(sale, till=till.code, location=till.location)
        report.trial_balance(await owner.get("/api/reports/trial-balance"))
    report.figures(tally, mended=reason)
    proof: Proof = await asyncio.to_thread(
        prove, shop.org_id, before=before, wanted=tally.wanted, accepted=tally.accepted
    )
    report.proof(proof)
    return proof.holds and not tally.problems
