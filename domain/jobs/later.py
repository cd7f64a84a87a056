"""Work that is loaded when it first runs: by day most of it never does, and what is not loaded weighs nothing."""

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from domain.core.db import UnitOfWork
    from domain.jobs.definitions import Outcome, Turn


@dataclass(frozen=True, slots=True)
class Later:
    """A function of `domain.jobs.work`, by the names of its module there and its own."""

    path: str

    def __call__(self, uow: "UnitOfWork", turn: "Turn") -> "Outcome":
        """Do it."""
        module, _, name = self.path.partition(".")
        work = getattr(import_module(f"domain.jobs.work.{module}"), name)
        return cast("Outcome", work(uow, turn))
