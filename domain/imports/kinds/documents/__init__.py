"""What kinds share whose rows become operations: built as clients build them, accepted as theirs, brought home."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from domain.auth.permissions import Permission
from domain.core.db import UnitOfWork
from domain.imports.errors import (
    AlreadyThereError,
    CollidedError,
    DismissedError,
    NotThereError,
    OtherContentError,
    RestOfDocumentError,
    TwiceInFileError,
)
from domain.imports.kinds.base import Batch, Column, Fault, KindDefaults, Policy, Settled, Verdict, Work
from domain.imports.kinds.documents.document import Document, faults_of, refused, runs
from domain.imports.kinds.documents.outcomes import Outcomes
from domain.operations.errors import NotRetryableError
from domain.operations.payload import differing_paths
from domain.operations.service import admit_now, known_operations, retry_operation
from domain.operations.view import OperationStatus
from domain.operations.wishes import Wish
from domain.org.service import record_audit

MOST_WAITING = 400
"""Operations of an import that may wait when its next chunk is taken: two batches, so that workers are never idle and
what others send waits behind no more than these and one chunk."""
LOOK_AGAIN_S = 0.05
MOST_LOOK_AGAIN_S = 0.5
POSTED_AT_MOST = 1_000
"""Operations that two workers post in a second when all is well: sooner than that nobody need look again."""
SHOWN_PATHS = 5
SET_ASIDE = (OperationStatus.REJECTED, OperationStatus.FAILED)
TO_RING = "to_ring"
"""Where a transaction keeps the shards to be rung once it is committed."""


class DocumentKind(KindDefaults):
    """A kind whose rows become operations, a document of rows that follow each other at a time.

    An operation's identity is made from its own reference: the same file again, or one that overlaps it, is a replay;
    other content under the same reference is a conflict, told of its rows. What posting had refused before is tried
    again, as it stands now. `paths`: by a field of the operation the column it is made of; `reference`: the column that
    is told where no other is meant.
    """

    name: str
    description: str
    permission: Permission
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    group: tuple[str, ...]
    reference: str
    paths: Mapping[str, str] = {}
    grants = 0

    def documents(self, uow: UnitOfWork, work: Work, batch: Batch) -> tuple[list[Document], list[Fault]]:
        """Return the operations that rows become, and what is wrong with the rows of those that do not."""
        raise NotImplementedError

    def prepare(self, uow: UnitOfWork, work: Work) -> None:
        """Make what the operations rely on, before the first one is accepted."""

    def keys(self, batch: Batch) -> list[tuple[int, str, str]]:
        """Return the reference of each document, at its first row: rows of one that stand apart are two of them."""
        found = []
        columns = [batch.column(name) for name in self.group]
        for run in runs(batch, self.group):
            parts = [column[run[0]] for column in columns]
            if None not in parts:
                found.append((batch.lines[run[0]], self.reference, "\x1f".join(str(part) for part in parts)))
        return found

    def process(self, uow: UnitOfWork, work: Work, batch: Batch) -> Verdict:
        """Check the documents of a chunk; accept what is new, and bring home what has been posted meanwhile."""
        verdict = self._bring_home(uow, work) if work.apply else Verdict()
        documents, faults = self.documents(uow, work, batch)
        verdict.faults = faults
        known = known_operations(uow, org_id=work.ctx.org_id, ids=[document.id for document in documents])
        new: dict[UUID, Document] = {}
        again: list[Document] = []
        for document in documents:
            before = known.get(document.id)
            if document.id in new:
                verdict.faults += self._faults(batch, document, TwiceInFileError())
            elif before is None:
                if work.policy is Policy.UPDATE_ONLY:
                    verdict.faults += self._faults(batch, document, NotThereError())
                else:
                    new[document.id] = document
            elif before["dismissed_at"] is not None:
                verdict.faults += self._faults(batch, document, DismissedError())
            elif before["status"] in SET_ASIDE:
                again.append(document)
            elif document.content not in (before["payload"], before["mended"]):
                verdict.faults += self._faults(batch, document, _conflict(before, document))
            elif work.policy is Policy.CREATE_ONLY:
                verdict.faults += self._faults(batch, document, AlreadyThereError())
            else:
                verdict.unchanged += len(document.rows)
        verdict.new += sum(len(document.rows) for document in (*new.values(), *again))
        if work.apply:
            self._accept(uow, work, batch, list(new.values()), again, known)
        return verdict

    def wait_s(self, uow: UnitOfWork, work: Work) -> float:
        """Wait while more than a few batches of this import are still to be posted."""
        waiting = Outcomes(uow, work.ctx.org_id, work.import_id).waiting()
        return _look_again(waiting - MOST_WAITING // 2) if waiting > MOST_WAITING else 0.0

    def settle(self, uow: UnitOfWork, work: Work) -> Settled:
        """Wait for the last ones, and bring home what became of them."""
        home = self._bring_home(uow, work)
        # What ended since that look has not come home yet: only what is kept no more is through.
        left = Outcomes(uow, work.ctx.org_id, work.import_id).left()
        return Settled(minus_new=-home.new, late=home.late, wait_s=_look_again(left) if left else 0.0)

    def _accept(  # noqa: PLR0917 - the parts of one decision
        self,
        uow: UnitOfWork,
        work: Work,
        batch: Batch,
        new: Sequence[Document],
        again: Sequence[Document],
        known: Mapping[UUID, Mapping[str, Any]],
    ) -> None:
        if not new and not again:
            return
        self.prepare(uow, work)
        wishes = [self._wish(work, document) for document in new]
        if wishes and admit_now(uow, wishes) < len(wishes):
            # Another import has brought one of them since the look above: with what content, the next look finds.
            raise CollidedError
        shards = {wish.shard for wish in wishes}
        for document in again:
            mended = None if document.content == known[document.id]["payload"] else document.content
            try:
                _, shard = retry_operation(
                    uow, work.ctx, document.id, mended=mended, grants=self.grants, record_audit=record_audit
                )
            except NotRetryableError as error:
                raise CollidedError from error
            shards.add(shard)
        lines, cells = batch.lines, batch.cells
        sent = {
            str(document.id): [(lines[at], cells.get(lines[at], [])) for at in document.rows]
            for document in (*new, *again)
        }
        Outcomes(uow, work.ctx.org_id, work.import_id).keep(lines[0], sent)
        uow.session.info.setdefault(TO_RING, set()).update(shards)

    def _wish(self, work: Work, document: Document) -> Wish:
        return Wish(
            org_id=work.ctx.org_id,
            id=document.id,
            kind=document.kind.name,
            lane=document.lane,
            subject_type=document.kind.subject_type,
            subject_id=document.id,
            actor=work.ctx.actor,
            content=document.content,
            grants=self.grants,
        )

    def _bring_home(self, uow: UnitOfWork, work: Work) -> Verdict:
        """Reject the rows of what posting refused: they had counted as new."""
        outcomes = Outcomes(uow, work.ctx.org_id, work.import_id)
        faults: list[Fault] = []
        cells: dict[int, list[str]] = {}
        for operation in outcomes.bring_home():
            cells.update(operation.rows)
            lines = [line for line, _ in operation.rows]
            faults += faults_of(lines, operation.error, column_of=self._column_of, group=self.reference)
        outcomes.reject(cells, faults)
        late = len({fault.line for fault in faults})
        return Verdict(new=-late, late=late)

    def _faults(self, batch: Batch, document: Document, error: Any) -> list[Fault]:
        return refused(batch, document.rows, error, column_of=self._column_of, group=self.reference)

    def _rest(self, lines: Sequence[int]) -> list[Fault]:
        return [Fault.of(line, self.reference, RestOfDocumentError) for line in lines]

    def _column_of(self, field: str) -> str:
        column = self.paths.get(field, field)
        return column if any(one.name == column for one in self.columns) else ""


def _look_again(waiting: int) -> float:
    """Return in how many seconds so many can have been posted: each look costs as much as posting a few."""
    return min(max(waiting / POSTED_AT_MOST, LOOK_AGAIN_S), MOST_LOOK_AGAIN_S)


def _conflict(before: Mapping[str, Any], document: Document) -> OtherContentError:
    current = before["payload"] if before["mended"] is None else before["mended"]
    paths = differing_paths(current, document.content)
    shown = ", ".join(paths[:SHOWN_PATHS]) + (", …" if len(paths) > SHOWN_PATHS else "")
    return OtherContentError(f"This reference was taken before, and differs in {shown}.")
