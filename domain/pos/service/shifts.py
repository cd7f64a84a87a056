"""Shifts as read: alone in lists, with their sums as X report while open and as Z report once closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.fields import plain_decimal
from domain.core.money import text_of
from domain.core.paging import PageRequest
from domain.core.schemas import Page
from domain.org.profile import profile_of
from domain.pos.closing import DOCUMENTS, TENDER, Taken, arrived, drawer_method, expected_tenders, in_drawer
from domain.pos.models import Shift, ShiftTotal
from domain.pos.repository import ShiftFilter, ShiftRepository
from domain.pos.shift_schemas import (
    CashMovements,
    Counter,
    ManifestView,
    ShiftReport,
    ShiftStatus,
    ShiftTotals,
    ShiftView,
    TaxTotal,
    TenderCountView,
    TenderTotal,
)

_AS_STORED = tuple(name for name in ShiftView.model_fields if name not in {"opening_float", "variance", "status"})


@dataclass(frozen=True, slots=True)
class _Names:
    """What codes and ids in the sums are called; methods have kind, name and whether they are active."""

    digits: int
    methods: Mapping[str, tuple[str, str, bool]]
    rates: Mapping[UUID, tuple[str, Any]]

    def money(self, amount: int) -> str:
        return text_of(amount, self.digits)

    def method(self, code: str) -> str:
        return self.methods[code][1] if code in self.methods else code


def list_shifts(uow: UnitOfWork, ctx: OrgContext, *, paging: PageRequest, wanted: ShiftFilter) -> Page[ShiftView]:
    """Return one page of shifts without their sums, the one opened last first. **Raises** `CursorInvalid`."""
    found = ShiftRepository(uow, ctx.org_id).page(paging, wanted)
    digits = profile_of(uow, org_id=ctx.org_id).digits
    return Page(items=[ShiftView(**_fields(shift, digits)) for shift in found.rows], next_cursor=found.next_cursor)


def get_shift(uow: UnitOfWork, ctx: OrgContext, *, shift_id: UUID) -> ShiftReport:
    """Return a shift's X or Z report from the sums that were kept with each sale. **Raises** `NotFoundError`."""
    shifts = ShiftRepository(uow, ctx.org_id)
    shift, totals = shifts.get(shift_id), shifts.totals(shift_id)
    names = _Names(
        digits=profile_of(uow, org_id=ctx.org_id).digits,
        methods=shifts.methods(),
        rates=shifts.rates({UUID(total.code) for total in totals if total.measure == "tax"}),
    )
    taken, later = _taken(totals, supplement=False), _taken(totals, supplement=True)
    drawer = drawer_method({code: (kind, active) for code, (kind, _, active) in names.methods.items()})
    counts = _counts(shift, taken, drawer, names)
    last_number, grand_total = shifts.numbers(shift.terminal_id)
    last = last_number if shift.last_receipt is None else shift.last_receipt
    drawn = last >= shift.first_receipt
    report: Literal["X", "Z"] = "X" if shift.status == ShiftStatus.OPEN else "Z"
    return ShiftReport(
        **_fields(shift, names.digits),
        **_sums(taken, names).model_dump(),
        report=report,
        in_drawer=names.money(in_drawer(taken, opening_float=shift.opening_float, drawer=drawer)),
        counts=counts,
        first_receipt=shift.first_receipt if drawn else None,
        last_receipt=last if drawn else None,
        grand_total=names.money(grand_total if shift.grand_total is None else shift.grand_total),
        manifest=_manifest(shift, taken, later, names),
        supplements=_documents(later),
        supplement=_sums(later, names) if later else None,
    )


def _fields(shift: Shift, digits: int) -> dict[str, Any]:
    return {
        **{name: getattr(shift, name) for name in _AS_STORED},
        "opening_float": text_of(shift.opening_float, digits),
        "variance": None if shift.variance is None else text_of(shift.variance, digits),
        "status": ShiftStatus(shift.status),
    }


