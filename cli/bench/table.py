"""The table at the end."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

COLOURS = {"beyond": "green", "met": "cyan", "not met": "red"}
EXACT_BELOW = 10
ONE_DIGIT_BELOW = 100


def print_table(document: Mapping[str, Any], console: Console) -> None:
    """Print one line for each figure, and a note under each measure."""
    table = Table(title="arcoiris bench", caption=_caption(document), caption_justify="left", title_justify="left")
    table.add_column("#", no_wrap=True)
    table.add_column("measure", ratio=3)
    table.add_column("figure", no_wrap=True)
    for name in ("value", "reach", "beyond"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    table.add_column("absolute", ratio=2)
    table.add_column("CPU µs/sale\nPython+Postgres", justify="right", no_wrap=True)
    for result in document["results"]:
        for at, bar in enumerate(result["bars"]):
            first = at == 0
            table.add_row(
                result["id"] if first else "",
                f"{result['name']}\n[dim]{result['note']}[/dim]" if first else "",
                bar["figure"],
                f"{_number(bar['value'])} {bar['unit']}".strip(),
                _number(bar["reach"]),
                _number(bar["beyond"]),
                f"[{COLOURS[bar['verdict']]}]{bar['verdict']}[/]",
                _absolute(result["absolute"]) if first else "",
                _cpu(result["cpu_us_per_sale"]) if first else "",
                end_section=at == len(result["bars"]) - 1,
            )
    console.print(table)


def _caption(document: Mapping[str, Any]) -> str:
    machine, load = document["machine"], document["load_average_1m"]
    return (
        f"{document['plan']} run of {document['seconds']:.0f} s, seed {document['seed']}; {machine['cores']} cores,"
        f" {machine['processor']}; load average {load['before']:.1f} before and {load['after']:.1f} after;"
        f" commit {document['commit'].get('id', 'unknown')[:12]}"
    )


def _absolute(figures: Mapping[str, Any]) -> str:
    return "\n".join(f"{name} {_number(value)}" for name, value in figures.items() if isinstance(value, int | float))


def _cpu(cpu: Mapping[str, float] | None) -> str:
    return "" if cpu is None else f"{cpu['python']:.0f}+{cpu['postgres']:.0f}\n= {cpu['total']:.0f}"


def _number(value: float) -> str:
    if isinstance(value, int) or value >= ONE_DIGIT_BELOW:
        return f"{value:,.0f}"
    return f"{value:.2f}" if value < EXACT_BELOW else f"{value:.1f}"
