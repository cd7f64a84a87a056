"""Tables of imports (`core`): what was asked for, the file in pieces, what was rejected, and what a file has named."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Index, Integer, LargeBinary, SmallInteger, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Uuid

from domain.core.base import Base, Identified, OrgScoped

CORE = {"schema": "core"}
OPEN = "status IN ('received', 'checking', 'applying')"


class Import(Base, Identified):
    """One file that was handed in, and how far it has come.

    `next_row` is the checkpoint: how many rows of the file this pass has behind it, committed together with whatever
    these rows did. `mapping` is by our column the heading in the file. `worker` and `turn_at` say who was last at work.
    `checked`: a pass that changed nothing went over all rows, and kept those that it rejected.
    """

    __tablename__ = "imports"
    __table_args__ = (
        Index("ix_imports_created_at", "org_id", "created_at", "id"),
        Index("ix_imports_sha256", "org_id", "sha256"),
        Index("ix_imports_open", "turn_at", postgresql_where=text(OPEN)),
        CORE,
    )

    kind: Mapped[str]
    status: Mapped[str]
    file_name: Mapped[str | None]
    bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    given: Mapped[dict[str, Any]] = mapped_column(JSONB)
    shape: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    heading: Mapped[list[str] | None] = mapped_column(JSONB)
    mapping: Mapped[dict[str, str] | None] = mapped_column(JSONB)
    on_error: Mapped[str]
    policy: Mapped[str]
    dry_run: Mapped[bool] = mapped_column(Boolean)
    checked: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    options: Mapped[dict[str, Any]] = mapped_column(JSONB)
    rows_total: Mapped[int | None] = mapped_column(BigInteger)
    rows_done: Mapped[int] = mapped_column(BigInteger, server_default="0")
    rows_rejected: Mapped[int] = mapped_column(BigInteger, server_default="0")
    rows_new: Mapped[int] = mapped_column(BigInteger, server_default="0")
    rows_changed: Mapped[int] = mapped_column(BigInteger, server_default="0")
    rows_unchanged: Mapped[int] = mapped_column(BigInteger, server_default="0")
    bytes_done: Mapped[int] = mapped_column(BigInteger, server_default="0")
    next_row: Mapped[int] = mapped_column(BigInteger, server_default="0")
    state: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'::jsonb"))
    error: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    cancel_requested: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    actor_type: Mapped[str]
    actor_id: Mapped[UUID]
    address: Mapped[str | None]
    user_agent: Mapped[str | None]
    worker: Mapped[UUID | None]
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    not_before: Mapped[datetime] = mapped_column(server_default=func.now())
    turn_at: Mapped[datetime] = mapped_column(server_default=func.now())
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    pass_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class ImportFile(Base, OrgScoped):
    """A piece of a file, so that every worker can read it. It is kept as it came: compressed files do not shrink."""

    __tablename__ = "import_files"
    __table_args__ = CORE

    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class ImportReject(Base, OrgScoped):
    """A row that is not taken, as it stands in the file, with all that is wrong with it."""

    __tablename__ = "import_rejects"
    __table_args__ = CORE

    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    line: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    cells: Mapped[list[str]] = mapped_column(JSONB)
    errors: Mapped[list[dict[str, str]]] = mapped_column(JSONB)


class ImportKey(Base, OrgScoped):
    """What a file may name often, on which line first and how often so far."""

    __tablename__ = "import_keys"
    __table_args__ = CORE

    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    line: Mapped[int] = mapped_column(BigInteger)
    times: Mapped[int] = mapped_column(Integer, server_default="1")


class ImportNamed(Base, OrgScoped):
    """What the rows of one chunk name, each key once in a file, and on which lines; `line`: where the chunk begins."""

    __tablename__ = "import_named"
    __table_args__ = CORE

    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    line: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    keys: Mapped[str]
    lines: Mapped[str]


class ImportChunk(Base, OrgScoped):
    """Operations that an import had accepted together and whose outcomes have not come home yet.

    `rows`: by operation the line and the cells of each row that it was made of, in the order of its lines, so that they
    can be given back; JSON that is only read where one is refused.
    """

    __tablename__ = "import_chunks"
    __table_args__ = CORE

    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    first_line: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    operation_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    rows: Mapped[bytes] = mapped_column(LargeBinary)


class ImportMapping(Base, OrgScoped):
    """How an organization reads files with this heading."""

    __tablename__ = "import_mappings"
    __table_args__ = CORE

    kind: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(primary_key=True)
    mapping: Mapped[dict[str, str]] = mapped_column(JSONB)
    given: Mapped[dict[str, Any]] = mapped_column(JSONB)
    used_at: Mapped[datetime] = mapped_column(server_default=func.now())
