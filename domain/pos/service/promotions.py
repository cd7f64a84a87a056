"""Promotions: made, read, changed, taken away."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.fields import plain_decimal
from domain.core.money import InexactError, amount_from, text_of
from domain.org.master_data import MasterData, Values
from domain.org.profile import profile_of
from domain.pos.errors import PromotionContradictory, PromotionIncomplete, WrongDigits
from domain.pos.models import Promotion
from domain.pos.price_rules import PromotionKind
from domain.pos.repository import PromotionRepository
from domain.pos.rule_schemas import PromotionView
from domain.pos.service.rule_values import rule_values, timed_fields

FREE = Decimal(100)
AMOUNTS = ("amount", "min_amount")
OWN = ("percent", "amount", "buy", "get")
NEEDED: Mapping[PromotionKind, frozenset[str]] = {
    PromotionKind.PERCENTAGE: frozenset({"percent"}),
    PromotionKind.AMOUNT: frozenset({"amount"}),
    PromotionKind.BUY_GET: frozenset({"percent", "buy", "get"}),
    PromotionKind.FIXED_PRICE: frozenset({"amount", "buy"}),
}


def _values(uow: UnitOfWork, ctx: OrgContext, given: Values, row: Promotion | None) -> Values:
    """Return the input as columns.

    **Raises** `PromotionIncomplete`, `PromotionContradictory`, `WrongDigits`, and what all rules raise.
    """
    values = rule_values(PromotionRepository(uow, ctx.org_id), given, row)
    kind = PromotionKind(values["kind"] if row is None else row.kind)
    values |= {"kind": kind.value} if row is None else {}
    if kind is PromotionKind.BUY_GET and "percent" in values and values["percent"] is None:
        values["percent"] = FREE
    _check(kind, values, row)
    for name in AMOUNTS:
        if values.get(name) is not None:
            values[name] = _minor(uow, ctx, name, values[name])
    return values


def _check(kind: PromotionKind, values: Mapping[str, Any], row: Promotion | None) -> None:
    """Refuse a value that the kind has no use for, and the lack of one that it needs."""
    for name in OWN:
        value = values[name] if name in values else getattr(row, name)
        if value is None and name in NEEDED[kind]:
            raise PromotionIncomplete.at(name)
        if value is not None and name not in NEEDED[kind]:
            raise PromotionContradictory.at(name)
    if values.get("per_unit") and kind is not PromotionKind.AMOUNT:
        raise PromotionContradictory.at("per_unit")


def _minor(uow: UnitOfWork, ctx: OrgContext, path: str, amount: Decimal) -> int:
    try:
        return amount_from(amount, digits=profile_of(uow, org_id=ctx.org_id).digits)
    except InexactError as error:
        raise WrongDigits.at(path, f"{error}.") from error


def _is_used(_uow: UnitOfWork, _ctx: OrgContext, _row: Promotion) -> bool:
    """Say no: a sale's lines keep what a promotion did in their own words, so that nothing names it."""
    return False


def _views(uow: UnitOfWork, ctx: OrgContext, rows: Sequence[Promotion]) -> list[PromotionView]:
    scopes = PromotionRepository(uow, ctx.org_id).scopes_of([row.id for row in rows])
    digits = profile_of(uow, org_id=ctx.org_id).digits
    return [
        PromotionView(
            **timed_fields(row),
            **scopes[row.id],
            kind=PromotionKind(row.kind),
            percent=None if row.percent is None else plain_decimal(row.percent),
            amount=None if row.amount is None else text_of(row.amount, digits),
            per_unit=row.per_unit,
            buy=row.buy,
            get=row.get,
            min_amount=None if row.min_amount is None else text_of(row.min_amount, digits),
            exclusive=row.exclusive,
        )
        for row in rows
    ]


PROMOTIONS = MasterData(name="promotion", rows=PromotionRepository, views=_views, is_used=_is_used, values=_values)
