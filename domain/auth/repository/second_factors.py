"""Rows of second factors: one per person, its secret encrypted, its recovery codes as hashes."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert

from domain.auth.models import SecondFactor
from domain.core.db import UnitOfWork


class SecondFactors:
    """People's second factors; they stand above organizations."""

    def __init__(self, uow: UnitOfWork) -> None:
        """Read and write in this transaction."""
        self._session = uow.session

    def get(self, user_id: UUID) -> SecondFactor | None:
        """Return a person's second factor, confirmed or not."""
        return self._session.get(SecondFactor, user_id)

    def lock(self, user_id: UUID) -> SecondFactor | None:
        """Return it, locked until the transaction ends: a code is taken once."""
        return self._session.get(SecondFactor, user_id, with_for_update=True, populate_existing=True)

    def keep_secret(self, user_id: UUID, *, secret: bytes) -> bool:
        """Keep a new secret, not confirmed yet, in place of another that was not; False where one is confirmed."""
        statement = insert(SecondFactor).values(user_id=user_id, secret=secret, recovery_hashes=[])
        kept = self._session.scalar(
            statement.on_conflict_do_update(
                index_elements=[SecondFactor.user_id],
                set_={"secret": statement.excluded.secret, "created_at": func.now()},
                where=SecondFactor.confirmed_at.is_(None),
            ).returning(SecondFactor.user_id)
        )
        return kept is not None

    def confirm(self, factor: SecondFactor, *, at: datetime, recovery_hashes: Sequence[bytes]) -> None:
        """Put a locked second factor in force."""
        factor.confirmed_at = at
        factor.recovery_hashes = list(recovery_hashes)
        self._session.flush()

    def note_step(self, factor: SecondFactor, *, step: int) -> None:
        """Note the time step of the last code that a locked second factor took."""
        factor.last_step = step
        self._session.flush()

    def use_recovery(self, factor: SecondFactor, *, code_hash: bytes) -> None:
        """Take one recovery code of a locked second factor away."""
        factor.recovery_hashes = [kept for kept in factor.recovery_hashes if kept != code_hash]
        self._session.flush()

    def remove(self, user_id: UUID) -> None:
        """Delete a person's second factor."""
        self._session.execute(delete(SecondFactor).where(SecondFactor.user_id == user_id))
