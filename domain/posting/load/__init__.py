"""Loading: one query per table for everything that a batch needs, and the locks, in one global order."""

from domain.posting.load.goods import load_goods
from domain.posting.load.locks import lock
from domain.posting.load.orgs import load_orgs
from domain.posting.load.originals import load_originals

__all__ = ["load_goods", "load_orgs", "load_originals", "lock"]
