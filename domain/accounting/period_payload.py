"""Closes and reopenings of periods and fiscal years as an accountant sends them, and as the inbox keeps them."""

import re
from datetime import date
from typing import Any
from uuid import UUID, uuid5

import msgspec

from domain.accounting.journal_payload import FIRST_YEAR, LAST_YEAR
from domain.accounting.modules import Module
from domain.operations.payload import Canon, id_text, without_defaults

PERIOD = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)


class PeriodClose(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A month to be closed (`2026-01`), as a whole or for one module; the path may name it instead."""

    id: UUID | None = None
    period: str | None = None
    module: Module = Module.ALL


class PeriodReopen(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A closed month to be reopened (`2026-01`), as a whole or for one module; the path may name it instead."""

    id: UUID | None = None
    period: str | None = None
    module: Module = Module.ALL


class YearClose(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A fiscal year to be closed, named by the calendar year in which it ends; the path may name it instead."""

    id: UUID | None = None
    fiscal_year: int | None = None


class YearReopen(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A closed fiscal year to be reopened; the path may name it instead."""

    id: UUID | None = None
    fiscal_year: int | None = None


def canonical_period(wanted: PeriodClose | PeriodReopen, *, digits: int) -> dict[str, Any]:
    """Return the canonical content of a close or a reopening. Raises `InvalidPayloadError` naming every faulty path."""
    canon = Canon(digits)
    if wanted.period is None:
        canon.fault("period", "missing", "Name the month, such as 2026-01.")
    elif not PERIOD.fullmatch(wanted.period):
        canon.fault("period", "wrong_form", "A month such as 2026-01.")
    elif not FIRST_YEAR <= int(wanted.period[:4]) <= LAST_YEAR:
        canon.fault("period", "out_of_range", f"Between {FIRST_YEAR} and {LAST_YEAR}.")
    canon.finish()
    module = None if wanted.module == Module.ALL else wanted.module.value
    return without_defaults({"id": id_text(wanted.id), "period": wanted.period, "module": module})


def canonical_year(wanted: YearClose | YearReopen, *, digits: int) -> dict[str, Any]:
    """Return the canonical content of a close or a reopening. Raises `InvalidPayloadError` naming every faulty path."""
    canon = Canon(digits)
    if wanted.fiscal_year is None:
        canon.fault("fiscal_year", "missing", "Name the fiscal year, such as 2026.")
    elif not FIRST_YEAR < wanted.fiscal_year <= LAST_YEAR:
        canon.fault("fiscal_year", "out_of_range", f"Between {FIRST_YEAR + 1} and {LAST_YEAR}.")
    canon.finish()
    return without_defaults({"id": id_text(wanted.id), "fiscal_year": wanted.fiscal_year})


def subject_of_period(org_id: UUID, content: dict[str, Any]) -> UUID:
    """Return the id by which operations speak of a month."""
    return uuid5(org_id, f"period {content['period']}")


def subject_of_year(org_id: UUID, content: dict[str, Any]) -> UUID:
    """Return the id by which operations speak of a fiscal year."""
    return uuid5(org_id, f"fiscal year {content['fiscal_year']}")


def month_named(period: str) -> date:
    """Return the first day of a month as content names it."""
    return date.fromisoformat(f"{period}-01")


def name_of(month: date) -> str:
    """Return the name of a month: `2026-01`."""
    return f"{month.year:04}-{month.month:02}"
