"""Rules as they come out of the database, made into values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import msgspec

from domain.pos.price_rules.conditions import MINUTES_OF_AN_HOUR, Conditions, Hours
from domain.pos.price_rules.lists import Entry, PriceList
from domain.pos.price_rules.promotions import Promotion, PromotionKind


@dataclass(frozen=True, slots=True)
class Rules:
    """The active price lists and promotions of one organization, in no particular order."""

    lists: tuple[PriceList, ...] = ()
    promotions: tuple[Promotion, ...] = ()


NO_RULES = Rules()


@lru_cache(maxsize=1024)
def rules_from(document: str) -> Rules:
    """Return the rules of the document that `queries.RULES` reads; the same text is taken apart once per process."""
    found = msgspec.json.decode(document)
    return Rules(
        lists=tuple(_price_list(one) for one in found if one["rule"] == "price_list"),
        promotions=tuple(_promotion(one) for one in found if one["rule"] == "promotion"),
    )


def entries_from(document: str | None) -> tuple[Entry, ...]:
    """Return the entries of one item in any list; the document is that of `queries.ENTRIES`."""
    found = msgspec.json.decode(document or "[]")
    return tuple(Entry(list_id, _scaled(quantity), _scaled(price)) for list_id, quantity, price in found)


def _price_list(found: Mapping[str, Any]) -> PriceList:
    return PriceList(found["id"], found["code"], found["name"], found["priority"], _conditions(found))


def _promotion(found: Mapping[str, Any]) -> Promotion:
    return Promotion(
        code=found["code"],
        name=found["name"],
        kind=PromotionKind(found["kind"]),
        priority=found["priority"],
        exclusive=found["exclusive"],
        conditions=_conditions(found),
        item_ids=frozenset(found["item_ids"] or ()),
        categories=frozenset(found["categories"] or ()),
        percent=_scaled(found["percent"] or "0"),
        amount=found["amount"] or 0,
        per_unit=found["per_unit"],
        buy=found["buy"] or 0,
        get=found["get"] or 0,
        min_amount=found["min_amount"] or 0,
    )


def _conditions(found: Mapping[str, Any]) -> Conditions:
    return Conditions(
        first_day=_day(found["first_day"]),
        last_day=_day(found["last_day"]),
        weekdays=frozenset(found["weekdays"]),
        hours=tuple(Hours(_minutes(one["starts"]), _minutes(one["ends"])) for one in found["hours"]),
        location_ids=frozenset(found["location_ids"] or ()),
        customer_ids=frozenset(found["customer_ids"] or ()),
        customer_groups=frozenset(found["customer_groups"] or ()),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _minutes(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * MINUTES_OF_AN_HOUR + int(minutes)


def _scaled(text: str) -> int:
    """Return a NUMERIC in the units of its scale: its digits without the point."""
    return int(text.replace(".", ""))
