"""The end of the demo: one sale in full, the trial balance, the figures, and the proof."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from rich import box
from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from cli.demo.board import WIDEST
from cli.demo.proof import Proof
from cli.demo.tally import Tally
from domain.core.money import text_of

SHORT_HASH = 16


class Report:
    """Prints to one console, no wider than is good to read."""

    def __init__(self, console: Console) -> None:
        """Name where it is printed."""
        self._console = console
        self._width = min(WIDEST, console.width)

    def heading(self, text: str) -> None:
        """Print where the next part begins."""
        self._console.print()
        self._console.print(Rule(Text(text, style="bold cyan"), align="left", style="cyan"), width=self._width)

    def sale(self, sale: Mapping[str, Any], *, till: str, location: str) -> None:
        """Print a sale with its lines, payments, stock movements and journal, as the API tells them."""
        at = datetime.fromisoformat(sale["occurred_at"]).astimezone()
        self.heading(f"One sale, in full: {location}, till {till}, receipt {sale['receipt_number']}, {at:%d %b %H:%M}")
        self._receipt(sale)
        self._movements(sale)
        self._journal(sale["journal"])

    def _receipt(self, sale: Mapping[str, Any]) -> None:
        table = self._table("receipt", ("", "right"), ("item", "left"), ("price", "right"), ("amount", "right"))
        for line in sale["lines"]:
            amount = Decimal(line["net"]) + Decimal(line["discount"])
            table.add_row(line["quantity"], line["name"], _price(line["unit_price"]), f"{amount}")
            if Decimal(line["discount"]):
                table.add_row("", Text("less discount", style="dim"), "", f"-{line['discount']}")
        table.add_section()
        for name, value in (("tax", sale["tax"]), ("tip", sale["tip"])):
            if Decimal(value):
                table.add_row("", Text(name, style="dim"), "", value)
        table.add_row("", Text("total", style="bold"), "", Text(sale["total"], style="bold"))
        for payment in sale["payments"]:
            named = f"paid by {payment['method'].replace('_', ' ')}"
            reference = f" ({payment['reference']})" if payment["reference"] else ""
            table.add_row("", Text(named + reference, style="dim"), "", payment["amount"])
        if Decimal(sale["change"]):
            table.add_row("", Text("change", style="dim"), "", f"-{sale['change']}")
        self._console.print(table)

    def _movements(self, sale: Mapping[str, Any]) -> None:
        names = {line["item_id"]: line["name"] for line in sale["lines"]}
        table = self._table("stock", ("quantity", "right"), ("item", "left"), ("at cost", "right"), ("value", "right"))
        for movement in sale["movements"]:
            name, cost = names[movement["item_id"]], _price(movement["unit_cost"])
            table.add_row(movement["quantity"], name, cost, movement["value"])
        if not sale["movements"]:
            table.add_row("", "everything was made to order", "", "")
        self._console.print(table)

    def _journal(self, journal: Mapping[str, Any]) -> None:
        title = f"journal {journal['book']} no. {journal['number']}"
        table = self._table(title, ("", "right"), ("account", "left"), ("debit", "right"), ("credit", "right"))
        for line in journal["lines"]:
            table.add_row(line["account"], line["name"], _side(line["debit"]), _side(line["credit"]))
        debit, credit = (sum(Decimal(line[side]) for line in journal["lines"]) for side in ("debit", "credit"))
        table.add_section()
        table.add_row("", "", Text(f"{debit}", style="bold"), Text(f"{credit}", style="bold"))
        self._console.print(table)
        link = f" hash {journal['hash'][:SHORT_HASH]}… over its content and {journal['previous_hash'][:SHORT_HASH]}…"
        self._console.print(Text(link, style="dim"))

    def trial_balance(self, report: Mapping[str, Any]) -> None:
        """Print the trial balance, as the API tells it."""
        self.heading(f"Trial balance as of {report['as_of']}")
        table = self._table("", ("", "right"), ("account", "left"), ("debit", "right"), ("credit", "right"))
        for row in report["rows"]:
            table.add_row(row["account"], row["name"], _side(row["debit"]), _side(row["credit"]))
        table.add_section()
        totals = (Text(grouped(report[side]), style="bold") for side in ("total_debit", "total_credit"))
        table.add_row("", "", *totals)
        self._console.print(table)

    def figures(self, tally: Tally, *, mended: Mapping[str, Any] | None) -> None:
        """Print what happened, in numbers that were counted."""
        self.heading("What happened")
        accept, post = tally.accept_latencies, tally.post_latencies
        rows = [
            ("sold", f"{len(tally.accepted):,} sales in {tally.elapsed_s:.1f} s, all on this machine"),
            (
                "at its busiest",
                f"{tally.accepting.busiest:,} sales/s accepted, {tally.posting.busiest:,} sales/s posted",
            ),
            ("accepted in", f"p50 {accept.percentile_ms(50):.1f} ms, p99 {accept.percentile_ms(99):.1f} ms"),
            ("posted after", f"p50 {post.percentile_ms(50):.0f} ms, p99 {post.percentile_ms(99):.0f} ms"),
            (
                "network",
                (
                    f"{_some(tally.answers_lost, 'answer', 'answers')} lost,"
                    f" {_some(tally.resent, 'sale', 'sales')} sent again as the same sale"
                ),
            ),
            (
                "offline",
                f"{_some(tally.from_queue, 'sale', 'sales')} came later, in {_some(tally.batches, 'batch', 'batches')}",
            ),
            ("altered", _conflicts(tally)),
        ]
        if mended is not None:
            rows.append(("set aside", f"{mended['code']}: {mended['detail']} Mended, tried again, posted."))
        table = Table.grid(padding=(0, 2))
        table.add_column(style="dim", min_width=14)
        table.add_column()
        for row in rows:
            table.add_row(*row)
        self._console.print(table, width=self._width)
        for problem in tally.problems:
            self._console.print(Text(f"✗ {problem}", style="bold red"))

    def proof(self, proof: Proof) -> None:
        """Print the invariants, then the one line that matters."""
        self.heading("The proof")
        grid = Table.grid(padding=(0, 1))
        for finding in proof.verification.findings:
            count = f": {finding.differences:,} differences" if finding.differences else ""
            grid.add_row(_mark(holds=not finding.differences), finding.number, f"{finding.sentence}{count}")
        agreed = proof.tills_total == proof.books_total
        sums = (grouped(text_of(total, 2)) for total in (proof.tills_total, proof.books_total))
        grid.add_row(_mark(holds=agreed), "", "the tills counted {}, the books say {}".format(*sums))
        self._console.print(grid, width=self._width)
        self._console.print()
        self._console.print(Text(proof.sentence(), style="bold green" if proof.holds else "bold red"))

    def _table(self, title: str, *columns: tuple[str, str]) -> Table:
        table = Table(
            box=box.SIMPLE_HEAD, width=self._width, title=title or None, title_justify="left", show_edge=False
        )
        table.title_style = "bold"
        for at, (name, justify) in enumerate(columns):
            table.add_column(
                name,
                justify="right" if justify == "right" else "left",
                ratio=1 if at == 1 else None,
                min_width=8 if at != 1 else None,
                style="dim" if at == 0 else "",
                header_style="dim",
            )
        return table


def _mark(*, holds: bool) -> Text:
    return Text("✓", style="green") if holds else Text("✗", style="bold red")


def _conflicts(tally: Tally) -> str:
    paths = sorted({path for paths in tally.conflicts for path in paths})
    named = f" naming {', '.join(paths)}" if paths else ""
    return f"{_some(len(tally.conflicts), 'sale', 'sales')} came back with other content: 409{named}"


def _some(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def _price(text: str) -> str:
    return f"{Decimal(text):.2f}"


def _side(text: str) -> str:
    return grouped(text) if Decimal(text) else ""


def grouped(text: str) -> str:
    """Return a decimal with its thousands set apart."""
    return f"{Decimal(text):,}"
