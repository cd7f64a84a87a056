"""Exporting an organization's journals in one of the known formats."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from domain.core.db import UnitOfWork
from domain.reports.export.beancount import beancount_file
from domain.reports.export.hledger import hledger_file
from domain.reports.export.ledger import Journal, Ledger, read_journals, read_ledger
from domain.reports.export.spreadsheet import csv_file


class ExportFormat(StrEnum):
    """What the journals can be exported as."""

    BEANCOUNT = "beancount"
    HLEDGER = "hledger"
    CSV = "csv"


WRITERS: Mapping[ExportFormat, Callable[[Ledger, Iterable[Journal]], Iterator[str]]] = MappingProxyType(
    {ExportFormat.BEANCOUNT: beancount_file, ExportFormat.HLEDGER: hledger_file, ExportFormat.CSV: csv_file}
)


def export_journals(
    uow: UnitOfWork,
    *,
    org_id: UUID,
    export_format: ExportFormat,
    first: dt.date | None = None,
    last: dt.date | None = None,
) -> Iterator[str]:
    """Yield a file with the journals of the business dates `first` to `last`, both included, all by default.

    `uow` stays open while it is read; opened by `snapshot`, the file shows one moment.
    """
    ledger = read_ledger(uow, org_id=org_id)
    yield from WRITERS[export_format](ledger, read_journals(uow, org_id=org_id, ledger=ledger, first=first, last=last))
