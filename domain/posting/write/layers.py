"""The rows of layers of cost that a batch has used or made, of organizations that cost first in, first out."""

from collections.abc import Iterable, Iterator

from domain.core.money import PRICE_DIGITS, QUANTITY_DIGITS, text_of
from domain.inventory.costing import Layer
from domain.posting.facts import OrgFacts
from domain.posting.write.statements import Row


def changed_layers(orgs: Iterable[OrgFacts]) -> list[Row]:
    """Return what is left of layers that were there before."""
    return [(*key, layer.seq, *_figures(layer)) for key, layer in _changed(orgs) if layer.seq]


def new_layers(orgs: Iterable[OrgFacts]) -> list[Row]:
    """Return the layers that were made, in the order of their arrival; one may be used up already."""
    return [(*key, *_figures(layer), layer.movement_id, layer.lot_id) for key, layer in _changed(orgs) if not layer.seq]


def _changed(orgs: Iterable[OrgFacts]) -> Iterator[tuple[tuple[str, str, str], Layer]]:
    for org in orgs:
        if org.fifo:
            for location_id, item_id in sorted(org.touched_levels):
                layers = org.levels[location_id, item_id].layers
                for layer in layers.changed() if layers is not None else ():
                    yield (org.id, location_id, item_id), layer


def _figures(layer: Layer) -> Row:
    return text_of(layer.quantity, QUANTITY_DIGITS), layer.value, text_of(layer.unit_cost, PRICE_DIGITS)
