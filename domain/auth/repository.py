"""Rows of people, memberships, sessions and keys. What belongs to an organization is built with its id."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, and_, exists, func, or_, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from domain.auth.models import ApiKey, RefreshToken, User, UserOrgRole
from domain.core.db import UnitOfWork

USE_NOTED_EVERY = timedelta(minutes=10)


class Standing(NamedTuple):
    """Whether an account is active, and its role in the organization that was asked about, if any."""

    active: bool
    role: str | None


class MembershipRow(NamedTuple):
    """One organization that a person belongs to."""

    org_id: UUID
    org_name: str
    role: str


class MemberRow(NamedTuple):
    """One person of an organization."""

    user_id: UUID
    email: str
    name: str
    active: bool
    role: str
    joined_at: datetime


class Accounts:
    """People; they stand above organizations."""

    def __init__(self, uow: UnitOfWork) -> None:
        """Read and write in this transaction."""
        self._session = uow.session

    def by_email(self, email: str) -> User | None:
        """Return the account of a normalized email."""
        return self._session.scalar(select(User).where(func.lower(User.email) == email))

    def by_id(self, user_id: UUID) -> User | None:
        """Return one account."""
        return self._session.get(User, user_id)

    def add(self, *, email: str, name: str, password_hash: str) -> User | None:
        """Insert an account; None when the email is taken, by whoever was first."""
        statement = insert(User).values(email=email, name=name, password_hash=password_hash)
        return self._session.scalar(statement.on_conflict_do_nothing().returning(User))

    def standing(self, user_id: UUID, *, org_id: UUID) -> Standing | None:
        """Return an account's standing in one organization, None for no account."""
        joined = and_(UserOrgRole.user_id == User.id, UserOrgRole.org_id == org_id)
        row = self._session.execute(
            select(User.active, UserOrgRole.role).outerjoin(UserOrgRole, joined).where(User.id == user_id)
        ).one_or_none()
        return Standing(row.active, row.role) if row else None

    def memberships(self, user_id: UUID) -> list[MembershipRow]:
        """Return all organizations of a person, by name."""
        rows = self._session.execute(text("SELECT * FROM core.memberships_of(:user_id)"), {"user_id": user_id})
        return [MembershipRow(*row) for row in rows]


class Sessions:
    """Refresh tokens, kept as hashes; those of one login are a family."""

    def __init__(self, uow: UnitOfWork) -> None:
        """Read and write in this transaction."""
        self._session = uow.session

    def add(self, *, family_id: UUID, user_id: UUID, token_hash: bytes, expires_at: datetime) -> None:
        """Insert one token."""
        self._session.execute(
            insert(RefreshToken).values(
                family_id=family_id, user_id=user_id, token_hash=token_hash, expires_at=expires_at
            )
        )

    def family_of(self, token_hash: bytes) -> UUID | None:
        """Return the family of a token."""
        return self._session.scalar(select(RefreshToken.family_id).where(RefreshToken.token_hash == token_hash))

    def lock_family(self, family_id: UUID) -> None:
        """Wait until nobody else rotates or revokes this family; its first token is always among the locked."""
        self._session.execute(
            select(RefreshToken.id)
            .where(RefreshToken.family_id == family_id)
            .order_by(RefreshToken.id)
            .with_for_update()
        )

    def by_hash(self, token_hash: bytes) -> RefreshToken | None:
        """Return one token as it stands after `lock_family`."""
        return self._session.scalar(
            select(RefreshToken).where(RefreshToken.token_hash == token_hash).execution_options(populate_existing=True)
        )

    def mark_used(self, token_id: UUID, *, at: datetime) -> None:
        """Note that a token was exchanged for its successor."""
        self._session.execute(update(RefreshToken).where(RefreshToken.id == token_id).values(used_at=at))

    def revoke_family(self, family_id: UUID, *, at: datetime) -> None:
        """End every token of a family that has not ended yet."""
        self._session.execute(
            update(RefreshToken)
            .where(RefreshToken.family_id == family_id, RefreshToken.revoked_at.is_(None))
            .values(revoked_at=at)
        )