def _taken(totals: Sequence[ShiftTotal], *, supplement: bool) -> Taken:
    return {
        (total.measure, total.code): (total.number, total.amount) for total in totals if total.supplement == supplement
    }


_MONEY = (
    *("cash_in", "cash_out", "drop", "drawer_open"),
    *("deposit", "deposit_refund", "customer_payment", "money_void"),
)


def _documents(taken: Taken) -> int:
    """Return how many documents there are, those without goods included."""
    return sum(taken.get((measure, ""), (0, 0))[0] for measure in (*DOCUMENTS, *_MONEY))


def _sums(taken: Taken, names: _Names) -> ShiftTotals:
    def counter(measure: str) -> Counter:
        number, amount = taken.get((measure, ""), (0, 0))
        return Counter(number=number, amount=names.money(amount))

    documents, total = arrived(taken)
    net = taken.get(("net", ""), (0, 0))[1]
    tax = sum(amount for (measure, _), (_, amount) in taken.items() if measure == "tax")
    return ShiftTotals(
        sales=counter("sale"),
        returns=counter("return"),
        exchanges=counter("exchange"),
        voids=counter("void"),
        documents=documents,
        gross=names.money(net + tax),
        discounts=counter("discount"),
        net=names.money(net),
        tax=names.money(tax),
        taxes=_taxes(taken, names),
        tips=counter("tip"),
        rounding=counter("rounding"),
        total=names.money(total),
        tenders=[
            TenderTotal(
                method=code,
                kind=measure.removeprefix(TENDER),
                name=names.method(code),
                number=number,
                amount=names.money(amount),
            )
            for (measure, code), (number, amount) in taken.items()
            if measure.startswith(TENDER)
        ],
        cash=CashMovements(
            paid_in=counter("cash_in"),
            paid_out=counter("cash_out"),
            drops=counter("drop"),
            drawer_openings=counter("drawer_open").number,
        ),
        deposits=counter("deposit"),
        deposit_refunds=counter("deposit_refund"),
        customer_payments=counter("customer_payment"),
        money_voids=counter("money_void"),
    )


def _taxes(taken: Taken, names: _Names) -> list[TaxTotal]:
    taxes = []
    for (measure, code), (number, amount) in taken.items():
        if measure == "tax":
            name, percent = names.rates[UUID(code)]
            taxes.append(
                TaxTotal(
                    tax_rate_id=UUID(code),
                    name=name,
                    percent=plain_decimal(percent),
                    number=number,
                    amount=names.money(amount),
                )
            )
    return sorted(taxes, key=lambda tax: (tax.name, tax.percent, tax.tax_rate_id))


def _counts(shift: Shift, taken: Taken, drawer: str, names: _Names) -> list[TenderCountView]:
    """Return every tender with what is expected of it now, or with what was expected and counted at the close."""
    if shift.counted is not None:
        return [
            TenderCountView(
                method=method,
                kind=kind,
                name=names.method(method),
                expected=names.money(expected),
                counted=names.money(counted),
                variance=names.money(counted - expected),
            )
            for method, kind, expected, counted in shift.counted
        ]
    expected_now = expected_tenders(taken, opening_float=shift.opening_float, drawer=drawer)
    return [
        TenderCountView(
            method=method,
            kind=kind,
            name=names.method(method),
            expected=names.money(amount),
            counted=None,
            variance=None,
        )
        for method, (kind, amount) in sorted(expected_now.items())
    ]


def _manifest(shift: Shift, taken: Taken, later: Taken, names: _Names) -> ManifestView | None:
    if shift.manifest is None:
        return None
    here, after = arrived(taken), arrived(later)
    number, total = here[0] + after[0], here[1] + after[1]
    said: tuple[int, int] = (shift.manifest["sales"], shift.manifest["total"])
    return ManifestView(
        sales=said[0],
        total=names.money(said[1]),
        arrived_sales=number,
        arrived_total=names.money(total),
        complete=said == (number, total),
    )
