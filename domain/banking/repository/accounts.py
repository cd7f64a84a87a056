"""Rows of bank accounts and of rules."""

from uuid import UUID

from sqlalchemy import or_, select

from domain.banking.models import BankAccount, BankRule, BankStatement
from domain.core.base_repository import BaseRepository
from domain.core.keyset import KeyOrder


class BankAccountRepository(BaseRepository[BankAccount]):
    """The bank accounts of one organization."""

    model = BankAccount
    paths = {  # noqa: RUF012 - read only
        "uq_bank_accounts_org_id_account_id": "account",
        "fk_bank_accounts_org_id_account_id": "account",
    }

    def has_statements(self, account_id: UUID) -> bool:
        """Say whether a statement of the account was ever read."""
        statement = select(BankStatement.id).where(
            BankStatement.org_id == self.org_id, BankStatement.bank_account_id == account_id
        )
        return self.session.execute(statement.limit(1)).first() is not None

    def every(self) -> list[BankAccount]:
        """Return all bank accounts."""
        return list(self.session.scalars(self.scoped().order_by(BankAccount.id)))

    def any(self) -> bool:
        """Say whether the organization has a bank account."""
        statement = select(BankAccount.id).where(BankAccount.org_id == self.org_id).limit(1)
        return self.session.execute(statement).first() is not None


class RuleRepository(BaseRepository[BankRule]):
    """The rules of one organization."""

    model = BankRule
    paths = {  # noqa: RUF012 - read only
        "fk_bank_rules_org_id_account_id": "account",
        "fk_bank_rules_org_id_bank_account_id": "bank_account_id",
        "fk_bank_rules_org_id_location_id": "location_id",
    }

    def order(self) -> KeyOrder:
        """Return the order of lists: that in which they are asked."""
        return KeyOrder((self.column("position"), self.column("id")), descending=False)

    def active_for(self, bank_account_id: UUID) -> list[BankRule]:
        """Return the active rules for a bank account, in the order in which they are asked."""
        statement = self.scoped().where(
            BankRule.active,
            or_(BankRule.bank_account_id.is_(None), BankRule.bank_account_id == bank_account_id),
        )
        return list(self.session.scalars(statement.order_by(BankRule.position, BankRule.id)))
