"""The end of the replay: what was odd, what it took, and whether the books are the source."""

from rich import box
from rich.console import Console
from rich.table import Table

from cli.replay.rules import RULES
from cli.replay.year import Year
from domain.core.money import text_of

DIGITS = 2
MOST_SHOWN = 20


def print_year(year: Year, console: Console) -> None:
    """Print everything that there is to be told."""
    _print_rules(year, console)
    _print_rejected(year, console)
    _print_cost(year, console)
    _print_proof(year, console)


def _print_rules(year: Year, console: Console) -> None:
    table = Table(title="What is odd in the data", title_justify="left", box=box.SIMPLE_HEAD, expand=True)
    table.add_column("", ratio=2)
    table.add_column("count", justify="right", no_wrap=True)
    table.add_column("what became of it", ratio=3, style="dim")
    for quirk, count in year.written.books.counted.items():
        table.add_row(quirk.value, f"{count:,}", RULES[quirk])
    console.print(table)
    unpaid = text_of(year.written.books.unpaid_coupons, DIGITS)
    console.print(f"Coupons beyond their baskets: {unpaid}, paid to nobody.", style="dim")


def _print_rejected(year: Year, console: Console) -> None:
    table = Table(title="Baskets that were rejected", title_justify="left", box=box.SIMPLE_HEAD)
    table.add_column("reason")
    table.add_column("baskets", justify="right")
    for reason, count in year.posted.reasons().most_common():
        table.add_row(reason, f"{count:,}")
    if not year.posted.rejected:
        table.add_row("none", "0")
    console.print(table)


def _print_cost(year: Year, console: Console) -> None:
    table = Table(title="What it took", title_justify="left", box=box.SIMPLE_HEAD)
    for name in ("part", "CPU s", "largest process, MB"):
        table.add_column(name, justify="left" if name == "part" else "right")
    for part in sorted(year.peaks_mb):
        table.add_row(part, f"{year.cpu_s.get(part, 0.0):,.1f}", f"{year.peaks_mb[part]:,.0f}")
    console.print(table)
    took = ", ".join(f"{name} {seconds:,.1f} s" for name, seconds in year.seconds.items())
    console.print(took, style="dim", highlight=False)
    console.print(
        f"{year.posted.sales:,} sales with {year.written.sale_rows:,} lines at {len(year.written.stores):,} stores"
        f" imported and posted in {year.seconds['imports']:,.1f} s: {year.lines_per_s:,.0f} lines/s",
        highlight=False,
    )


def _print_proof(year: Year, console: Console) -> None:
    from cli.commands.verify import told

    console.print()
    console.print(told(year.verification), end="", markup=False, highlight=False, soft_wrap=True)
    debit, credit = year.trial_balance
    console.print(f"trial balance: debit {debit}, credit {credit}", highlight=False)
    value = text_of(year.compared.value, DIGITS)
    console.print(
        f"{year.compared.baskets:,} baskets of {value} in the source; {year.compared.sums:,} sums per store and month"
        f" compared, to the cent; {len(year.compared.differences):,} differ",
        highlight=False,
    )
    differences = year.differences
    for difference in differences[:MOST_SHOWN]:
        console.print(f"  {difference}", style="red", markup=False, highlight=False)
    if len(differences) > MOST_SHOWN:
        console.print(f"  and {len(differences) - MOST_SHOWN:,} more", style="red")
    console.print("[green]The books are the source.[/]" if not differences else "[red]The books are not the source.[/]")
