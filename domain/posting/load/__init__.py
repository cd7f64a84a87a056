"""Loading: one query per table for everything that a batch needs, and the locks, in one global order."""

from domain.posting.load.bank import load_bank
from domain.posting.load.foreign import load_foreign
from domain.posting.load.goods import load_goods
from domain.posting.load.locks import lock
from domain.posting.load.orgs import load_orgs
from domain.posting.load.originals import load_originals
from domain.posting.load.periods import load_periods

__all__ = ["load_bank", "load_foreign", "load_goods", "load_orgs", "load_originals", "load_periods", "lock"]
