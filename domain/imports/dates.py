"""In which order a file writes day and month: as it says itself, else as the organization's country does."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import text

from domain.core.db import UnitOfWork
from domain.imports.kinds import Kind
from domain.imports.kinds.converters import date_order
from domain.imports.models import Import
from domain.imports.reader import beginning, column_of

# Where a date in figures begins with the month (CLDR, pattern of the short date); years come first of themselves.
MONTH_FIRST = frozenset({"US", "PH", "FM", "GU", "MH", "PR", "PW", "AS", "MP", "VI", "UM"})


def date_format_of(
    uow: UnitOfWork, row: Import, kind: Kind, places: Mapping[str, int], *, given: Mapping[str, Any]
) -> tuple[str | None, str | None]:
    """Return the order of day and month, and why it is believed; None for a kind without dates."""
    columns = [places[column.name] for column in kind.columns if column.dates and column.name in places]
    if not columns:
        return None, None
    if given.get("date_format"):
        return str(given["date_format"]), "given"
    for rows in beginning(row):
        for place in columns:
            found = date_order(column_of(rows, place))
            if found is not None:
                return found, "rows"
    return ("mdy" if _country_of(uow, row.org_id) in MONTH_FIRST else "dmy"), "country"


def _country_of(uow: UnitOfWork, org_id: UUID) -> str | None:
    statement = text("SELECT o.country FROM core.organizations o WHERE o.id = :org_id")
    country: str | None = uow.session.scalar(statement, {"org_id": org_id})
    return country
