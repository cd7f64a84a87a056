"""Postgres: one engine per process, and the unit of work, which is the only thing that commits.

Every transaction says which organizations it may see before it sees anything: row-level security answers the rest.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from domain.core.settings import settings

if TYPE_CHECKING:
    import psycopg

_SEE = text("SELECT set_config('app.org_ids', :org_ids, true)")
_SEE_READ_ONLY = text(
    "SELECT set_config('app.org_ids', :org_ids, true), set_config('transaction_read_only', 'on', true)"
)


_CONNECTED: "list[Callable[[psycopg.Connection[Any]], object]]" = []


def on_connect(told: "Callable[[psycopg.Connection[Any]], object]") -> None:
    """Let `told` know of every connection that the engine of this process opens from now on."""
    _CONNECTED.append(told)


def sqlalchemy_url(url: str) -> str:
    """Return a `postgresql://` address with the one driver of this project."""
    return make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


@lru_cache(maxsize=1)
def engine() -> Engine:
    """Return the engine of this process; opened after a worker's fork, never before."""
    made = create_engine(
        sqlalchemy_url(settings().database_url),
        pool_size=settings().db_pool_size,
        max_overflow=settings().db_pool_size,
        pool_pre_ping=True,
        pool_recycle=1800,
        # What an exception shows ends in a log; passwords' hashes and customers' names must not.
        hide_parameters=True,
        connect_args={"connect_timeout": 5, "application_name": "arcoiris"},
    )
    event.listen(made, "connect", _tell)
    return made


def _tell(connection: "psycopg.Connection[Any]", _record: object) -> None:
    for told in _CONNECTED:
        told(connection)


@lru_cache(maxsize=1)
def _of_one_moment(base: Engine) -> Engine:
    """Return the same engine, its pool included, with transactions that see one moment; it costs no round trip."""
    return base.execution_options(isolation_level="REPEATABLE READ")


def org_list(org_ids: Sequence[UUID]) -> str:
    """Return organizations as the Postgres array literal that the policies read."""
    return "{" + ",".join(str(org_id) for org_id in org_ids) + "}"


class UnitOfWork:
    """One transaction over the organizations it names; gone at the end of its `with` unless committed."""

    def __init__(self, session: Session, org_ids: tuple[UUID, ...]) -> None:
        """Keep the open session; made by `unit_of_work` only."""
        self.session = session
        self.org_ids = org_ids
        self._published: list[Callable[[], None]] = []

    @property
    def driver(self) -> "psycopg.Connection[Any]":
        """Return the psycopg connection of this very transaction, for set-based statements."""
        return cast("psycopg.Connection[Any]", self.session.connection().connection.driver_connection)

    def after_commit(self, publish: Callable[[], None]) -> None:
        """Remember what must be told to the world once, and only if, this transaction is durable."""
        self._published.append(publish)

    def commit(self) -> None:
        """Make it durable, then publish."""
        self.session.commit()
        published, self._published = self._published, []
        for publish in published:
            publish()


@contextmanager
def unit_of_work(*org_ids: UUID, read_only: bool = False) -> Iterator[UnitOfWork]:
    """Open one transaction that sees `org_ids` and nothing else; without `commit()` it leaves no trace.

    All statements of a read-only one see the same moment (REPEATABLE READ): a document and its lines are asked for one
    after the other, while workers post. It never fails for that, and takes no lock that a sale could meet.
    """
    with Session(_of_one_moment(engine()) if read_only else engine(), expire_on_commit=False) as session:
        session.execute(_SEE_READ_ONLY if read_only else _SEE, {"org_ids": org_list(org_ids)})
        yield UnitOfWork(session, org_ids)
