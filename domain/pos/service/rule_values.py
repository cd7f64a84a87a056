"""What price lists and promotions have in common when they are written and shown."""

from collections.abc import Mapping
from typing import Any

from domain.pos.errors import EndsBeforeItStarts, TooManyRules
from domain.pos.repository import PriceListRepository, PromotionRepository
from domain.pos.rule_schemas import MAX_ACTIVE

TIMED = ("id", "code", "name", "priority", "valid_from", "valid_to", "weekdays", "hours", "active", "version")
STAMPS = ("created_at", "updated_at")


def rule_values(rules: PriceListRepository | PromotionRepository, given: Mapping[str, Any], row: Any) -> dict[str, Any]:
    """Return the input's fields as a rule's columns. **Raises** `EndsBeforeItStarts`, `TooManyRules`."""
    values = dict(given)
    first, last = (values[name] if name in values else getattr(row, name, None) for name in ("valid_from", "valid_to"))
    if first is not None and last is not None and last < first:
        raise EndsBeforeItStarts.at("valid_to" if "valid_to" in values else "valid_from")
    if values.get("active") and not (row is not None and row.active) and rules.count_active() >= MAX_ACTIVE:
        raise TooManyRules.at("active")
    if "weekdays" in values:
        values["weekdays"] = sorted(set(values["weekdays"]))
    return values


def timed_fields(row: Any) -> dict[str, Any]:
    """Return what a rule shows of itself as it is stored."""
    return {name: getattr(row, name) for name in (*TIMED, *STAMPS)}
