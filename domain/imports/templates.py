"""Files to begin with: the heading of a kind, and a row of examples."""

from domain.imports.kinds import Kind
from domain.imports.rejected import csv_line


def template(kind: Kind) -> str:
    """Return a CSV file with all columns of a kind and one row as an example."""
    names = [column.name for column in kind.columns]
    return csv_line(names) + csv_line([column.example for column in kind.columns])
