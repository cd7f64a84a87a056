"""Which column of a file is which of ours: suggested from the heading, kept for each organization."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence

from domain.imports.errors import HeadingError
from domain.imports.kinds.base import Column, Kind
from domain.imports.rejected import REASON

MAX_SHOWN = 20


def normalised(name: str) -> str:
    """Return a name without case, accents and punctuation: `Precio (Venta)` is `precio venta`."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", plain))


def fingerprint(heading: Sequence[str]) -> str:
    """Return what two files have in common that have the same columns in whatever order.

    The reason that rejected rows come back with does not count: once mended they are read as the file they are from.
    """
    names = sorted(name for name in map(normalised, heading) if name != REASON)
    return hashlib.sha256("\x1f".join(names).encode()).hexdigest()


def suggested(kind: Kind, heading: Sequence[str]) -> dict[str, str]:
    """Return by our column the name in the file that means it: our own name first, then the aliases in their order."""
    known: dict[str, str] = {}
    for name in heading:
        known.setdefault(normalised(name), name)
    mapping: dict[str, str] = {}
    taken: set[str] = set()
    for place in range(1 + max(len(column.aliases) for column in kind.columns)):
        for column in kind.columns:
            alias = _name_at(column, place)
            found = known.get(normalised(alias)) if alias else None
            if found is not None and column.name not in mapping and found not in taken:
                mapping[column.name] = found
                taken.add(found)
    for column in kind.columns:
        if column.required and column.name not in mapping:
            # What rows are found by may be what they also show: customers by their e-mail address.
            also = next((known[name] for name in map(normalised, column.aliases) if name in known), None)
            mapping |= {} if also is None else {column.name: also}
    mapping = overlaid(mapping, kind.suggests(heading))
    return {column.name: mapping[column.name] for column in kind.columns if column.name in mapping}


def overlaid(mapping: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """Return a mapping with what was said in the place of what was suggested; an empty name leaves a column out."""
    said = set(given.values())
    kept = {name: heading for name, heading in mapping.items() if name not in given and heading not in said}
    return {name: heading for name, heading in {**kept, **given}.items() if heading}


def checked(kind: Kind, heading: Sequence[str], mapping: Mapping[str, str]) -> dict[str, int]:
    """Return by our column its place in the file. **Raises** `HeadingError` with all that is wrong with the mapping."""
    columns = {column.name for column in kind.columns}
    unknown = sorted(set(mapping) - columns)
    if unknown:
        raise HeadingError(f"There is no column {unknown[0]} in {kind.name}: {', '.join(sorted(columns))}.")
    shown = ", ".join(heading[:MAX_SHOWN])
    lacking = sorted(name for name in mapping.values() if name not in heading)
    if lacking:
        raise HeadingError(f"The heading lacks {', '.join(lacking)}; it is: {shown}.")
    twice = sorted({name for name in mapping.values() if list(heading).count(name) > 1})
    if twice:
        raise HeadingError(f"The heading names {', '.join(twice)} twice.")
    missing = [column.name for column in kind.columns if column.required and column.name not in mapping]
    if missing:
        raise HeadingError(f"No column of the file is {', '.join(missing)}; its heading is: {shown}. Give a mapping.")
    return {name: list(heading).index(mapping[name]) for name in mapping}


def _name_at(column: Column, place: int) -> str | None:
    if place == 0:
        return column.name
    return column.aliases[place - 1] if place <= len(column.aliases) else None
