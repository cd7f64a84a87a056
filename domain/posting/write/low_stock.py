"""Levels that this batch has taken from above their reorder point to it or below."""

from collections.abc import Iterable

from domain.core.ids import new_id_text
from domain.core.money import QUANTITY_DIGITS, text_of
from domain.posting.facts import OrgFacts
from domain.posting.write.statements import Row


def events(orgs: Iterable[OrgFacts]) -> list[Row]:
    """Return an event for each level that has fallen: the batch is one moment, so what it refills never was low."""
    return [
        (
            org.id,
            new_id_text(),
            location_id,
            item_id,
            text_of(org.levels[location_id, item_id].quantity, QUANTITY_DIGITS),
            text_of(point, QUANTITY_DIGITS),
        )
        for org in orgs
        for (location_id, item_id), (before, point) in sorted(org.may_fall.items())
        if point is not None and before > point >= org.levels[location_id, item_id].quantity
    ]