class Members:
    """The people of one organization."""

    def __init__(self, uow: UnitOfWork, *, org_id: UUID) -> None:
        """Read and write this organization's memberships in this transaction."""
        self._session = uow.session
        self._org_id = org_id

    def page(self, *, limit: int, after: tuple[datetime, UUID] | None) -> Sequence[MemberRow]:
        """Return up to `limit` members, newest first, behind the one with this time and id."""
        statement = self._rows().order_by(UserOrgRole.created_at.desc(), UserOrgRole.user_id.desc()).limit(limit)
        if after is not None:
            statement = statement.where(tuple_(UserOrgRole.created_at, UserOrgRole.user_id) < after)
        return [MemberRow(*row) for row in self._session.execute(statement)]

    def get(self, user_id: UUID) -> MemberRow | None:
        """Return one member."""
        row = self._session.execute(self._rows().where(UserOrgRole.user_id == user_id)).one_or_none()
        return MemberRow(*row) if row else None

    def lock(self, user_id: UUID) -> str | None:
        """Lock one member and every owner, in one order, and return the member's role."""
        rows = self._session.execute(
            select(UserOrgRole.user_id, UserOrgRole.role)
            .where(
                UserOrgRole.org_id == self._org_id,
                or_(UserOrgRole.user_id == user_id, UserOrgRole.role == "owner"),
            )
            .order_by(UserOrgRole.user_id)
            .with_for_update()
        ).all()
        return next((row.role for row in rows if row.user_id == user_id), None)

    def has_owner_besides(self, user_id: UUID) -> bool:
        """Return whether somebody else, with an active account, is an owner."""
        others = (
            select(UserOrgRole.user_id)
            .join(User, User.id == UserOrgRole.user_id)
            .where(
                UserOrgRole.org_id == self._org_id,
                UserOrgRole.role == "owner",
                UserOrgRole.user_id != user_id,
                User.active,
            )
        )
        return bool(self._session.scalar(select(exists(others))))

    def add(self, *, user_id: UUID, role: str) -> bool:
        """Insert a membership; False when there is one."""
        statement = insert(UserOrgRole).values(org_id=self._org_id, user_id=user_id, role=role)
        added = self._session.scalar(statement.on_conflict_do_nothing().returning(UserOrgRole.user_id))
        return added is not None

    def set_role(self, user_id: UUID, *, role: str) -> None:
        """Give a member another role."""
        self._session.execute(
            update(UserOrgRole)
            .where(UserOrgRole.org_id == self._org_id, UserOrgRole.user_id == user_id)
            .values(role=role)
        )

    def remove(self, user_id: UUID) -> None:
        """End a membership."""
        row = self._session.get(UserOrgRole, (self._org_id, user_id))
        if row is not None:
            self._session.delete(row)
            self._session.flush()

    def _rows(self) -> Select[UUID, str, str, bool, str, datetime]:
        return (
            select(User.id, User.email, User.name, User.active, UserOrgRole.role, UserOrgRole.created_at)
            .join(User, User.id == UserOrgRole.user_id)
            .where(UserOrgRole.org_id == self._org_id)
        )


class Keys:
    """The API keys of one organization."""

    def __init__(self, uow: UnitOfWork, *, org_id: UUID) -> None:
        """Read and write this organization's keys in this transaction."""
        self._session = uow.session
        self._org_id = org_id

    def by_secret(self, secret_hash: bytes) -> ApiKey | None:
        """Return the key with this secret, unless it was revoked."""
        return self._session.scalar(
            select(ApiKey).where(
                ApiKey.org_id == self._org_id, ApiKey.secret_hash == secret_hash, ApiKey.revoked_at.is_(None)
            )
        )

    def note_use(self, key: ApiKey, *, at: datetime) -> None:
        """Note that a key is in use, now and then: a write for each request would cost more than it tells."""
        if key.last_used_at is None or key.last_used_at < at - USE_NOTED_EVERY:
            self._session.execute(
                update(ApiKey).where(ApiKey.org_id == self._org_id, ApiKey.id == key.id).values(last_used_at=at)
            )

    def add(
        self, *, name: str, prefix: str, secret_hash: bytes, role: str, terminal_id: UUID | None, created_by: UUID
    ) -> ApiKey:
        """Insert a key."""
        key = ApiKey(
            org_id=self._org_id,
            name=name,
            prefix=prefix,
            secret_hash=secret_hash,
            role=role,
            terminal_id=terminal_id,
            created_by=created_by,
        )
        self._session.add(key)
        self._session.flush()
        return key

    def page(self, *, limit: int, after: UUID | None) -> Sequence[ApiKey]:
        """Return up to `limit` keys, newest first, behind the one with this id; revoked ones too."""
        statement = select(ApiKey).where(ApiKey.org_id == self._org_id).order_by(ApiKey.id.desc()).limit(limit)
        if after is not None:
            statement = statement.where(ApiKey.id < after)
        return self._session.scalars(statement).all()

    def get(self, key_id: UUID) -> ApiKey | None:
        """Return one key."""
        return self._session.get(ApiKey, (self._org_id, key_id))

    def lock(self, key_id: UUID) -> ApiKey | None:
        """Return one key, locked until the transaction ends."""
        return self._session.get(ApiKey, (self._org_id, key_id), with_for_update=True, populate_existing=True)

    def name_terminal(self, terminal_id: UUID) -> bool:
        """Say whether any key, revoked or not, is bound to this terminal."""
        statement = select(ApiKey.id).where(ApiKey.org_id == self._org_id, ApiKey.terminal_id == terminal_id)
        return self._session.execute(statement.limit(1)).first() is not None
