"""Rules: made, read, changed, taken away; and which of them a line fits."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import re2

from domain.accounting.service import account_codes, with_account_id
from domain.banking.errors import RuleUnfit
from domain.banking.models import BankRule
from domain.banking.repository import RuleRepository
from domain.banking.schemas import BankRuleView
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.money import InexactError, amount_from, text_of
from domain.org.master_data import MasterData, Values
from domain.org.profile import profile_of

AMOUNTS = ("min_amount", "max_amount")
CONDITIONS = ("contains", "pattern", "min_amount", "max_amount")
MEMORY = 1 << 20
"""What a compiled pattern may take, bytes: a small one with large repeats is refused, not run."""


def compiled(pattern: str) -> Any:
    """Return a rule's pattern; RE2 reads any text in time that grows with its length alone. **Raises** `RuleUnfit`."""
    options = re2.Options()
    options.case_sensitive = False
    options.max_mem = MEMORY
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        told = error.args[0] if error.args else ""
        sentence = told.decode("utf-8", "replace") if isinstance(told, bytes) else str(told)
        raise RuleUnfit.at("pattern", f"It is no regular expression of RE2: {sentence}.") from error


def _values(uow: UnitOfWork, ctx: OrgContext, given: Values, row: BankRule | None) -> Values:
    """Return the input as columns.

    **Raises** `UnknownAccount`, `ControlAccount`, `RuleUnfit`.
    """
    values = with_account_id(uow, ctx, given)
    digits = profile_of(uow, org_id=ctx.org_id).digits
    for name in AMOUNTS:
        if isinstance(values.get(name), Decimal):
            try:
                values[name] = amount_from(values[name], digits=digits)
            except InexactError as error:
                raise RuleUnfit.at(name, f"{error}.") from error
    if values.get("pattern") is not None:
        compiled(values["pattern"])
    if values.get("direction") is not None:
        values["direction"] = values["direction"].value
    told = {name: values[name] if name in values else getattr(row, name, None) for name in CONDITIONS}
    if all(value is None for value in told.values()):
        raise RuleUnfit.at("contains", "Say what a line has to have: a text, a pattern or an amount.")
    least, most = told["min_amount"], told["max_amount"]
    if least is not None and most is not None and least > most:
        raise RuleUnfit.at("min_amount", "It is more than max_amount.")
    return values


def _views(uow: UnitOfWork, ctx: OrgContext, rows: Sequence[BankRule]) -> list[BankRuleView]:
    codes = account_codes(uow, org_id=ctx.org_id, ids={row.account_id for row in rows})
    digits = profile_of(uow, org_id=ctx.org_id).digits
    return [
        BankRuleView.model_validate(
            {name: getattr(row, name) for name in BankRuleView.model_fields if name not in {*AMOUNTS, "account"}}
            | {"account": codes[row.account_id]}
            | {name: None if getattr(row, name) is None else text_of(getattr(row, name), digits) for name in AMOUNTS}
        )
        for row in rows
    ]


def _is_used(_uow: UnitOfWork, _ctx: OrgContext, _row: BankRule) -> bool:
    """Nothing refers to a rule: what it posted names the account itself."""
    return False


BANK_RULES = MasterData(name="bank_rule", rows=RuleRepository, views=_views, is_used=_is_used, values=_values)
